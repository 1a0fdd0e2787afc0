"""Lines that are broken evenly; widths of columns as the style sheet of papers has them."""

from __future__ import annotations

import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from portal.documents.annexes import annexes
from portal.papers import word_tables
from portal.papers.paper import balanced_lines
from portal.papers.tables import Annex, Cell, Head, Row, Table, cells
from tests.documents import samples

MONTH = (
    "kết quả công tác khảo sát, lấy ý kiến của người dân, xây dựng chính quyền thân thiện tháng 6; "
    "nhiệm vụ trọng tâm tháng 7 năm 2024"
)


@pytest.mark.parametrize(
    ("text", "longest", "lines"),
    [
        ("một việc", 68, ["một việc"]),
        ("", 68, []),
        ("đối với chủ tịch UBND", 12, ["đối với", "chủ tịch", "UBND"]),
        ("số\u00a0\u00a0\u00a0-BC ngày", 40, ["số\u00a0\u00a0\u00a0-BC ngày"]),
        ("mộtchữdàihơncảdòng", 5, ["mộtchữdàihơncảdòng"]),
    ],
)
def test_a_text_stands_in_as_few_lines_as_fit(text: str, longest: int, lines: list[str]) -> None:
    assert balanced_lines(text, longest) == lines


def test_two_lines_are_about_as_long_as_each_other() -> None:
    first, second = balanced_lines(MONTH, 68)
    assert abs(len(first) - len(second)) < 12
    assert f"{first} {second}" == MONTH


def test_word_columns_are_as_wide_as_the_style_sheet_says() -> None:
    made = {one.number: one for one in annexes.annexes(samples.empty())}
    for annex in made.values():
        for table in annex.tables:
            whole = 170 if annex.number == 1 and len(table.columns) == 5 else word_tables.TEXT_WIDTH[annex.page]
            assert sum(word_tables.column_widths(annex, table)) == pytest.approx(whole)
    (wide,) = made[2].tables
    named = dict(zip(wide.columns, word_tables.column_widths(made[2], wide), strict=True))
    assert named["day"] == pytest.approx(10.7, abs=0.3)
    assert word_tables.letter_size(made[10]) == 12
    assert word_tables.letter_size(made[2]) == 11


def test_every_cell_is_as_wide_as_the_columns_it_covers() -> None:
    """Word takes the width of a cell for its own, whatever the grid says."""
    head = ((Head("TT", rowspan=2), Head("Đơn vị", rowspan=2), Head("Phiếu", 3)), (Head("a"), Head("b"), Head("c")))
    rows = (Row("1", "Xã A", cells("nnn", "1", "2", "3")), Row("", "Huyện", (Cell("6", "c", 2), Cell("7")), "sum"))
    table = Table(("tt", "unit", "so", "day", "owed"), head, rows)
    made = parse_xml(word_tables.xml(Annex(99, "", "portrait", (table,), ()), table))
    columns = [int(column.get(qn("w:w"))) for column in made.iter(qn("w:gridCol"))]
    assert columns[0] < columns[1]
    for row in made.iter(qn("w:tr")):
        place = 0
        for cell in row.iter(qn("w:tcPr")):
            (width,), span = cell.iter(qn("w:tcW")), cell.find(qn("w:gridSpan"))
            covered = 1 if span is None else int(span.get(qn("w:val")))
            assert int(width.get(qn("w:w"))) == sum(columns[place : place + covered])
            place += covered
        assert place == len(columns)


def test_columns_without_a_width_share_what_is_left() -> None:
    table = Table(("tt", "so", "so-on"), (), ())
    annex = Annex(99, "", "portrait", (table,), ())
    assert word_tables.column_widths(annex, table) == pytest.approx([9, 78, 78])
