"""A printed table as plain values: columns, a head that may span, rows of cells already written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from portal.web.data import codec
from portal.web.ui.text import NO_FIGURE

Align = Literal["n", "c", "l"]


@dataclass(frozen=True)
class Cell:
    """Text, how it stands (number, centred, left), how many columns it takes, and whether its base is thin."""

    text: str
    align: Align = "n"
    span: int = 1
    thin: bool = False

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


@dataclass(frozen=True)
class Head:
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Row:
    """`name` is the row's own heading; `kind` sets its weight: a unit, a group's sum, or the total."""

    number: str
    name: str
    cells: tuple[Cell, ...]
    kind: Literal["unit", "sum", "total"] = "unit"


@dataclass(frozen=True)
class Table:
    """`columns` are the width classes of paper.css."""

    columns: tuple[str, ...]
    head: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True)
class Annex:
    number: int
    title: str
    page: Literal["portrait", "landscape"]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    restricted: bool = False
    style: str = ""
    """What paper.css knows its columns by, where that is not its number."""
    is_marked: bool = False
    """Whether its digest stands under it."""

    @property
    def css(self) -> str:
        return self.style or f"annex-{self.number}"

    @property
    def plain(self) -> list[list[str]]:
        """Every row of its tables, cell by cell."""
        rows = [row for table in self.tables for row in table.rows]
        return [[row.number, row.name, *(cell.text for cell in row.cells)] for row in rows]

    @property
    def digest(self) -> str:
        """The SHA-256 of what stands in its tables."""
        return codec.digest(self.plain)

    @property
    def mark(self) -> str:
        """As much of the digest as stands in the note under the tables: 128 bits."""
        return self.digest[:32]


def numbers(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def nothing(span: int, words: str = NO_FIGURE) -> Row:
    """The row of an empty table, which says why it is empty."""
    return Row("-", "-", (Cell(words, "c", span),))
