"""Tables and words for other programs: CSV in two dialects, JSON for eyes and programs, files named in a manifest."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import StringIO
from typing import Any, Final, Literal, NamedTuple

Cell = str | int | float | None

CSV: Final = "text/csv"
MANIFEST: Final = "manifest.json"
NO_FIGURE: Final = "-"  # one sign is no formula
FORMULA_SIGNS: Final = tuple("=+-@\t\r\0＝＋－＠")  # what a spreadsheet may take for the beginning of a formula (P16)


class Part(NamedTuple):
    """A file of a bundle; `rows` where it is a table."""

    name: str
    content: bytes
    rows: int | None = None


def csv_for_excel(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """With a byte order mark, every field quoted, text that looks like a formula behind an apostrophe."""
    mark = "\ufeff"  # without it Excel reads Vietnamese letters as another alphabet's
    for row in (header, *rows):
        yield mark + csv_line([plain_text(cell) for cell in row], csv.QUOTE_ALL)
        mark = ""


def plain_text(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula."""
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) and cell != NO_FIGURE
    return f"'{cell}" if is_formula else cell


def csv_for_machines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """As RFC 4180 has it: what is written is what is meant."""
    return (csv_line(row, csv.QUOTE_MINIMAL) for row in (header, *rows))


def csv_line(cells: Sequence[Cell], quoting: Literal[0, 1]) -> str:
    target = StringIO()
    csv.writer(target, quoting=quoting).writerow(cells)
    return target.getvalue()


def readable_json(value: object, indent: int = 1) -> bytes:
    """JSON for eyes and programs."""
    return json.dumps(value, ensure_ascii=False, indent=indent).encode()


def manifest(about: dict[str, Any], parts: Iterable[Part]) -> Part:
    """What a bundle is about, then name, rows and SHA-256 of each of its files."""
    return Part(MANIFEST, readable_json({**about, "files": [manifest_entry(part) for part in parts]}))


def manifest_entry(part: Part) -> dict[str, Any]:
    rows = {} if part.rows is None else {"rows": part.rows}
    return {"name": part.name, **rows, "bytes": len(part.content), "sha256": sha256(part.content).hexdigest()}
