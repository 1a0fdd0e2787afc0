"""A printed table as plain values: columns, a head that may span, rows of cells already written out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["n", "c", "l"]
MISSING = "chưa có số liệu"


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

    @property
    def css(self) -> str:
        return self.style or f"annex-{self.number}"


def numbers(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def nothing(span: int, words: str = MISSING) -> Row:
    """The row of an empty table, which says why it is empty."""
    return Row("-", "-", (Cell(words, "c", span),))
