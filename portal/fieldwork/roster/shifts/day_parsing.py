"""Days as people write them in a table: «12/6», «12, 13/6», «12-14/6/2024», «cả đợt». Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.units.names import fold
from portal.web.ui.formats import day_month

WHOLE_ROUND = {"ca dot", "tat ca", "tat ca cac ngay", "cac ngay", "ca dot khao sat"}
SEPARATORS = re.compile(r"\s*(?:[,;+\n]|\bvà\b)\s*")
RANGE = re.compile(r"\s*(?:-|–|đến|->)\s*")
ONE = re.compile(r"(\d{1,2})(?:[/.](\d{1,2})(?:[/.](\d{4}))?)?", re.ASCII)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOST_NAMED = 6


class InvalidDays(DomainError):
    """What was written is no day of the round."""

    def __init__(self, text: str, days: Sequence[date]) -> None:
        allowed = ", ".join(day_month(day) for day in days)
        if len(days) > MOST_NAMED:
            allowed = _("từ %(first)s đến %(last)s", first=day_month(days[0]), last=day_month(days[-1]))
        super().__init__(_("ngày “%(typed)s” sai: chỉ nhận các ngày %(days)s", typed=text, days=allowed))


def parse_days(text: str, days: Sequence[date]) -> list[date]:
    """The days a cell names, all of them among `days`. Raises InvalidDays."""
    if fold(text) in WHOLE_ROUND:
        return list(days)
    parsed: list[date] = []
    for part in SEPARATORS.split(with_months(text)):
        parsed += parse_span(part, days) or refuse_days(text, days)
    return list(dict.fromkeys(parsed))


def with_months(text: str) -> str:
    """«12, 13/6» with its months written out: «12/6, 13/6»."""
    parts = re.split(rf"({SEPARATORS.pattern}|{RANGE.pattern})", text.strip()) if not ISO.search(text) else [text]
    # from the right: the month written last holds for the days before it
    month = ""
    for place in range(len(parts) - 1, -1, -1):
        match = ONE.fullmatch(parts[place].strip())
        if match and match[2]:
            month = f"/{match[2]}" + (f"/{match[3]}" if match[3] else "")
        elif match:
            parts[place] = f"{parts[place].strip()}{month}"
    return "".join(parts)


def parse_span(part: str, days: Sequence[date]) -> list[date]:
    """One day, or those from one to another; nothing where it is neither."""
    ends = [parse_day(end, days) for end in ([part] if ISO.fullmatch(part) else RANGE.split(part))]
    first, last = ends[0], ends[-1]
    if first is None or last is None or ends[1:-1] or last < first:
        return []
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day in days]


def parse_day(text: str, days: Sequence[date]) -> date | None:
    """A day of the round as written; the year is the round's where none is given."""
    if ISO.fullmatch(text):
        # a spreadsheet set to American dates takes «12/6» for the 6th of December: day and month are put back
        year_read, first, second = text.split("-")
        readings = (text, f"{year_read}-{second}-{first}")
        return next((day for reading in readings for day in days if day.isoformat() == reading), None)
    match = ONE.fullmatch(text)
    if match is None:
        return None
    number, month, year = (int(piece) if piece else None for piece in match.groups())
    return next(
        (day for day in days if day.day == number and month in {day.month, None} and year in {day.year, None}), None
    )


def refuse_days(text: str, days: Sequence[date]) -> list[date]:
    """Say that it is none."""
    raise InvalidDays(text, days)
