"""A table as an Excel file: what is on the screen, row by row; text stays text, whatever sign it begins with."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Response
from xlsxwriter import Workbook

from portal.web.data.clock import ZONE, now
from portal.web.data.files import send_bytes

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what somebody typed is never taken for a formula or a link
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WIDEST, NARROWEST, MARGIN = 60, 6, 2

Cell = str | int | float | None


@dataclass(frozen=True)
class Sheet:
    """A table in a file. `places` are each column's decimals (None: text); `strong` rows, `slanted` cells stand out."""

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    places: Sequence[int | None] = ()
    strong: Collection[int] = ()
    slanted: Collection[tuple[int, int]] = ()


def send_table(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """Answer with the table as «name.xlsx»."""
    return send_bytes(build_single_sheet(title, header, rows), f"{name}.xlsx", MIME)


def build_single_sheet(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write one sheet: the header stays in sight, numbers are numbers, nothing (None) is an empty cell."""
    return build_workbook(title, [Sheet("", header, rows)])


def build_workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Write several sheets."""
    target = BytesIO()
    with Workbook(target, PLAIN_TEXT) as file:
        file.set_properties({"title": title, "created": now().astimezone(ZONE).replace(tzinfo=None)})
        for sheet in sheets:
            write(file, sheet)
    return target.getvalue()


def write(file: Workbook, table: Sheet) -> None:
    """Add one sheet to a file."""
    sheet = file.add_worksheet(table.name or None)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, table.header, file.add_format({"bold": True, "text_wrap": True, "bottom": 1}))
    styles = Styles(file, table)
    for number, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell, styles.of(number - 1, column))
    for column, label in enumerate(table.header):
        sheet.set_column(column, column, width([label, *(row[column] for row in table.rows)]))


class Styles:
    """The formats of a sheet's cells, each made once."""

    def __init__(self, file: Workbook, table: Sheet) -> None:
        self.file, self.table = file, table
        self.made: dict[tuple[int | None, bool, bool], Any] = {}

    def of(self, row: int, column: int) -> object:
        places = self.table.places[column] if self.table.places else None
        key = (places, row in self.table.strong, (row, column) in self.table.slanted)
        if key == (None, False, False):
            return None
        if key not in self.made:
            self.made[key] = self.file.add_format(style(places, strong=key[1], slanted=key[2]))
        return self.made[key]


def style(places: int | None, *, strong: bool, slanted: bool) -> dict[str, object]:
    """A cell's looks: digits grouped, so many decimals, figures at the right even where a dash stands for one."""
    looks: dict[str, object] = {"bold": strong, "italic": slanted}
    if places is not None:
        looks |= {"num_format": f"#,##0.{'0' * places}".rstrip("."), "align": "right"}
    return looks


def width(cells: Sequence[Cell]) -> int:
    """Letters a column needs, within reason."""
    longest = max(len(str(cell)) for cell in cells if cell is not None)
    return max(NARROWEST, min(WIDEST, longest + MARGIN))
