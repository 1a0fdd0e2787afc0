"""Loading a catalogue: all of it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import select

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
    made: dict[str, Unit] = {}
    for level in LEVELS:
        for row in (r for r in rows if r.level == level):
            made[row.code] = unit_of(year, row, made.get(row.parent_code))
        db.session.add_all(made.values())
        db.session.flush()
    number(year)
    record("units.load", by=None, subject=("catalogue", year), detail={"units": len(rows)})
    return catalogue


def unit_of(year: int, row: Row, parent: Unit | None) -> Unit:
    """A unit row under its parent."""
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
    )


def number(year: int) -> None:
    """One order everywhere: districts as the catalogue lists them (by code), communes by Vietnamese name within."""
    units = list(db.session.scalars(select(Unit).where(Unit.catalogue_year == year)))
    by_id = {unit.id: unit for unit in units}

    def place(unit: Unit) -> tuple[str, str]:
        parent = by_id.get(unit.parent_id or 0)
        district = unit if unit.level == DISTRICT else parent if parent and parent.level == DISTRICT else None
        return (district.code if district else "", "" if unit.level != COMMUNE else f"1{unit.sort_key}")

    for position, unit in enumerate(sorted(units, key=place), start=1):
        unit.position = position
    db.session.flush()
