"""The list of reports: in which state a line is, what is counted, what it can be filtered by."""

from __future__ import annotations

from datetime import date

import pytest

from portal.fieldwork.reporting import board
from portal.fieldwork.reporting.board import LATE, NOT_ENTERED, Line
from portal.fieldwork.reporting.content.timing import NONE, SHAPES, ReportStatus, status_of
from portal.fieldwork.reporting.models import DRAFT, RECEIVED, RETURNED, SUBMITTED, FieldReport, SoftwareEntry
from portal.units.models import Unit
from portal.web.data import clock
from tests import make

DUE = date(2024, 6, 17)


def line(state: str, days_late: int = 0, *, entered: bool = False) -> Line:
    return Line(Unit(name="A", kind="xã"), None, ReportStatus(state, days_late), SoftwareEntry() if entered else None)


@pytest.mark.parametrize(
    ("state", "days_late", "is_overdue", "shape", "lateness"),
    [
        (NONE, 0, False, "chua_du_so_lieu", ""),
        (NONE, 1, True, "cao_bat_thuong", "quá hạn 1 ngày"),
        (DRAFT, 0, False, "thap", ""),
        (DRAFT, 2, True, "cao_bat_thuong", "quá hạn 2 ngày"),
        (RETURNED, 0, False, "cao_bat_thuong", ""),
        (RETURNED, 1, True, "cao_bat_thuong", "quá hạn 1 ngày"),
        (SUBMITTED, 0, False, "open", ""),
        (SUBMITTED, 3, False, "open", "chậm 3 ngày"),
        (RECEIVED, 3, False, "dat", "chậm 3 ngày"),
    ],
)
def test_what_has_come_is_late_and_what_has_not_is_overdue(app, state, days_late, is_overdue, shape, lateness):
    status = ReportStatus(state, days_late)
    with app.test_request_context():
        assert (status.is_overdue, status.shape, status.lateness) == (is_overdue, shape, lateness)


@pytest.mark.parametrize(
    ("state", "came", "today", "days_late"),
    [
        (None, None, 17, 0),
        (None, None, 18, 1),
        (DRAFT, None, 20, 3),
        (SUBMITTED, 17, 30, 0),
        (SUBMITTED, 18, 30, 1),
        (RECEIVED, 16, 30, 0),
        (RETURNED, 16, 19, 2),  # it is not handed in, and goes on being late
    ],
)
def test_days_are_counted_to_the_day_it_came_or_to_today(at, state, came, today, days_late):
    at(clock.at(date(2024, 6, today), 23))
    report = state and FieldReport(state=state, submitted_at=came and clock.at(date(2024, 6, came), 23, 30))
    found = status_of(report, DUE)
    assert (found.state, found.days_late) == (state or NONE, days_late)
    assert status_of(report, None).days_late == 0


@pytest.mark.parametrize(
    ("one", "asked", "is_in"),
    [
        (line(DRAFT), DRAFT, True),
        (line(DRAFT), SUBMITTED, False),
        (line(DRAFT, 1), LATE, True),
        (line(DRAFT), LATE, False),
        (line(SUBMITTED, 1), LATE, False),
        (line(DRAFT), NOT_ENTERED, True),
        (line(DRAFT, entered=True), NOT_ENTERED, False),
    ],
)
def test_a_filter_asks_for_a_state_for_what_is_overdue_or_for_the_missing_tick(one, asked, is_in):
    assert board.is_in(one, asked) == is_in


def test_every_state_is_counted_and_late_and_entered_across_them():
    found = board.count_by_state([line(DRAFT, 1), line(DRAFT), line(SUBMITTED, 2, entered=True), line(NONE, 5)])
    assert found == {"all": 4, "late": 2, "entered": 1, NONE: 1, DRAFT: 2, RETURNED: 0, SUBMITTED: 1, RECEIVED: 0}
    assert board.count_by_state([]) == dict.fromkeys(["all", "late", "entered", *SHAPES], 0)


@pytest.mark.parametrize("software", [False, True])
def test_the_tick_is_asked_for_where_the_plan_wants_it(app, software):
    with app.test_request_context():
        names = [name for name, _words in board.choices(software=software)]
        heads = [head for head, _cell in board.columns(software=software)]
    assert names == [*SHAPES, LATE, *([NOT_ENTERED] if software else [])]
    assert ("Nhập phần mềm lúc" in heads) == software


@pytest.mark.parametrize(
    ("code", "year", "levels"),
    [
        ("24", 2024, ["district", "commune"]),
        ("219", 2024, ["commune"]),
        ("07507", 2024, ["commune"]),
        ("24", 2025, ["commune"]),
    ],
)
def test_a_province_with_districts_reads_their_reports_too(db, code, year, levels):
    if year == 2025:
        make.units_of(2025)
    assert board.levels_below(make.unit(code, year)) == levels
