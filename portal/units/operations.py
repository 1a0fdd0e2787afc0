"""Loading a catalogue: all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.audit.operations import record
from portal.errors import Conflict
from portal.extensions import db
from portal.units.models import COMMUNE, DISTRICT, PROVINCE, Catalogue, Unit
from portal.units.names import sort_key
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.units.catalogue import Row

LEVELS = (PROVINCE, DISTRICT, COMMUNE)


def load_catalogue(
    year: int, rows: Sequence[Row], *, valid_from: date | None = None, valid_until: date | None = None
) -> Catalogue:
    """Keep the units of a year. Raises Conflict where that year is loaded already."""
    if db.session.get(Catalogue, year) is not None:
        raise Conflict(_("Danh mục đơn vị năm %(year)s đã có trong hệ thống, không nạp lại.", year=year))
    top = next(row for row in rows if row.level == PROVINCE)
    catalogue = Catalogue(
        year=year,
        title=f"{top.kind} {top.name}",
        valid_from=valid_from,
        valid_until=valid_until,
        loaded_at=clock.now(),
    )
    db.session.add(catalogue)
    db.session.flush()
    order = positions(rows)
    units: dict[str, Unit] = {}
    for row in sorted(rows, key=lambda row: LEVELS.index(row.level)):
        units[row.code] = unit_of(year, row, units.get(row.parent_code), order[row.code])
    db.session.add_all(units.values())
    db.session.flush()
    record("units.load", by=None, subject=("catalogue", year), detail={"units": len(rows)})
    return catalogue


def unit_of(year: int, row: Row, parent: Unit | None, position: int) -> Unit:
    """A unit row under its parent, at its position among all."""
    return Unit(
        catalogue_year=year,
        code=row.code,
        name=row.name,
        kind=row.kind,
        level=row.level,
        parent=parent,
        path=f"{parent.path if parent else '/'}{row.code}/",
        sort_key=sort_key(row.name),
        search=row.search,
        position=position,
    )


def positions(rows: Sequence[Row]) -> dict[str, int]:
    """Each code's place from 1 on: districts as the catalogue lists them (by code), communes by Vietnamese name within.

    Worked out before the rows are written, so that a unit is written once.
    """
    by_code = {row.code: row for row in rows}

    def place(row: Row) -> tuple[str, str]:
        parent = by_code.get(row.parent_code)
        district = row if row.level == DISTRICT else parent if parent and parent.level == DISTRICT else None
        return (district.code if district else "", "" if row.level != COMMUNE else f"1{sort_key(row.name)}")

    return {row.code: position for position, row in enumerate(sorted(rows, key=place), start=1)}
