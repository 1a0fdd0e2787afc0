"""The map without borders: every unit a square near its place, shape and colour by state, the districts named."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import Line
from portal.surveys.turnout import Status
from portal.units import positions
from portal.units.district_table import by_district
from portal.units.layout import Layout, Spot
from portal.units.models import Unit

MARGIN = 0.6
ROWS_OF_CELLS = 3
"""Districts stand in so many rows, from north to south, where there is no room for the map."""
LONGEST_LINE = 7
SIGN_WIDTH, LINE_HEIGHT = 0.44, 0.95
"""How much room a district's name takes, in squares."""


class Standing(NamedTuple):
    """A unit and the board's verdict of it."""

    unit: Unit
    status: str


@dataclass(frozen=True)
class Square:
    """A unit on the map, with its name in lines as short as the square is wide."""

    unit: Unit
    status: str
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A district: its units by state, its squares, where its name stands. Without positions it has no squares."""

    district: Unit | None
    name: str
    counts: dict[str, int]
    units: tuple[Standing, ...] = ()
    squares: tuple[Square, ...] = ()
    middle: Spot = (0, 0)

    @property
    def code(self) -> str:
        return self.district.code if self.district else ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def passed(self) -> int:
        """How many units have reached the floor and not passed the ceiling."""
        return self.counts[Status.DAT]

    @property
    def in_words(self) -> str:
        """The district for who does not see the picture."""
        return _("%(name)s: %(n)s/%(all)s đơn vị đạt", name=self.name, n=self.passed, all=self.total)

    @property
    def shares(self) -> list[tuple[str, float, float]]:
        """The stacked bar: each state that occurs, where its part begins and how long it is, of a hundred."""
        parts, start = [], 0.0
        for status, n in self.counts.items():
            if n:
                parts.append((status, start, 100 * n / self.total))
                start += 100 * n / self.total
        return parts


@dataclass(frozen=True)
class UnitMap:
    """The districts and the box they are drawn in (left, top, width, height; None without positions)."""

    areas: tuple[Area, ...]
    box: tuple[float, float, float, float] | None
    guessed: int
    zoomed: Area | None = None

    @property
    def drawn(self) -> tuple[Area, ...]:
        """The districts in the picture."""
        return (self.zoomed,) if self.zoomed else self.areas

    @property
    def counts(self) -> dict[str, int]:
        """The units in the picture by state."""
        total: Counter[str] = Counter()
        for area in self.drawn:
            total.update(area.counts)
        return {status: total[status] for status in Status}


def of_lines(lines: Sequence[Line], top: Unit, zoom: str) -> UnitMap:
    """The map of the lines of a board."""
    return of_units([Standing(line.unit, line.status) for line in lines], top, zoom)


def of_units(every: Sequence[Standing], top: Unit, zoom: str) -> UnitMap:
    """The map of the units of a subtree, of one district of it where `zoom` is its code."""
    layout = positions.map_of(top.catalogue_id)
    areas = [area(district, rows, top, layout) for district, rows in by_district(every)]
    areas = in_map_order(parted(areas)) if layout else areas
    zoomed = next((one for one in areas if one.code == zoom), None) if zoom else None
    if len(areas) == 1 and areas[0].district is not None:
        zoomed = areas[0]
    found = UnitMap(tuple(areas), None, 0, zoomed)
    squares = [square for one in found.drawn for square in one.squares]
    if layout is None or not all(one.squares for one in found.drawn):
        return found
    return replace(found, box=box_of(squares), guessed=len(layout.guessed & {square.unit.code for square in squares}))


def area(district: Unit | None, rows: Sequence[Standing], top: Unit, layout: Layout | None) -> Area:
    """One district."""
    states = Counter(row.status for row in rows)
    counts: dict[str, int] = {status: states[status] for status in Status}
    name = (district or top).brief
    corners = layout.corners if layout else {}
    squares = tuple(
        Square(row.unit, row.status, *corners[row.unit.code], lines_of(row.unit.name))
        for row in rows
        if row.unit.code in corners
    )
    if len(squares) < len(rows):
        return Area(district, name, counts, tuple(rows))
    middle = sum(one.x for one in squares) / len(squares) + 0.5, sum(one.y for one in squares) / len(squares) + 0.5
    return Area(district, name, counts, tuple(rows), squares, middle)


def lines_of(name: str) -> tuple[str, ...]:
    """A name in at most two lines, parted between words where it is long."""
    words = name.split()
    if len(name) <= LONGEST_LINE or len(words) == 1:
        return (name,)
    cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(cuts, key=lambda cut: max(map(len, cut)))


def parted(areas: Sequence[Area]) -> list[Area]:
    """The districts with their names moved down where they would stand on each other."""
    found: list[Area] = []
    for one in sorted(areas, key=lambda one: one.middle[1]):
        x, y = one.middle
        for other in found:
            reach = SIGN_WIDTH * (len(one.name) + len(other.name)) / 2
            if abs(x - other.middle[0]) < reach and abs(y - other.middle[1]) < LINE_HEIGHT:
                y = other.middle[1] + LINE_HEIGHT
        found.append(replace(one, middle=(x, y)))
    return found


def in_map_order(areas: Sequence[Area]) -> list[Area]:
    """The districts in rows from north to south, each from west to east."""
    southward = sorted(areas, key=lambda one: one.middle[1])
    size = -(-len(southward) // ROWS_OF_CELLS)
    rows: list[list[Area]] = [southward[start : start + size] for start in range(0, len(southward), size)]
    return [one for row in rows for one in sorted(row, key=lambda one: one.middle[0])]


def box_of(squares: Sequence[Square]) -> tuple[float, float, float, float]:
    """The box around squares, with a margin."""
    left, top = min(one.x for one in squares) - MARGIN, min(one.y for one in squares) - MARGIN
    right, bottom = max(one.x for one in squares) + 1 + MARGIN, max(one.y for one in squares) + 1 + MARGIN
    return left, top, right - left, bottom - top
