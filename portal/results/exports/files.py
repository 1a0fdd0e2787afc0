"""What files for other programs are written as: CSV in two dialects, JSON, and a ZIP with a manifest."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO, StringIO
from typing import Any, Final, Literal, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portal.config import ROOT

Cell = str | int | float | None

CSV, ZIP = "text/csv", "application/zip"
FORMULA_SIGNS: Final = tuple("=+-@\t\r\0＝＋－＠")  # what a spreadsheet may take for the beginning of a formula (P16)
# the script that works everything out again, and the modules beside it; they stand alone
TOOLS: Final = tuple(
    ROOT / "docs" / f"{name}.py"
    for name in ("recompute", "recompute_tables", "recompute_communes", "recompute_outward")
)
GUIDE: Final = "doc-truoc.txt"  # «Đọc trước»: the file that is read first


def csv_for_excel(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """With a byte order mark, every field quoted, text that looks like a formula behind an apostrophe."""
    mark = "\ufeff"  # without it Excel reads Vietnamese letters as another alphabet's
    for row in (header, *rows):
        cells = [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell for cell in row]
        yield mark + csv_line(cells, csv.QUOTE_ALL)
        mark = ""


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


class Part(NamedTuple):
    """A file of a bundle; `rows` where it is a table."""

    name: str
    content: bytes
    rows: int | None = None


def guide(*, inward: bool) -> bytes:
    """What each file of a recompute kit holds, column by column; `inward` for the province's own hands."""
    return b"".join((ROOT / "docs" / name).read_bytes() for name in ("kit.txt", "kit-inward.txt")[: 1 + inward])


def zip_bundle(about: dict[str, Any], parts: Iterable[Part]) -> bytes:
    """A ZIP with its manifest (name, rows, SHA-256 of each file) and the script besides."""
    files = [*parts, *(Part(tool.name, tool.read_bytes()) for tool in TOOLS)]
    manifest = {**about, "files": [manifest_entry(part) for part in files]}
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in (Part("manifest.json", readable_json(manifest)), *files):
            # ZipInfo without a moment of its own: the same figures give the same bytes
            archive.writestr(ZipInfo(part.name), part.content, ZIP_DEFLATED)
    return target.getvalue()


def manifest_entry(part: Part) -> dict[str, Any]:
    rows = {} if part.rows is None else {"rows": part.rows}
    return {"name": part.name, **rows, "bytes": len(part.content), "sha256": sha256(part.content).hexdigest()}
