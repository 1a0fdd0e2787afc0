"""Where tables end: never a note alone on a page, a head with one row, or the total by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.papers.paper import DocumentContent, list_paper
from portal.papers.printing import print_contents
from portal.papers.tables import Annex, Row, cells, table
from portal.surveys.points.posters import LIST
from tests.documents.printed import Printed

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

pytestmark = pytest.mark.once
HEAD = list_paper(LIST, "đơn vị", "Kèm theo Kế hoạch số 198-KH/BDVTU", author="Ban Dân vận Tỉnh ủy", simulated=True)
NOTES = ("Theo số liệu đã chốt của các điểm khảo sát.",), ("Số liệu do các điểm khảo sát chốt hằng ngày. " * 12,)


def annex(rows: int, page: str, notes: tuple[str, ...], name: str) -> Annex:
    """A table of so many units and a total."""
    made = [Row(str(n), name, cells("nl", "12", "đã nhận")) for n in range(1, rows)]
    made.append(Row("", "Tổng cộng", cells("nl", "12", "-"), "total"))
    content = table("tt name visits note", ["TT", "Đơn vị", "Lượt đến", "Ghi chú"], made)
    return Annex(1, "Danh sách đơn vị", page, (content,), notes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("page", "sizes", "name"),
    [
        ("portrait", range(38, 46), "Xã Thanh Hải"),
        ("landscape", range(22, 30), "Xã Thanh Hải"),
        ("portrait", range(20, 26), "Thị trấn Đồi Ngô,\nhuyện Lục Nam"),
    ],
)
def test_a_page_begins_and_ends_with_at_least_three_rows(
    press: Flask, tmp_path: Path, page: str, sizes: range, name: str
) -> None:
    every = [annex(rows, page, notes, name) for rows in sizes for notes in NOTES]
    contents = [DocumentContent(HEAD, annexes=(one,)) for one in every]
    printed = [Printed(content, tmp_path) for content in print_contents(contents)]
    pages = [list(one.rows_by_page().values()) for one in printed]
    assert [sum(rows) for rows in pages] == [len(one.tables[0].rows) for one in every], "every row is printed once"
    assert [one.lone_rows() for one in printed] == [[]] * len(printed)
    assert len({len(rows) for rows in pages}) > 1, "some need a page more"
    assert all(rows[-1] >= 3 for rows in pages)
