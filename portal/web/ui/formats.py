"""Text cleaned when it comes in; numbers, dates, hours and spans of days as a Vietnamese office writes them."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

from portal.web.data import clock

NOTHING = "-"
ENGLISH: ContextVar[bool] = ContextVar("english", default=False)
"""Whether the page at hand is a citizen's in English; papers, files and staff pages never are."""
TEN = 10
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}
SPACES = "\n\r\t"
# What stands for a figure that nobody took; nought is another thing.
NO_FIGURE = "chưa có số liệu"
UPPER = "".join(sign for sign in map(chr, range(0x1F00)) if sign.isupper())
# A word with a capital before another one: two words of a name.
INSIDE_NAME = re.compile(rf"\b([{UPPER}]\w*) (?=[{UPPER}])")
SWAPPED_MARKS = str.maketrans(",.", ".,")


def rounded(value: float | Decimal, places: int) -> Decimal:
    """Round half up, as with pen and paper; what a float lost beyond the ninth decimal is mended first."""
    exact = Decimal(str(value)).quantize(Decimal("1e-9"))
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def with_marks(figures: str) -> str:
    """«1.234,5», on a page in English «1,234.5»."""
    return figures if ENGLISH.get() else figures.translate(SWAPPED_MARKS)


def integer(value: int | None) -> str:
    return NOTHING if value is None else with_marks(f"{value:,}")


def decimal(value: float | Decimal | None, places: int = 2) -> str:
    return NOTHING if value is None else with_marks(f"{rounded(value, places):,}")


def rate(value: float | Decimal | None) -> str:
    """Write a share under a heading that already says «%»."""
    return decimal(value, 1)


def percent(value: float | Decimal | None, places: int = 1) -> str:
    return NOTHING if value is None else f"{decimal(value, places)}%"


def two_digits(value: int) -> str:
    return f"{value:02d}"


def count(value: int | None) -> str:
    """Write a count within a sentence: «09 đơn vị», «171 đơn vị»; in English without the nought."""
    return two_digits(value) if value is not None and 0 < value < TEN and not ENGLISH.get() else integer(value)


def month_number(value: int) -> str:
    """Write a month so that nobody can add a figure before it: 01 and 02, then 3 to 12."""
    return two_digits(value) if value in {1, 2} else str(value)


def day_month(value: date | None) -> str:
    if value is None:
        return NOTHING
    return f"{value.day} {value:%B}" if ENGLISH.get() else f"{value.day:02d}/{month_number(value.month)}"


def short_date(value: date | None) -> str:
    """«17/6/2024», in English «17 June 2024»."""
    if value is None:
        return NOTHING
    return f"{day_month(value)} {value.year}" if ENGLISH.get() else f"{day_month(value)}/{value.year}"


def typed_day(text: str) -> date | None:
    """The day that «17/6/2024» names, or 2024-06-17 as browsers send it; None where it is no day."""
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        with suppress(ValueError):
            # Figures of other scripts would pass as numbers.
            return datetime.strptime(text.strip().encode("ascii").decode(), form).date()  # noqa: DTZ007 (a day has no zone)
    return None


def iso_day(text: str) -> date | None:
    """The day that 2024-06-17 names, as addresses have it; None where it is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def long_date(value: date | None) -> str:
    if value is None:
        return NOTHING
    return f"ngày {value.day:02d} tháng {month_number(value.month)} năm {value.year}"


def weekday(value: date | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:%A}" if ENGLISH.get() else WEEKDAYS[value.weekday()]


def clock_time(value: datetime | None) -> str:
    return NOTHING if value is None else f"{clock.local(value):%H:%M}"


def stamp(value: datetime | None) -> str:
    """A moment on a page: «08:35, 17/6/2024», of today «08:35»."""
    is_of_today = value is not None and clock.local(value).date() == clock.today()
    return clock_time(value) if is_of_today else full_stamp(value)


def full_stamp(value: datetime | None) -> str:
    """A moment in a file or on a page that is kept: «08:35, 17/6/2024» of today too."""
    return NOTHING if value is None else f"{clock_time(value)}, {short_date(clock.local(value).date())}"


def log_stamp(value: datetime | None) -> str:
    """A moment in the record of events, the only place with seconds: «08:35:12, 17/6/2024»."""
    return NOTHING if value is None else f"{clock.local(value):%H:%M:%S}, {short_date(clock.local(value).date())}"


def strip_invisible(text: str) -> str:
    """The text without control, bidirectional and zero-width characters; ends of lines and tabs stay."""
    gone = {sign for sign in set(text) if sign not in SPACES and unicodedata.category(sign) in INVISIBLE}
    return text.translate(dict.fromkeys(map(ord, gone))) if gone else text


def tidy(text: str) -> str:
    """The text in NFC, without invisible characters and without spaces around it."""
    return unicodedata.normalize("NFC", strip_invisible(text)).strip()


def tidy_lines(text: str) -> str:
    """The same of several lines: each ends in a line feed alone, and a tab is a space."""
    return tidy(text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def words_in(file: Path) -> dict[str, Any]:
    """The words of a TOML file that stands beside the code which says them: long tables without a rule in them."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def capital(text: str) -> str:
    """The text with a capital first letter: at the head of a sentence or a cell."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text with a small first letter: a name or label inside a sentence."""
    return text[:1].lower() + text[1:]


def weekday_within(day: date) -> str:
    """A weekday inside a sentence: «thứ Sáu», in English «Friday»."""
    return weekday(day) if ENGLISH.get() else lower_first(weekday(day))


def first_date(first: date, last: date) -> str:
    """The first day of several as it is written before the last: without the year they share."""
    return day_month(first) if first.year == last.year else short_date(first)


def span(first: date, last: date) -> str:
    """«từ ngày 12/6 đến ngày 14/6/2024», of a single day too."""
    return f"từ ngày {first_date(first, last)} đến ngày {short_date(last)}"


def short_span(first: date, last: date) -> str:
    """«12–14/6», «30/6–2/7», «14/6»: days as a narrow screen has room for them."""
    if first == last:
        return day_month(first)
    is_of_one_month = (first.month, first.year) == (last.month, last.year)
    return f"{first.day if is_of_one_month else day_month(first)}–{day_month(last)}"


def window(first: date, last: date, *, aloud: bool = False) -> str:
    """«từ ngày 12/6 đến hết ngày 14/6/2024», «ngày 14/6/2024»; `aloud` says a month once: «từ ngày 12 đến hết …»."""
    if first == last:
        return f"ngày {short_date(last)}"
    says_month_once = aloud and (first.month, first.year) == (last.month, last.year)
    start = two_digits(first.day) if says_month_once else first_date(first, last)
    return f"từ ngày {start} đến hết ngày {short_date(last)}"


def within_days(days: Sequence[date]) -> str:
    """«Trong 03 ngày (từ ngày 12/6 đến ngày 14/6/2024)», «Trong ngày 14/6/2024»."""
    first, last = days[0], days[-1]
    return f"Trong ngày {short_date(last)}" if first == last else f"Trong {count(len(days))} ngày ({span(first, last)})"


def whole(text: str | None) -> str:
    """The text with names that no line breaks inside: «xã Thanh Hải», «Nguyễn Văn An»."""
    if text is None:
        return NOTHING
    joined = INSIDE_NAME.sub("\\1\u00a0", str(text))
    return Markup(joined) if isinstance(text, Markup) else joined  # noqa: S704 (as safe as it was)


def keep_together(text: str, words: str) -> Markup:
    """The text as HTML in which no line ends inside `words`, a pattern."""
    return Markup(re.sub(words, r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704 (escaped)


def with_no_break_spaces(text: str, words: str, glue: str = "\u00a0") -> str:
    """The same as plain text: `glue` in place of the spaces inside `words`."""
    return re.sub(words, lambda match: match[0].replace(" ", glue), text)


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
        full_stamp,
        log_stamp,
        whole,
    )
}


def install(app: Flask) -> None:
    """Give templates the same functions as filters."""
    app.jinja_env.filters.update(FILTERS, capital=capital, lower_first=lower_first)
