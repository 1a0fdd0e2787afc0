"""CSV in two dialects: one that Excel opens ungarbled and without taking text for formulas, one for machines."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Cell = str | int | float | None

MIME: Final = "text/csv"
BYTE_ORDER_MARK: Final = "\ufeff"
FORMULA_SIGNS: Final = tuple("=+-@\t\r\0＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula (P16)."""


def for_excel(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """With a byte order mark, every field quoted, text that looks like a formula behind an apostrophe."""
    yield BYTE_ORDER_MARK + line([escape_formula(cell) for cell in header], csv.QUOTE_ALL)
    for row in rows:
        yield line([escape_formula(cell) for cell in row], csv.QUOTE_ALL)


def for_machines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """As RFC 4180 has it: what is written is what is meant."""
    yield line(header, csv.QUOTE_MINIMAL)
    for row in rows:
        yield line(row, csv.QUOTE_MINIMAL)


def escape_formula(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell


def line(cells: Sequence[Cell], quoting: int) -> str:
    target = StringIO()
    csv.writer(target, quoting=quoting).writerow(cells)  # type: ignore[arg-type]
    return target.getvalue()
