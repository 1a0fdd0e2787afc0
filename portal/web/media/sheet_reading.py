"""The rows of a table that somebody filled in, as plain texts: every bound is kept while reading.

A program of its own, run by `filled_sheets` in a child process with little memory and time: an Excel workbook, CSV or
JSON on standard input, JSON on standard output.
"""

import csv
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

Row = tuple[int, list[str]]

# The exit code of a file that is not read; the reason stands on standard output.
REFUSED = 3
UNREADABLE, LARGE, ENCODING = "unreadable", "large", "encoding"
ZIP_MARK = b"PK\x03\x04"
MOST_UNPACKED, MOST_PARTS, MOST_SHEETS = 24 * 1024 * 1024, 300, 30
# Of all cells together.
MOST_LETTERS = 4_000_000
# What openpyxl, its XML parser and ZIP raise for a file that is not what it says it is, is packed oddly or locked.
BROKEN = (
    *(BadZipFile, zlib.error, InvalidFileException, OSError, SyntaxError, EOFError),
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
)
DELIMITERS = ",;\t"


class Bad(Exception):
    """A file that is not read; `reason` is unreadable, large or encoding."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reader:
    """Reads so many columns, and one row more than so many; counts the letters."""

    def __init__(self, width: int, most: int) -> None:
        self.width, self.most = width, most
        self.letters = 0

    def filled(self, rows: Iterable[Sequence[object]]) -> list[Row]:
        """Number and texts of each row that says something, until there is one too many."""
        found: list[Row] = []
        for number, cells in enumerate(rows, start=1):
            texts = self.texts(cells)
            if any(texts):
                found.append((number, texts))
            if len(found) > self.most:
                break
        return found

    def texts(self, cells: Sequence[object]) -> list[str]:
        found = [text(cell) for cell in cells[: self.width]]
        self.letters += sum(map(len, found))
        if self.letters > MOST_LETTERS:
            raise Bad(LARGE)
        return found

    def sheets(self, content: bytes, *, first_alone: bool) -> dict[str, list[Row]]:
        """The rows of each sheet of a workbook, or of the first."""
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Bad(LARGE)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        wanted = book.worksheets[:1] if first_alone else book.worksheets
        if len(wanted) > MOST_SHEETS or not wanted:
            raise Bad(LARGE if wanted else UNREADABLE)
        for sheet in wanted:
            sheet.reset_dimensions()
        return {sheet.title: self.filled(sheet.iter_rows(values_only=True, max_col=self.width)) for sheet in wanted}


def text(cell: object) -> str:
    """A cell as somebody reads it: a date by its day, a whole figure without a decimal point."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def csv_rows(content: bytes) -> Iterator[Sequence[str]]:
    """The rows of a CSV file in UTF-8, or in the UTF-16 that a spreadsheet calls Unicode text."""
    written = decoded(content, "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    first = written.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(StringIO(written, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise Bad(UNREADABLE) from error


def decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Bad(ENCODING) from error


def answer(content: bytes, kind: str, width: int, most: int) -> dict[str, Any]:
    """What is in a file: `sheets` by name, or `text` of what is no table."""
    reader = Reader(width, most)
    if kind == "table-or-csv" and not content.startswith(ZIP_MARK):
        return {"sheets": {"": reader.filled(csv_rows(content))}}
    if kind == "form" and not content.startswith(ZIP_MARK):
        return {"text": decoded(content, "utf-8-sig")}
    return {"sheets": reader.sheets(content, first_alone=kind != "form")}


def main(kind: str, width: str, most: str) -> int:
    """Read the file; what goes wrong is one word."""
    try:
        found = answer(sys.stdin.buffer.read(), kind, int(width), int(most))
        sys.stdout.buffer.write(json.dumps(found).encode())
    except MemoryError:
        reason = LARGE
    except Bad as error:
        reason = error.reason
    except BROKEN:
        reason = UNREADABLE
    else:
        return 0
    sys.stdout.write(reason)
    return REFUSED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
