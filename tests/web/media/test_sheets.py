"""web/media/sheets.py: a table as an Excel file."""

from __future__ import annotations

from io import BytesIO

from openpyxl import load_workbook

from portal.web.media import sheets


def test_what_stood_on_the_screen_stands_in_the_file() -> None:
    rows = [("Xã Đồng Kỳ", 36, 68.4), ("Xã Thanh Hải", None, 0.0)]
    assert read(sheets.build_single_sheet("Bảng", ("Đơn vị", "Lượt", "Tỷ lệ"), rows)) == [
        ("Đơn vị", "Lượt", "Tỷ lệ"),
        *rows,
    ]


def test_text_that_looks_like_a_formula_a_link_or_a_number_stays_text() -> None:
    nasty = ("=1+1", "+84", "@x", "-5", "https://example.vn", "007")
    assert read(sheets.build_single_sheet("Bảng", ("a", "b", "c", "d", "e", "f"), [nasty]))[1] == nasty


def test_a_table_without_rows_still_has_its_header() -> None:
    assert read(sheets.build_single_sheet("Bảng", ("Đơn vị",), [])) == [("Đơn vị",)]


def read(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
