"""Numbers, percents, dates and hours as a Vietnamese office writes them; each is a Jinja filter too."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from flask import Flask

from portal.web.data import clock

NOTHING = "-"
TEN = 10
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
SWAPPED_MARKS = str.maketrans(",.", ".,")


def rounded(value: float | Decimal, places: int) -> Decimal:
    """Round half up, as with pen and paper; what a float lost beyond the ninth decimal is mended first."""
    exact = Decimal(str(value)).quantize(Decimal("1e-9"))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def integer(value: int | None) -> str:
    return NOTHING if value is None else f"{value:,}".translate(SWAPPED_MARKS)


def decimal(value: float | Decimal | None, places: int = 2) -> str:
    return NOTHING if value is None else f"{rounded(value, places):,}".translate(SWAPPED_MARKS)


def rate(value: float | Decimal | None) -> str:
    """Write a share under a heading that already says «%»."""
    return decimal(value, 1)


def percent(value: float | Decimal | None, places: int = 1) -> str:
    return NOTHING if value is None else f"{decimal(value, places)}%"


def two_digits(value: int) -> str:
    return f"{value:02d}"


def count(value: int | None) -> str:
    """Write a count within a sentence: «09 đơn vị», «171 đơn vị»."""
    return two_digits(value) if value is not None and 0 < value < TEN else integer(value)


def month_number(value: int) -> str:
    """Write a month so that nobody can add a figure before it: 01 and 02, then 3 to 12."""
    return two_digits(value) if value in {1, 2} else str(value)


def day_month(value: date | None) -> str:
    return NOTHING if value is None else f"{value.day:02d}/{month_number(value.month)}"


def short_date(value: date | None) -> str:
    return NOTHING if value is None else f"{day_month(value)}/{value.year}"


def long_date(value: date | None) -> str:
    if value is None:
        return NOTHING
    return f"ngày {value.day:02d} tháng {month_number(value.month)} năm {value.year}"


def weekday(value: date | None) -> str:
    return NOTHING if value is None else WEEKDAYS[value.weekday()]


def clock_time(value: datetime | None) -> str:
    return NOTHING if value is None else f"{clock.local(value):%H:%M}"


def stamp(value: datetime | None) -> str:
    return NOTHING if value is None else f"{clock.local(value):%d/%m/%Y %H:%M:%S}"


FILTERS: dict[str, Callable[..., str]] = {
    write.__name__: write
    for write in (
        integer,
        decimal,
        rate,
        percent,
        two_digits,
        count,
        day_month,
        short_date,
        long_date,
        weekday,
        clock_time,
        stamp,
    )
}


def install(app: Flask) -> None:
    """Give templates the same functions as filters."""
    app.jinja_env.filters.update(FILTERS)
