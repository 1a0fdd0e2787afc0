"""How figures, dates and hours are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.web.ui import formats

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (7, "7"), (999, "999"), (1000, "1.000"), (12300, "12.300"), (1234567, "1.234.567"), (-4200, "-4.200")],
)
def test_whole_numbers_are_grouped_by_dots(value: int, written: str) -> None:
    assert formats.integer(value) == written


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (3.76, 2, "3,76"),
        (4.0, 2, "4,00"),
        (2.675, 2, "2,68"),
        (0.125, 2, "0,13"),
        (79.745, 2, "79,75"),
        (1234.5, 1, "1.234,5"),
        (-0.04, 1, "0,0"),
        (-0.05, 1, "-0,1"),
        (Decimal("0.5"), 0, "1"),
    ],
)
def test_decimals_take_a_comma_and_round_half_up(value: float | Decimal, places: int, written: str) -> None:
    assert formats.decimal(value, places) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(70.0, "70,0"), (0.0, "0,0"), (100.0, "100,0"), (6.35, "6,4"), (0.07 / 2 * 100 + 0.0, "3,5"), (99.95, "100,0")],
)
def test_a_rate_has_one_decimal(value: float, written: str) -> None:
    assert formats.rate(value) == written
    assert formats.percent(value) == f"{written}%"


def test_a_percent_may_have_two_decimals() -> None:
    assert formats.percent(83.94, 2) == "83,94%"


@pytest.mark.parametrize(
    "write",
    [f for name, f in formats.FILTERS.items() if name != "two_digits"],
)
def test_what_is_missing_is_a_dash(write: object) -> None:
    assert callable(write)
    assert write(None) == "-"


@pytest.mark.parametrize(
    ("value", "written"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (171, "171"), (22841, "22.841")]
)
def test_a_count_in_a_sentence_below_ten_gets_a_nought(value: int, written: str) -> None:
    assert formats.count(value) == written


def test_two_digits() -> None:
    assert [formats.two_digits(n) for n in (0, 7, 12)] == ["00", "07", "12"]


@pytest.mark.parametrize(
    ("day", "short", "dayed", "long"),
    [
        (date(2024, 6, 5), "05/6/2024", "05/6", "ngày 05 tháng 6 năm 2024"),
        (date(2024, 2, 7), "07/02/2024", "07/02", "ngày 07 tháng 02 năm 2024"),
        (date(2024, 6, 12), "12/6/2024", "12/6", "ngày 12 tháng 6 năm 2024"),
        (date(2023, 10, 31), "31/10/2023", "31/10", "ngày 31 tháng 10 năm 2023"),
    ],
)
def test_dates_are_written_as_the_plan_writes_them(day: date, short: str, dayed: str, long: str) -> None:
    assert formats.short_date(day) == short
    assert formats.day_month(day) == dayed
    assert formats.long_date(day) == long


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2024, 6, 12), "Thứ Tư"), (date(2024, 6, 13), "Thứ Năm"), (date(2024, 6, 16), "Chủ Nhật")],
)
def test_weekdays(day: date, name: str) -> None:
    assert formats.weekday(day) == name


def test_hours_are_local() -> None:
    moment = datetime(2024, 6, 5, 9, 21, 58, tzinfo=UTC)
    assert formats.log_stamp(moment) == "16:21:58, 05/6/2024"
    assert formats.clock_time(moment) == "16:21"
    assert formats.clock_time(datetime(2024, 6, 5, 17, 5, tzinfo=UTC)) == "00:05"


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("xã Thanh Hải, huyện Lục Ngạn", "xã Thanh_Hải, huyện Lục_Ngạn"),
        ("phường Hoàng Văn Thụ, TP Bắc Giang", "phường Hoàng_Văn_Thụ, TP_Bắc_Giang"),
        ("đồng chí Đặng Thị Ổn đã chốt", "đồng chí Đặng_Thị_Ổn đã chốt"),
        ("Đạt 12 đơn vị", "Đạt 12 đơn vị"),
        (Markup("<b>Lục Ngạn</b>"), Markup("<b>Lục_Ngạn</b>")),
    ],
)
def test_no_line_ends_inside_a_name(text: str, joined: str) -> None:
    assert formats.whole(text) == joined.replace("_", "\u00a0")
    assert type(formats.whole(text)) is type(text)


def test_a_moment_has_one_form_and_no_day_where_it_is_of_today(at: Callable[[datetime], None]) -> None:
    moment = datetime(2024, 6, 17, 1, 35, 12, tzinfo=UTC)
    at(datetime(2024, 6, 17, 16, 59, tzinfo=UTC))
    assert [write(moment) for write in (formats.stamp, formats.full_stamp)] == ["08:35", "08:35, 17/6/2024"]
    at(datetime(2024, 6, 17, 17, 0, tzinfo=UTC))  # midnight here
    assert formats.stamp(moment) == "08:35, 17/6/2024"
    assert formats.stamp(None) == formats.NOTHING


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_rate_is_what_a_pocket_calculator_gives(part: int, whole: int) -> None:
    tenths = (2000 * part + whole) // (2 * whole)  # half up, in whole numbers
    shown = formats.rate(100 * part / whole).replace(".", "").replace(",", "")
    assert int(shown) == tenths
    assert formats.rate(part / whole * 100) == formats.rate(100 * part / whole)
