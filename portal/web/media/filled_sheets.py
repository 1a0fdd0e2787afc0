"""A table that somebody filled in by our template: its rows from a child process, its header, nothing trusted."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.web.jobs import child_process
from portal.web.jobs.child_process import MEGABYTE
from portal.web.ui.formats import tidy

Row = tuple[int, list[str]]

PROGRAM = Path(__file__).with_name("sheet_reading.py")
LIMITS = child_process.Limits(memory=400 * MEGABYTE, seconds=8, wall=40)
MOST_BYTES = 2 * MEGABYTE
# The first sheet of a workbook; that, or CSV; every sheet of a workbook, or the text of another file.
TABLE, TABLE_OR_CSV, FORM = "table", "table-or-csv", "form"


class Unreadable(DomainError):
    """The file as a whole cannot be used; the sentence says why, and what to send instead."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "file")


@dataclass(frozen=True)
class Shape:
    """What a file may hold: its kind, how many columns, how many rows a sheet with the header's."""

    kind: str
    width: int
    most: int


@dataclass(frozen=True)
class Contents:
    """What was read: the filled rows of each sheet by its name, or the text of a file that is no table."""

    sheets: dict[str, list[Row]] = field(default_factory=dict)
    text: str = ""

    @property
    def first(self) -> list[Row]:
        """The rows of the first sheet."""
        return next(iter(self.sheets.values()), [])


def answer_of_child(content: bytes, shape: Shape) -> bytes:
    """What the child process read, as it wrote it. Raises Unreadable."""
    try:
        refused, answer = child_process.run(PROGRAM, content, LIMITS, shape.kind, str(shape.width), str(shape.most))
    except child_process.ChildFailed:
        raise Unreadable(too_much(shape)) from None
    if refused:
        raise Unreadable(sentence_of(answer.decode(), shape))
    return answer


def sentence_of(reason: str, shape: Shape) -> str:
    """Why a file is not read, in words."""
    if reason == "large":
        return too_much(shape)
    if reason == "encoding":
        return {
            FORM: _("Không đọc được tệp. Dùng tệp .json của hệ thống này hoặc XLSForm .xlsx."),
        }.get(shape.kind) or _("Không đọc được chữ trong tệp. Lưu tệp dạng “CSV UTF-8” hoặc Excel (.xlsx) rồi gửi lại.")
    return {
        TABLE: _("Không đọc được tệp. Dùng tệp Excel (.xlsx) theo mẫu."),
        FORM: _("Không đọc được tệp. Dùng tệp .json của hệ thống này hoặc XLSForm .xlsx."),
    }.get(shape.kind) or _("Không đọc được tệp. Dùng tệp Excel (.xlsx) hoặc CSV theo mẫu.")


def too_much(shape: Shape) -> str:
    """A file that is a bomb, or holds far more than a table of ours."""
    return _(
        "Tệp chứa quá nhiều nên hệ thống dừng đọc, chưa nhận gì. Nhiều nhất %(rows)s dòng, %(columns)s cột; "
        "đề nghị chép riêng bảng sang tệp mới rồi gửi lại.",
        rows=shape.most - 1,
        columns=shape.width,
    )


def contents(answer: bytes) -> Contents:
    """What a child process answered, every cell tidied, rows without any word left out."""
    found = json.loads(answer)
    sheets = {
        tidy(name): [(int(number), texts) for number, cells in rows if any(texts := [line(cell) for cell in cells])]
        for name, rows in found.get("sheets", {}).items()
    }
    return Contents(sheets, found.get("text", ""))


def read(content: bytes, shape: Shape) -> Contents:
    """What a file holds: for jobs and tests, never for a request. Raises Unreadable."""
    return contents(answer_of_child(content, shape))


def under_header(rows: Sequence[Row], columns: Sequence[str], *, most: int, fold: Callable[[str], str]) -> list[Row]:
    """Number and cells of each filled row under the header, which must be `columns`. Raises Unreadable."""
    header = next((cells for number, cells in rows if number == 1), [])
    if [fold(cell) for cell in shaped(header, len(columns))] != [fold(name) for name in columns]:
        raise Unreadable(_("Dòng 1 phải là: %(header)s.", header=" | ".join(columns)))
    filled = [(number, shaped(cells, len(columns))) for number, cells in rows if number > 1]
    if not filled:
        raise Unreadable(_("Tệp không có dòng nào dưới dòng tiêu đề."))
    if len(filled) > most:
        raise Unreadable(_("Tệp dài quá %(n)s dòng.", n=most))
    return filled


def shaped(cells: Iterable[object], width: int) -> list[str]:
    """A row as so many tidy texts."""
    texts = [line(cell) for cell in cells][:width]
    return texts + [""] * (width - len(texts))


def line(cell: object) -> str:
    """A cell's text on one line, nothing invisible in it."""
    return " ".join(tidy("" if cell is None else str(cell)).split())
