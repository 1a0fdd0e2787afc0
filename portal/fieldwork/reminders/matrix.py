"""Unit × day of what is missing, made once for the page, the file and the reminders of «Gửi nhắc tất cả»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.reminders import outstanding, queries
from portal.fieldwork.today.agenda import stamp_in_words
from portal.units.names import fold
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from portal.fieldwork.reminders.outstanding import OutstandingItem, Scope
    from portal.surveys.models import Point
    from portal.web.media.sheets import Cell

WHOLE_ROUND = "round"
"""The filter for what is owed for the round as a whole."""
ANY_RULE = "any"


@dataclass(frozen=True)
class Row:
    """A commune: what it owes, by day (None: for the round as a whole), and when it was reminded."""

    point: Point
    outstanding: tuple[OutstandingItem, ...]
    reminded_at: datetime | None = None

    def on(self, day: date | None) -> list[OutstandingItem]:
        """What is owed for a day."""
        return [item for item in self.outstanding if item.day == day]


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see."""

    typed: str = ""
    district: str = ""
    rule: str = ""
    day: str = ""
    sort: str = ""

    def covers(self, item: OutstandingItem) -> bool:
        """Whether something owed is in the filter."""
        day = item.day.isoformat() if item.day else WHOLE_ROUND
        return self.rule in {"", ANY_RULE, item.rule} and self.day in {"", day}


def rows(scope: Scope, wish: Wish) -> list[Row]:
    """The communes that search, district, rule and day leave."""
    by_point: dict[int, list[OutstandingItem]] = {}
    for item in outstanding.items_of(scope):
        if wish.covers(item):
            by_point.setdefault(item.point, []).append(item)
    reminded = queries.last_by_point(scope.top, scope.round)
    matrix_rows = [
        Row(point, tuple(by_point.get(point.id, ())), reminded.get(point.id)) for point in wanted(scope, wish)
    ]
    if wish.rule:
        matrix_rows = [row for row in matrix_rows if row.outstanding]
    return in_order(matrix_rows, wish.sort)


def wanted(scope: Scope, wish: Wish) -> list[Point]:
    """The points that search and district leave."""
    typed = fold(wish.typed)
    return [
        point
        for point in scope.points
        if typed in point.unit.search
        and (not wish.district or (point.unit.district and point.unit.district.code == wish.district))
    ]


def in_order(matrix_rows: Sequence[Row], sort: str) -> list[Row]:
    """Sorted by a column; an unknown name changes nothing."""
    key = ORDERS.get(sort.removeprefix("-"))
    return sorted(matrix_rows, key=key, reverse=sort.startswith("-")) if key else list(matrix_rows)


ORDERS = {
    "unit": lambda row: row.point.unit.sort_key,
    "missing": lambda row: len(row.outstanding),
}


def columns(scope: Scope, wish: Wish) -> list[date | None]:
    """The days on the screen, then the round as a whole."""
    every: list[date | None] = [*scope.days, None]
    return [day for day in every if wish.day in {"", day.isoformat() if day else WHOLE_ROUND}]


def heads(days: Sequence[date | None]) -> list[str]:
    """The columns' heads."""
    return [day_month(day) if day else _("Cả đợt") for day in days]


def counts(matrix_rows: Sequence[Row]) -> Mapping[str, int]:
    """How many communes lag by each rule."""
    counted: dict[str, int] = {}
    for row in matrix_rows:
        for rule in {item.rule for item in row.outstanding}:
            counted[rule] = counted.get(rule, 0) + 1
    return counted


def header(days: Sequence[date | None]) -> list[str]:
    """The heads of the file's columns."""
    return [_("Xã, phường, thị trấn"), _("Huyện"), *heads(days), _("Số việc còn thiếu"), _("Nhắc gần nhất")]


def values(matrix_rows: Sequence[Row], days: Sequence[date | None]) -> list[list[Cell]]:
    """The same rows for the file."""
    return [
        [
            row.point.unit.capital,
            row.point.unit.district.capital if row.point.unit.district else "",
            *("; ".join(outstanding.rule_words(item.rule) for item in row.on(day)) for day in days),
            len(row.outstanding),
            reminded_words(row.reminded_at),
        ]
        for row in matrix_rows
    ]


def reminded_words(moment: datetime | None) -> str:
    """«14:00 ngày 13/6»."""
    return stamp_in_words(moment) if moment else ""
