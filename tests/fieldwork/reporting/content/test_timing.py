"""When a report is due, whether it is late, and by how many days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.fieldwork.reporting.content import timing
from portal.fieldwork.reporting.models import FieldReport
from portal.web.data import clock
from tests import make

pytestmark = pytest.mark.usefixtures("db")

DUE = date(2024, 6, 17)


def report(state: str, came: date | None = None, hour: int = 9) -> FieldReport:
    return FieldReport(state=state, submitted_at=clock.at(came, hour) if came else None)


@pytest.mark.parametrize(
    ("state", "came", "today", "late", "overdue", "words", "shape"),
    [
        (None, None, DUE - timedelta(days=5), 0, False, "", "chua_du_so_lieu"),
        (None, None, DUE, 0, False, "", "chua_du_so_lieu"),
        (None, None, DUE + timedelta(days=1), 1, True, "quá hạn 1 ngày", "cao_bat_thuong"),
        ("draft", None, DUE, 0, False, "", "thap"),
        ("draft", None, DUE + timedelta(days=12), 12, True, "quá hạn 12 ngày", "cao_bat_thuong"),
        ("returned", DUE - timedelta(days=1), DUE + timedelta(days=2), 2, True, "quá hạn 2 ngày", "cao_bat_thuong"),
        ("returned", DUE - timedelta(days=1), DUE, 0, False, "", "cao_bat_thuong"),
        ("submitted", DUE, DUE + timedelta(days=9), 0, False, "", "open"),
        ("submitted", DUE + timedelta(days=1), DUE + timedelta(days=9), 1, False, "chậm 1 ngày", "open"),
        ("received", DUE - timedelta(days=3), DUE + timedelta(days=30), 0, False, "", "dat"),
        ("received", DUE + timedelta(days=3), DUE + timedelta(days=30), 3, False, "chậm 3 ngày", "dat"),
    ],
)
def test_lateness_counts_to_the_day_it_came_or_to_today(at, state, came, today, late, overdue, words, shape):
    at(clock.at(today, 12))
    found = timing.status_of(report(state, came) if state else None, DUE)
    assert (found.days_late, found.is_overdue, found.lateness, found.shape) == (late, overdue, words, shape)
    assert found.label == timing.labels()[found.state]


@pytest.mark.parametrize(("hour", "late"), [(0, 0), (23, 0)])
def test_the_whole_of_the_last_day_is_in_time_by_local_hours(at, hour, late):
    at(clock.at(DUE + timedelta(days=5), 9))
    assert timing.status_of(report("submitted", DUE, hour), DUE).days_late == late


def test_without_a_day_nothing_is_late(at):
    at(clock.at(DUE + timedelta(days=400), 9))
    assert timing.status_of(None, None).days_late == 0
    assert not timing.status_of(report("draft"), None).is_overdue


def test_each_level_has_its_own_day_and_the_province_none():
    plan = make.survey_round().plan_data
    assert timing.due_of("commune", plan) == plan.deadlines.commune_report
    assert timing.due_of("district", plan) == plan.deadlines.district_report
    assert timing.due_of("province", plan) is None


def test_every_state_has_a_word_and_a_shape():
    assert set(timing.labels()) == set(timing.SHAPES)
