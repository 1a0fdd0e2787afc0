"""The list of a round's points as the reader asked for it: one source for the page and for the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.extensions import db
from portal.surveys import queries
from portal.surveys.models import Point
from portal.surveys.points import chairs, codes
from portal.units import queries as units
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from portal.surveys.models import Round
    from portal.units.models import Unit
    from portal.web.ui.listing import Columns, ListFilter


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


LISTING: Listing[Row] = Listing(
    has=lambda row, status: row.standing == status,
    orders={"name": lambda row: row.sort_key, "code": lambda row: row.code, "chair": lambda row: row.chair},
)


def rows(top: Unit, round_: Round, list_filter: ListFilter) -> list[Row]:
    """The points of a subtree that answer a filter, by district and name unless asked otherwise."""
    query = queries.points(top, round_)
    if list_filter.typed:
        code = codes.canonical(list_filter.typed)
        query = query.where(Point.code == code if code else units.matching(list_filter.typed))
    if list_filter.district:
        district = units.in_scope(top, list_filter.district)
        query = query.where(units.within(district)) if district else query.where(Point.id.is_(None))
    return LISTING.apply((row_of(point, round_) for point in db.session.scalars(query)), list_filter)


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
        chair=chairs.LABELS[standing] + holder,
        desk_hours=point.desk_hours,
    )


def columns() -> Columns[Row]:
    """The columns of the file."""
    return [
        (_("Đơn vị"), lambda row: row.name),
        (_("Huyện"), lambda row: row.district),
        (_("Mã"), lambda row: row.code),
        (_("Chức danh Chủ tịch UBND"), lambda row: row.chair),
        (_("Giờ làm việc"), lambda row: row.desk_hours),
    ]
