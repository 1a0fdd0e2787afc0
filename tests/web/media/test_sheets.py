"""web/media/sheets.py: a table as an Excel file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
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


def test_a_sheet_filters_and_is_printed_lying_down_with_its_head_on_every_page() -> None:
    content = sheets.build_single_sheet("Tham gia: ngày 12/6", ("Đơn vị", "Lượt"), [("Xã A", 1), ("Xã B", 2)])
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    assert sheet.title == "Tham gia  ngày 12 6"
    assert sheet.auto_filter.ref == "A1:B3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0), (
        "as wide as a page"
    )
    assert sheet.page_setup.paperSize == sheets.A4


def test_days_and_moments_are_days_and_moments_for_excel_too() -> None:
    at = datetime(2024, 6, 12, 1, 5, 30, tzinfo=UTC)
    row = (date(2024, 6, 12), sheets.moment(at), sheets.exact_moment(at))
    content = sheets.build_single_sheet("Bảng", ("Ngày", "Lúc", "Lúc, có giây"), [row, (None, None, None)])
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    day, minute, second = sheet[2]
    assert (str(day.value), day.number_format) == ("2024-06-12 00:00:00", sheets.DATE)
    assert (str(minute.value), minute.number_format) == ("2024-06-12 08:05:00", sheets.MINUTE)
    assert (str(second.value), second.number_format) == ("2024-06-12 08:05:30", sheets.SECOND)
    assert [cell.value for cell in sheet[3]] == [None] * 3


@pytest.mark.parametrize(
    ("title", "name"), [("A/B", "A B"), ("x" * 40, "x" * 31), ("'[]'", "1"), ("Nhật ký", "Nhật ký")]
)
def test_a_title_becomes_a_name_that_excel_takes(title: str, name: str) -> None:
    assert sheets.sheet_name(title) == name


def test_the_same_table_is_the_same_file() -> None:
    first, second = (sheets.build_single_sheet("Bảng", ("a", "b"), [("x", 1)]) for _ in range(2))
    assert first == second


def read(content: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def test_the_header_stays_in_sight_and_each_column_is_as_wide_as_it_needs() -> None:
    rows = [("x" * 100, "ab", 1), (None, "abcdefghijkl", 2)]
    sheet = load_workbook(BytesIO(sheets.build_single_sheet("Bảng", ("a", "b", "c"), rows))).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert [cell.font.bold for cell in sheet[1]] == [True, True, True]
    assert {cell.border.bottom.style for cell in sheet[1]} == {"thin"}
    assert [cell.font.bold for cell in sheet[2]] == [False, False, False]
    assert sheets.width("ab", [None, "abcdefghijkl"]) == 12 + sheets.MARGIN
    assert sheets.width("abcdefghijkl", ["ab"]) == sheets.width("", ["ab"], "abcdefghijkl") == 12 + sheets.MARGIN
    assert (sheets.width("a", [None]), sheets.width("", ["x" * 100])) == (sheets.NARROWEST, sheets.WIDEST)


def test_figures_stand_at_the_right_with_their_places_and_sums_are_strong() -> None:
    table = sheets.Sheet("", ("a", "b", "c"), [("x", 1000, 2.5), ("y", "-", 7)], (None, 0, 1), {1}, {(0, 2)})
    sheet = load_workbook(BytesIO(sheets.build_workbook("Bảng", [table]))).active
    assert sheet is not None
    looks = [[(c.number_format, c.alignment.horizontal, c.font.bold, c.font.italic) for c in row] for row in sheet]
    assert looks[1] == [
        ("General", None, False, False),
        ("#,##0", "right", False, False),
        ("#,##0.0", "right", False, True),
    ]
    assert looks[2] == [
        ("General", None, True, False),
        ("#,##0", "right", True, False),
        ("#,##0.0", "right", True, False),
    ]
