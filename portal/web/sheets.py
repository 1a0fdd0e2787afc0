"""A table as an Excel file: what is on the screen, row by row; text stays text, whatever sign it begins with."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from portal.web.clock import ZONE, now
from portal.web.files import send_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Response

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WIDEST, NARROWEST, MARGIN = 60, 6, 2

Cell = str | int | float | None


def send_table(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """Answer with the table as «name.xlsx»."""
    return send_bytes(workbook(title, header, rows), f"{name}.xlsx", MIME)


def workbook(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write one sheet: the header stays in sight, numbers are numbers, nothing (None) is an empty cell."""
    target = BytesIO()
    with Workbook(target, PLAIN_TEXT) as book:
        book.set_properties({"title": title, "created": now().astimezone(ZONE).replace(tzinfo=None)})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, header, book.add_format({"bold": True, "text_wrap": True, "bottom": 1}))
        for number, row in enumerate(rows, start=1):
            sheet.write_row(number, 0, row)
        for column, label in enumerate(header):
            sheet.set_column(column, column, width([label, *(row[column] for row in rows)]))
    return target.getvalue()


def width(cells: Sequence[Cell]) -> int:
    """Letters a column needs, within reason."""
    longest = max(len(str(cell)) for cell in cells if cell is not None)
    return max(NARROWEST, min(WIDEST, longest + MARGIN))
