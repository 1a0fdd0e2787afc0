"""Which half-days lack people: tables of cases."""

from __future__ import annotations

from datetime import date

import pytest

from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Crowding, Gap, HalfDay

WED, THU, FRI = date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)
DAYS = [WED, THU, FRI]
EVERYWHERE = dict.fromkeys(coverage.half_days(DAYS), 1)


@pytest.mark.parametrize(
    ("present", "crowd", "lacking"),
    [
        (EVERYWHERE, Crowding(), []),
        ({}, Crowding(), [(*place, 1) for place in coverage.half_days(DAYS)]),
        ({**EVERYWHERE, HalfDay(FRI, "afternoon"): 0}, Crowding(), [(FRI, "afternoon", 1)]),
        (EVERYWHERE, Crowding(by_hand=True), [(*place, 1) for place in coverage.half_days(DAYS)]),
        ({}, Crowding(by_hand=True), [(*place, 2) for place in coverage.half_days(DAYS)]),
        (EVERYWHERE, Crowding(busy_days=(THU,)), [(FRI, "morning", 1), (FRI, "afternoon", 1)]),
        (EVERYWHERE, Crowding(busy_days=(FRI,)), []),
        (dict.fromkeys(coverage.half_days(DAYS), 2), Crowding(by_hand=True, busy_days=(WED,)), []),
    ],
)
def test_each_half_day_needs_one_and_a_crowded_desk_two(present, crowd, lacking):
    assert coverage.gaps(DAYS, present, crowd) == [Gap(*one) for one in lacking]


@pytest.mark.parametrize(
    ("days", "holidays", "kept"),
    [
        (DAYS, (), DAYS),
        ([FRI, date(2024, 6, 15), date(2024, 6, 16), date(2024, 6, 17)], (), [FRI, date(2024, 6, 17)]),
        (DAYS, (THU,), [WED, FRI]),
        ([date(2024, 6, 15)], (), [date(2024, 6, 15)]),
    ],
)
def test_desks_are_staffed_on_working_days(days, holidays, kept):
    assert coverage.duty_days(days, holidays) == kept


def test_gaps_are_told_as_officials_say_them(app):
    with app.test_request_context():
        assert coverage.gaps_in_words([Gap(FRI, "afternoon", 1)]) == "còn thiếu 1 buổi"
        assert coverage.gaps_in_words([]) == "đủ người"
        assert coverage.gap_names([Gap(WED, "morning", 1), Gap(FRI, "afternoon", 2)]) == "sáng 12/6, chiều 14/6"
        every = [Gap(*place, 1) for place in coverage.half_days(DAYS)]
        assert coverage.gap_names(every) == "sáng 12/6, chiều 12/6, sáng 13/6, chiều 13/6 và 2 buổi khác"
