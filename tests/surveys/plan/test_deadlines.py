"""Working days, and the hour by which a day's figures are to be chốt."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from portal.surveys.plan import deadlines


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2024-06-12", "2024-06-13"),
        ("2024-06-13", "2024-06-14"),
        ("2024-06-14", "2024-06-17"),
        ("2024-06-15", "2024-06-17"),
        ("2024-06-16", "2024-06-17"),
        ("2024-12-31", "2025-01-01"),
    ],
)
def test_the_next_working_day_skips_saturday_and_sunday(given: str, expected: str) -> None:
    assert deadlines.next_working_day(day(given)) == day(expected)


def test_the_next_working_day_skips_public_holidays() -> None:
    national_day = {day("2024-09-02"), day("2024-09-03")}
    assert deadlines.next_working_day(day("2024-08-30"), national_day) == day("2024-09-04")


@pytest.mark.parametrize(
    ("given", "working"), [("2024-06-14", True), ("2024-06-15", False), ("2024-06-16", False), ("2024-06-17", True)]
)
def test_saturday_and_sunday_are_off(given: str, *, working: bool) -> None:
    assert deadlines.is_working_day(day(given)) is working


def test_a_public_holiday_is_off() -> None:
    assert not deadlines.is_working_day(day("2024-09-02"), [day("2024-09-02")])


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        ("2024-06-12", datetime(2024, 6, 13, 3, tzinfo=UTC)),
        ("2024-06-14", datetime(2024, 6, 17, 3, tzinfo=UTC)),
    ],
)
def test_figures_are_chot_by_ten_on_the_next_working_day(given: str, moment: datetime) -> None:
    assert deadlines.lock_deadline(day(given)) == moment


def test_the_hour_of_chot_is_the_rounds_to_set() -> None:
    assert deadlines.lock_deadline(day("2024-06-12"), hour=time(16, 30)) == datetime(2024, 6, 13, 9, 30, tzinfo=UTC)
