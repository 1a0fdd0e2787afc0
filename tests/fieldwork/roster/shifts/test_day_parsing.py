"""Days as people write them in a table."""

from __future__ import annotations

from datetime import date

import pytest

from portal.fieldwork.roster.imports.roster_file import halves_in
from portal.fieldwork.roster.shifts.day_parsing import InvalidDays, parse_days

DAYS = [date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)]


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("12/6", [12]),
        ("12/06/2024", [12]),
        ("2024-06-13", [13]),
        ("2024-12-06", [12]),
        ("12, 13/6", [12, 13]),
        ("12/6; 14/6", [12, 14]),
        ("12 và 13/6", [12, 13]),
        ("12-14/6", [12, 13, 14]),
        ("12/6 - 14/6/2024", [12, 13, 14]),
        ("12.6, 12.6", [12]),
        ("Cả đợt", [12, 13, 14]),
        ("tất cả các ngày", [12, 13, 14]),
    ],
)
def test_days_are_read_as_they_are_meant(typed, days):
    assert [day.day for day in parse_days(typed, DAYS)] == days


@pytest.mark.parametrize(
    "typed", ["31/6", "15/6", "12/7", "12/6/2023", "hôm nay", "14-12/6", "12/6-15/6", "1-2-3", "²/6"]
)
def test_what_is_no_day_of_the_round_is_refused_with_the_days_that_are(app, typed):
    with app.test_request_context(), pytest.raises(InvalidDays) as refused:
        parse_days(typed, DAYS)
    assert refused.value.message == f"ngày “{typed}” sai: chỉ nhận các ngày 12/6, 13/6, 14/6"


@pytest.mark.parametrize(
    ("typed", "halves"),
    [
        ("sáng", ("morning",)),
        ("Buổi chiều", ("afternoon",)),
        ("S", ("morning",)),
        ("chiều, sáng", ("morning", "afternoon")),
        ("sáng và chiều", ("morning", "afternoon")),
        ("S/C", ("morning", "afternoon")),
        ("CẢ NGÀY", ("morning", "afternoon")),
        ("tối", ()),
        ("sáng, tối", ()),
        ("", ()),
    ],
)
def test_halves_are_read_as_they_are_meant(typed, halves):
    assert halves_in(typed) == halves


@pytest.mark.parametrize(("last", "named"), [(17, "12/6, 13/6, 14/6, 15/6, 16/6, 17/6"), (18, "từ 12/6 đến 18/6")])
def test_the_days_of_a_long_round_are_named_by_their_ends(app, last, named):
    with app.test_request_context():
        refused = InvalidDays("x", [date(2024, 6, day) for day in range(12, last + 1)])
    assert refused.message == f"ngày “x” sai: chỉ nhận các ngày {named}"
