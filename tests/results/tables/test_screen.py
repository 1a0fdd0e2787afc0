"""A table as a page lays it out: which columns, what stands in a cell, how much of it at a time."""

from __future__ import annotations

import pytest

from portal.results.tables import screen
from portal.results.tables.grids import Column, Grid, Row
from portal.results.tables.screen import Cell, Head
from portal.web.ui.table_model import Figure, blank

COLUMNS = (
    Column("Đơn vị", short="Nơi", order="unit"),
    Column("Số phiếu", 0, "n", is_on_phones=False),
    Column("Hài lòng (%)", 1, short="Hài lòng"),
    Column("Từ", 1, interval="Khoảng"),
    Column("đến", 1),
    Column("Chỉ số", 2, choice="all"),
    Column("Mức", order="status"),
    Column("Số đếm", 0, choice="counts"),
)
CELLS = tuple(Figure(value, str(value)) for value in (40, 81.25, 77.04, 85.0, 4.5, "Đạt", 3))
ROW = Row("Xã A", CELLS, status="dat", thin=frozenset({2}), heat={2: 4, 7: 3})


def laid_out(choice: str = "", row: Row = ROW, **values: object) -> screen.Screen:
    return screen.screen(Grid("T", "Bảng", COLUMNS, (row,)), choice, **values)


@pytest.mark.parametrize(
    ("choice", "labels"),
    [
        ("", ["Nơi", "Số phiếu", "Hài lòng", "Khoảng", "Mức"]),
        ("all", ["Nơi", "Số phiếu", "Hài lòng", "Khoảng", "Chỉ số", "Mức"]),
        ("counts", ["Nơi", "Số phiếu", "Hài lòng", "Khoảng", "Mức", "Số đếm"]),
    ],
)
def test_a_choice_adds_its_columns_and_an_interval_has_one(choice, labels):
    assert [head.label for head in laid_out(choice).heads] == labels


def test_a_phone_has_all_columns_once_all_are_chosen():
    assert [laid_out(choice).heads[1].css for choice in ("", "counts", "all")] == ["n wide-only", "n wide-only", "n"]
    assert laid_out().heads[4] == Head("Mức", "status", "")


def test_a_cell_has_its_figure_what_a_phone_says_beside_it_and_its_classes():
    assert laid_out("counts", verdicts={"dat": "đủ"}).rows[0].cells == [
        Cell("40", "Số phiếu", "n wide-only"),
        Cell("81.25", "Hài lòng", "n thin heat-3"),
        Cell("77,0–85,0", "Khoảng", "n"),
        Cell("đủ", "Mức", "", "dat"),
        Cell("3", "Số đếm", "n heat-3"),
    ]


def test_a_verdict_without_a_shorter_word_stands_as_it_is_and_places_are_said():
    cells = laid_out(places=0).rows[0].cells
    assert (cells[2].shown, cells[3]) == ("77–85", Cell("Đạt", "Mức", "", "dat"))


def test_an_empty_cell_has_no_label_and_an_interval_without_ends_a_dash():
    row = Row("Tổng", (blank(), blank(), Figure("-", "-"), Figure("-", "-"), *CELLS[4:]))
    assert laid_out(row=row).rows[0].cells[:3] == [
        Cell("", "", "n wide-only blank"),
        Cell("", "", "n blank"),
        Cell("-", "Khoảng", "n"),
    ]


@pytest.mark.parametrize(
    ("asked", "page"),
    [("", 1), ("2", 2), ("99999", 99999), ("100000", 1), ("-1", 1), ("x", 1), ("٣", 1), ("²", 1)],
)
def test_a_page_is_asked_for_by_a_plain_number(asked, page):
    assert screen.page_of({"page": asked}) == page
    assert screen.page_of({}) == 1


@pytest.mark.parametrize(("size", "page", "shown"), [(0, 1, 5), (2, 1, 2), (2, 3, 1)])
def test_a_page_has_so_many_rows(size, page, shown):
    found = screen.screen(Grid("T", "Bảng", COLUMNS, (ROW,) * 5), page=page, size=size)
    assert (len(found.rows), found.pages.total) == (shown, 5)


def test_a_table_without_rows_is_one_page():
    found = screen.screen(Grid("T", "Bảng", COLUMNS, ()))
    assert (found.rows, found.pages.page) == ([], 1)
