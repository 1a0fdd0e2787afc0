"""Which round a report is asked for first, which of its days stand in view, who decides on it."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal.fieldwork.reporting import views
from portal.fieldwork.reporting.content.figures import Day
from portal.fieldwork.reporting.models import DRAFT, RECEIVED, SUBMITTED, FieldReport
from portal.units.models import COMMUNE, DISTRICT
from portal.web.data import clock
from tests import make
from tests.fieldwork.reporting import figures_of


@pytest.mark.parametrize(
    ("opens", "order"),
    [
        ([-9, -2, 1, 5], [-2, -9, 1, 5]),
        ([5, 1], [1, 5]),
        ([1, 0], [0, 1]),
    ],
)
def test_a_round_that_has_begun_comes_first_and_of_those_the_latest(monkeypatch, at, opens, order):
    at(clock.at(make.FIRST_DAY, 8))
    rounds = [SimpleNamespace(days=days, opens_at=clock.now() + timedelta(days=days)) for days in opens]
    monkeypatch.setattr(views, "approved_rounds", lambda: rounds)
    assert [one.days for one in views.rounds_to_report_on()] == order


def form_of(filled, wrong=()):
    """Cells of visits and ballots that count, and a note that does not; days by their number."""

    def cells(day):
        number = (day - make.FIRST_DAY).days
        errors = ["x"] if number in wrong else []
        known = SimpleNamespace(data=1, errors=[])
        return [known, SimpleNamespace(data=0 if number in filled else None, errors=errors), SimpleNamespace(data=None)]

    return SimpleNamespace(cells=cells)


@pytest.mark.parametrize(
    ("count", "filled", "wrong", "groups"),
    [
        (6, (0,), (), ([0, 1, 2, 3, 4, 5], [], [])),
        (7, range(7), (), ([], [], [0, 1, 2, 3, 4, 5, 6])),
        (7, range(7), (3,), ([3], [], [0, 1, 2, 4, 5, 6])),
        (9, (1,), (), ([0, 2, 3, 4, 5, 6], [7, 8], [1])),
    ],
)
def test_of_a_long_round_days_without_a_figure_stand_in_view(at, count, filled, wrong, groups):
    days = tuple(Day(make.FIRST_DAY + timedelta(days=number)) for number in range(count))
    at(clock.at(days[-1].day, 8))
    found = views.day_groups(form_of(filled, wrong), figures_of.commune(days=days))
    assert tuple([(day.day - make.FIRST_DAY).days for day in group] for group in found) == groups


def test_days_to_come_have_no_row_and_a_district_has_none(at):
    at(clock.at(figures_of.DAYS[1], 8))
    assert [day.day for day in views.rows_that_came(figures_of.commune())] == list(figures_of.DAYS[:2])
    assert views.rows_that_came(figures_of.district()) == []
    assert views.day_groups(form_of(()), figures_of.district()) == ([], [], [])


@pytest.mark.parametrize(
    ("can", "parent", "state", "may"),
    [
        (True, 1, SUBMITTED, True),
        (False, 1, SUBMITTED, False),
        (True, 2, SUBMITTED, False),
        (True, 1, DRAFT, False),
        (True, 1, RECEIVED, True),
        (True, 1, None, False),
    ],
)
def test_the_unit_above_decides_on_what_is_handed_in(monkeypatch, can, parent, state, may):
    monkeypatch.setattr(views, "current_user", SimpleNamespace(can=lambda _permission: can, unit_id=1))
    report = state and FieldReport(state=state)
    assert views.may_decide(SimpleNamespace(parent_id=parent), report) is may


@pytest.mark.parametrize(
    ("level", "software", "asked"),
    [
        (COMMUNE, SimpleNamespace(required=True), True),
        (COMMUNE, SimpleNamespace(required=False), False),
        (COMMUNE, None, False),
        (DISTRICT, SimpleNamespace(required=True), False),
    ],
)
def test_a_commune_ticks_the_other_software_where_the_plan_requires_it(level, software, asked):
    assert views.asks_software(SimpleNamespace(software=software), level) is asked
