"""A table as it stands on the screen and in the file: the same columns, rows and cells for both."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.units.models import communes_in_words
from portal.web.media.sheets import Sheet
from portal.web.ui.formats import decimal, integer, rounded
from portal.web.ui.table_model import Figure, blank, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.fieldwork.turnout.figures import Line
    from portal.results.statistics.tables import Area

COUNT, RATE, INDEX = 0, 1, 2
"""Decimals of a column."""


@dataclass(frozen=True)
class Column:
    """A head: `order` is the key it sorts by, `short` what a phone shows beside the figure, `places` its decimals."""

    label: str
    places: int | None = None
    order: str = ""
    short: str = ""

    @property
    def is_number(self) -> bool:
        return self.places is not None


@dataclass(frozen=True)
class Row:
    """A row's head and its cells.

    `status` is a verdict to be drawn, `thin` the places of cells with a thin base, `heat` the colour of cells by place.
    """

    head: str
    cells: tuple[Figure, ...]
    kind: str = "unit"
    status: str = ""
    thin: frozenset[int] = frozenset()
    heat: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """A table: `name` is its sheet's, `units` how many communes stand in it."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    units: int = 0

    @property
    def sheet(self) -> Sheet:
        """The same table in a file."""
        return Sheet(
            self.name,
            [column.label for column in self.columns],
            [[row.head, *(cell.value for cell in row.cells)] for row in self.rows],
            [column.places for column in self.columns],
            {number for number, row in enumerate(self.rows) if row.kind != "unit"},
            {(number, place) for number, row in enumerate(self.rows) for place in row.thin},
        )


def counted(value: int | None) -> Figure:
    return Figure("-" if value is None else value, integer(value))


def share(value: float | None) -> Figure:
    return fraction(value, RATE)


def index(value: float | None) -> Figure:
    return fraction(value, INDEX)


def fraction(value: float | None, places: int) -> Figure:
    """A figure rounded as it is shown; a dash where there is none."""
    return Figure("-" if value is None else float(rounded(value, places)), decimal(value, places))


def district_of(line: Line, *, with_district: bool) -> tuple[Figure, ...]:
    """The district's cell, where the table has districts."""
    return (text(line.unit.district.title if line.unit.district else ""),) if with_district else ()


def no_district(*, with_district: bool) -> tuple[Figure, ...]:
    """The same cell in a row of sums."""
    return (blank(),) if with_district else ()


def title_of(area: Area) -> str:
    """«Huyện Lục Ngạn · 29 xã, thị trấn»; communes of one kind are named by their number alone."""
    units = communes_in_words([line.unit for line in area.lines])
    return f"{area.title} · {units}" if area.lines[0].unit.district else units
