"""Reading a table that somebody filled in by our template: an Excel file or CSV, cell by cell, nothing trusted."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile
from zlib import error as BadPacking  # noqa: N812 - named as what it says

from flask_babel import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal.errors import DomainError
from portal.web.forms import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from openpyxl import Workbook

    Row = tuple[int, list[str]]

ZIP_MARK = b"PK\x03\x04"
MOST_UNPACKED = 60 * 1024 * 1024
"""An Excel file is a ZIP: what it may unpack to."""
BROKEN = (
    *(BadZipFile, BadPacking, InvalidFileException, OSError, SyntaxError, EOFError),
    *(ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError),
)
"""What openpyxl, its XML parser and ZIP raise for a file that is not what it says it is, is packed oddly or locked."""
DELIMITERS = ",;\t"


class Unreadable(DomainError):
    """The file as a whole cannot be used; the sentence says why, and what to send instead."""


def read(content: bytes, columns: Sequence[str], *, most: int, fold: Callable[[str], str], csv_too: bool) -> list[Row]:
    """Number and cells of each filled row under the header, which must be `columns`. Raises Unreadable."""
    rows = list(excel_rows(content, len(columns)) if content.startswith(ZIP_MARK) or not csv_too else csv_rows(content))
    header = shaped(rows[0] if rows else [], len(columns))
    if [fold(cell) for cell in header] != [fold(name) for name in columns]:
        raise Unreadable(_("Dòng 1 phải là: %(header)s.", header=" | ".join(columns)))
    found = [(number, shaped(cells, len(columns))) for number, cells in enumerate(rows[1:], start=2)]
    filled = [(number, cells) for number, cells in found if any(cells)]
    if not filled:
        raise Unreadable(_("Tệp không có dòng nào dưới dòng tiêu đề."))
    if len(filled) > most:
        raise Unreadable(_("Tệp dài quá %(n)s dòng.", n=most))
    return filled


def shaped(cells: Iterable[object], width: int) -> list[str]:
    """A row as so many tidy texts."""
    texts = [text(cell) for cell in cells][:width]
    return texts + [""] * (width - len(texts))


def text(cell: object) -> str:
    """A cell as somebody reads it: a date by its day, a whole figure without a decimal point."""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(tidy("" if cell is None else str(cell))).split())


def excel_rows(content: bytes, width: int) -> Iterator[Sequence[object]]:
    """The rows of the first sheet."""
    try:
        yield from opened(content).worksheets[0].iter_rows(values_only=True, max_col=width)
    except BROKEN as error:
        raise Unreadable(_("Không đọc được tệp. Dùng tệp Excel (.xlsx) theo mẫu.")) from error


def opened(content: bytes) -> Workbook:
    """The workbook, unless it unpacks to more than any table of ours. Raises one of BROKEN."""
    with ZipFile(BytesIO(content)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise Unreadable(_("Tệp Excel quá lớn. Chỉ để lại bảng theo mẫu rồi gửi lại."))
    return load_workbook(BytesIO(content), read_only=True, data_only=True)


def excel_sheets(content: bytes, most_rows: int, width: int) -> dict[str, list[list[str]]]:
    """Every sheet by its name, as tidy texts. Raises Unreadable."""
    try:
        book = opened(content)
        return {
            sheet.title: [
                shaped(cells, width) for cells in sheet.iter_rows(values_only=True, max_col=width, max_row=most_rows)
            ]
            for sheet in book.worksheets
        }
    except BROKEN as error:
        raise Unreadable(_("Không đọc được tệp. Dùng tệp Excel (.xlsx).")) from error


def csv_rows(content: bytes) -> Iterator[Sequence[str]]:
    """The rows of a CSV file in UTF-8, or in the UTF-16 that a spreadsheet calls Unicode text."""
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        written = content.decode(encoding)
    except UnicodeDecodeError as error:
        sentence = _("Không đọc được chữ trong tệp. Lưu tệp dạng “CSV UTF-8” hoặc Excel (.xlsx) rồi gửi lại.")
        raise Unreadable(sentence) from error
    first = written.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        yield from csv.reader(StringIO(written, newline=""), delimiter=delimiter, strict=True)
    except csv.Error as error:
        raise Unreadable(_("Không đọc được tệp. Dùng tệp Excel (.xlsx) hoặc CSV theo mẫu.")) from error
