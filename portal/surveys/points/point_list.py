"""The list of a round's points as the reader asked for it: one source for the page and for the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Point
from portal.surveys.points import chairs, codes
from portal.units import queries as units

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from portal.surveys.models import Round
    from portal.units.models import Unit

LONGEST_SEARCH = 80
CHAIRS = {status.value: chairs.label(status) for status in chairs.ChairStatus}


@dataclass(frozen=True)
class Wish:
    """What is searched for, which district, which standing of the chair, in which order."""

    typed: str = ""
    district: str = ""
    chair: str = ""
    sort: str = ""


@dataclass(frozen=True)
class Row:
    """A line of the list."""

    unit_code: str
    sort_key: str
    name: str
    district: str
    code: str
    standing: str
    chair: str
    desk_hours: str


ORDERS: dict[str, Callable[[Row], str]] = {
    "name": lambda row: row.sort_key,
    "code": lambda row: row.code,
    "chair": lambda row: row.chair,
}


def rows(top: Unit, round_: Round, wish: Wish) -> list[Row]:
    """The points of a subtree that answer the wish, by district and name unless asked otherwise."""
    query = queries.points(top, round_)
    if wish.typed:
        code = codes.canonical(wish.typed)
        query = query.where(Point.code == code if code else units.matching(wish.typed[:LONGEST_SEARCH]))
    if wish.district:
        district = units.in_scope(top, wish.district)
        query = query.where(units.within(district)) if district else query.where(Point.id.is_(None))
    lines = [row_of(point, round_) for point in db.session.scalars(query)]
    if wish.chair:
        lines = [row for row in lines if row.standing == wish.chair]
    return in_order(lines, wish.sort)


def in_order(lines: Sequence[Row], sort: str) -> list[Row]:
    """Sorted by a column, «-» before its name the other way round; an unknown name changes nothing."""
    key = ORDERS.get(sort.removeprefix("-"))
    return sorted(lines, key=key, reverse=sort.startswith("-")) if key else list(lines)


def row_of(point: Point, round_: Round) -> Row:
    """One point with its tenure on the round's reference day."""
    tenure = queries.tenure_on(point.tenures, queries.reference_day(round_))
    standing = tenure.status if tenure else chairs.ChairStatus.INCUMBENT.value
    holder = f": {tenure.holder}" if tenure and tenure.holder else ""
    unit = point.unit
    return Row(
        unit_code=unit.code,
        sort_key=unit.sort_key,
        name=unit.capital,
        district=unit.district.title if unit.district else "",
        code=codes.pretty(point.code),
        standing=standing,
        chair=chairs.label(standing) + holder,
        desk_hours=point.desk_hours,
    )
