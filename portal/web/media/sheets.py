"""A table as an Excel file: what is on the screen, row by row; text stays text, whatever sign it begins with."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from typing import Any, Final, NamedTuple

from flask import Response
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from portal.web.data import clock
from portal.web.data.files import send_bytes

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# what somebody typed is never taken for a formula or a link
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WIDEST, NARROWEST, MARGIN = 60, 6, 2
LONGEST_NAME, NOT_IN_NAMES = 31, re.compile(r"[\[\]:*?/\\']")  # of a sheet, as Excel has it
A4: Final = 9
MARGINS = {"left": 0.6, "right": 0.4, "top": 0.6, "bottom": 0.6}  # in inches
LISTS, MOST_FILLED = "Danh sách", 3000
NOT_LISTED = "Chọn trong danh sách, hoặc ghi đúng như ở trang tính “Danh sách”."
DATE, MINUTE, SECOND = "dd/mm/yyyy", "hh:mm, dd/mm/yyyy", "hh:mm:ss, dd/mm/yyyy"

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """A table in a file. `places` are each column's decimals (None: text); `strong` rows, `slanted` cells stand out.

    `choices` are the words that a column's cells may be chosen from, by the column's place; others may be typed too.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    places: Sequence[int | None] = ()
    strong: Collection[int] = ()
    slanted: Collection[tuple[int, int]] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def moment(value: datetime | None) -> datetime | None:
    """A moment as a cell, in the province's time; to the minute, as pages tell it."""
    return exact_moment(value.replace(second=0)) if value else None


def exact_moment(value: datetime | None) -> datetime | None:
    """A moment with its seconds: of the record of events."""
    return clock.local(value).replace(microsecond=0, tzinfo=None) if value else None  # Excel knows no zones


def send_table(name: str, title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Response:
    """Answer with the table as «name.xlsx»."""
    return send_bytes(build_single_sheet(title, header, rows), f"{name}.xlsx", MIME)


def build_single_sheet(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write one sheet: the header stays in sight, numbers are numbers, nothing (None) is an empty cell."""
    return build_workbook(title, [Sheet("", header, rows)])


def build_workbook(title: str, sheets: Sequence[Sheet]) -> bytes:
    """Write several sheets; one without a name is called by the title. The same tables give the same bytes that day."""
    target = BytesIO()
    day = datetime.combine(clock.today(), datetime.min.time())
    with Workbook(target, PLAIN_TEXT) as file:
        file.set_properties({"title": title, "created": day})
        for table in sheets:
            sheet = file.add_worksheet(sheet_name(table.name or title))
            set_up(sheet, table, title)
            fill(file, sheet, table)
            offer(file, sheet, table)
    return target.getvalue()


def offer(file: Workbook, sheet: Worksheet, table: Sheet) -> None:
    """Let cells be chosen from their column's words, which stand on a sheet of their own: Excel takes few in a cell."""
    if not table.choices:
        return
    lists = file.add_worksheet(LISTS)
    for place, (column, words) in enumerate(table.choices.items()):
        lists.write_column(0, place, [table.header[column], *words])
        lists.set_column(place, place, width(table.header[column], words))
        last = f"${chr(ord('A') + place)}${len(words) + 1}"
        source = f"='{LISTS}'!{last.rstrip('0123456789')}2:{last}"
        rule = {"validate": "list", "source": source, "error_type": "warning", "error_title": table.header[column]}
        sheet.data_validation(1, column, MOST_FILLED, column, {**rule, "error_message": NOT_LISTED})


def sheet_name(title: str) -> str:
    """As much of a title as Excel takes for a sheet's name."""
    return NOT_IN_NAMES.sub(" ", title)[:LONGEST_NAME].strip() or "1"


def set_up(sheet: Worksheet, table: Sheet, title: str) -> None:
    """The head stays in sight, is repeated on every printed page and filters; pages lie down, as wide as the table."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.header) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title.replace('&', '&&')}&R&P/&N")


def fill(file: Workbook, sheet: Worksheet, table: Sheet) -> None:
    """Head and rows."""
    sheet.write_row(
        0, 0, table.header, file.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    )
    styles = Styles(file, table)
    for column, label in enumerate(table.header):
        cells = [row[column] for row in table.rows]
        form = date_form(cells)
        for number, cell in enumerate(cells):
            put(sheet, number + 1, column, cell, styles.of(number, column, form))
        sheet.set_column(column, column, width(label, cells, form))


def put(sheet: Worksheet, row: int, column: int, cell: Cell, looks: object) -> None:
    """One cell, by its kind: to let the library guess takes twice as long."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, cell, looks)
    elif isinstance(cell, date):  # a moment too
        sheet.write_datetime(row, column, cell, looks)
    else:
        sheet.write_number(row, column, cell, looks)


def date_form(cells: Sequence[Cell]) -> str:
    """How the days or moments of a column are shown; empty where it has none."""
    moments = [cell for cell in cells if isinstance(cell, datetime)]
    if moments:
        return SECOND if any(one.second for one in moments) else MINUTE
    return DATE if any(isinstance(cell, date) for cell in cells) else ""


class Looks(NamedTuple):
    """How a cell looks: decimals (None: text), the form of a date, bold, slanted."""

    places: int | None
    form: str
    strong: bool
    slanted: bool


PLAIN = Looks(None, "", strong=False, slanted=False)


class Styles:
    """The formats of a sheet's cells, each made once."""

    def __init__(self, file: Workbook, table: Sheet) -> None:
        self.file, self.table = file, table
        self.made: dict[Looks, Any] = {PLAIN: None}

    def of(self, row: int, column: int, form: str) -> object:
        places = self.table.places[column] if self.table.places else None
        key = Looks(places, form, row in self.table.strong, (row, column) in self.table.slanted)
        if key not in self.made:
            self.made[key] = self.file.add_format(style(key))
        return self.made[key]


def style(looks: Looks) -> dict[str, object]:
    """A cell's looks: digits grouped, so many decimals, figures at the right even where a dash stands for one."""
    found: dict[str, object] = {"bold": looks.strong, "italic": looks.slanted}
    if looks.places is not None:
        found |= {"num_format": f"#,##0.{'0' * looks.places}".rstrip("."), "align": "right"}
    elif looks.form:
        found |= {"num_format": looks.form, "align": "left"}
    return found


def width(label: str, cells: Sequence[Cell], form: str = "") -> int:
    """Letters a column needs, within reason."""
    texts = (len(str(cell)) for cell in cells if isinstance(cell, str | int | float))
    longest = max(len(form), len(label), *texts)
    return max(NARROWEST, min(WIDEST, longest + MARGIN))
