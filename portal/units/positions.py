"""Where the units of a catalogue lie: a CSV beside the catalogue's own, and the map that is drawn from it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from portal.extensions import db
from portal.units.layout import Layout, Place, Spot, layout
from portal.units.lines import Problem, miscounted, read_lines, refusal
from portal.units.models import COMMUNE, DISTRICT, Catalogue, Unit

COLUMNS = ("code", "lat", "lon")
LATITUDES, LONGITUDES = (8.0, 24.0), (102.0, 118.0)
"""The country's, islands included: a point outside is a slip of the pen."""


def file_beside(units_file: Path) -> Path:
    """The positions of a catalogue's file: «positions-bac-giang-2024.csv» beside «units-bac-giang-2024.csv»."""
    return units_file.with_name(units_file.name.replace("units", "positions", 1))


def of_file(units_file: Path) -> dict[str, Spot]:
    """The points beside a catalogue's file; none where there is no such file."""
    beside = file_beside(units_file)
    return parse(beside.read_bytes()) if beside.exists() else {}


def parse(content: bytes) -> dict[str, Spot]:
    """Points in degrees by code; a unit without one has empty cells. Raises Mistakes with all of them."""
    header, lines = read_lines(content)
    if header != COLUMNS:
        raise refusal([(1, f"dòng tiêu đề phải là {','.join(COLUMNS)}.")])
    problems: list[Problem] = [(line, wrong) for line, cells in lines if (wrong := wrong_in(cells))]
    if problems:
        raise refusal(problems)
    return {code: (float(lat), float(lon)) for _line, (code, lat, lon) in lines if lat}


def wrong_in(cells: list[str]) -> str:
    """What is wrong with a line; empty if nothing."""
    if wrong := miscounted(cells, len(COLUMNS)):
        return wrong
    code, *degrees = cells
    if degrees == ["", ""]:
        return ""
    try:
        lat, lon = map(float, degrees)
    except ValueError:
        return f"vị trí của {code} phải là hai số thập phân, hoặc để trống cả hai."
    inside = LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]
    return "" if inside else f"vị trí của {code} nằm ngoài Việt Nam."


def place(catalogue: Catalogue, points: Mapping[str, Spot]) -> int:
    """Keep the points of a catalogue's units, and return how many have one."""
    units = db.session.scalars(select(Unit).where(Unit.catalogue_id == catalogue.id)).all()
    for unit in units:
        unit.latitude, unit.longitude = points.get(unit.code, (None, None))
    db.session.flush()
    return sum(unit.latitude is not None for unit in units)


def map_of(catalogue_id: int) -> Layout | None:
    """The map of a catalogue; None where it has no positions."""
    query = select(Unit.code, Unit.level, Unit.parent_id, Unit.id, Unit.latitude, Unit.longitude)
    query = query.where(Unit.catalogue_id == catalogue_id).order_by(Unit.position)
    rows = db.session.execute(query).all()
    codes = {row.id: row.code for row in rows if row.level == DISTRICT}
    districts = tuple((row.code, degrees(row.latitude, row.longitude)) for row in rows if row.level == DISTRICT)
    communes = tuple(
        Place(row.code, codes.get(row.parent_id, ""), degrees(row.latitude, row.longitude))
        for row in rows
        if row.level == COMMUNE
    )
    return laid_out(communes, districts)


def degrees(latitude: float | None, longitude: float | None) -> Spot | None:
    """A point, if it is there."""
    return None if latitude is None or longitude is None else (latitude, longitude)


@lru_cache(maxsize=8)
def laid_out(communes: tuple[Place, ...], districts: tuple[tuple[str, Spot | None], ...]) -> Layout | None:
    """Worked out once for a catalogue: a quarter of a second for 209 communes."""
    return layout(communes, dict(districts))
