"""web/media/sheet_reading.py: cells as texts, and every bound of a file that somebody filled in."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from portal.web.media import sheet_reading
from portal.web.media.sheet_reading import ENCODING, LARGE, UNREADABLE, Bad, Reader, answer


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("", ""),
        ("Xã Thanh Hải", "Xã Thanh Hải"),
        (36, "36"),
        (36.0, "36"),
        (36.5, "36.5"),
        (True, "True"),
        (date(2024, 6, 12), "2024-06-12"),
        (datetime(2024, 6, 12, 9, 30), "2024-06-12"),  # noqa: DTZ001 - as openpyxl hands it over
    ],
)
def test_a_cell_is_read_as_somebody_sees_it(cell: object, text: str) -> None:
    assert sheet_reading.text(cell) == text


@pytest.mark.parametrize(("most", "read"), [(0, [1]), (1, [1, 3]), (2, [1, 3, 4]), (3, [1, 3, 4])])
def test_rows_are_numbered_as_in_the_file_and_one_more_than_may_be_is_read(most: int, read: list[int]) -> None:
    rows = [("a", "b", "c"), ("", None, "left out by the width"), ("", "b"), ("a",)]
    found = Reader(2, most).filled(rows)
    assert [number for number, _texts in found] == read
    assert found[0] == (1, ["a", "b"])


def test_letters_are_counted_over_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reading, "MOST_LETTERS", 5)
    reader = Reader(3, 10)
    reader.texts(["ab", "cd", "e", "beyond the width"])
    reader.texts(["", None])
    with pytest.raises(Bad, match=LARGE):
        reader.texts(["x"])


@pytest.mark.parametrize(
    "content",
    [
        "mã,tên\n07507,Thanh Hải\n".encode(),
        "mã;tên\n07507;Thanh Hải\n".encode("utf-8-sig"),
        "mã\ttên\n07507\tThanh Hải\n".encode("utf-16"),
        "mã;tên\n07507;Thanh Hải\n".encode("utf-16-be").join([b"\xfe\xff", b""]),
        'mã;tên\n07507;"Thanh Hải"\n'.encode(),
    ],
)
def test_csv_is_read_by_its_own_delimiter_and_encoding(content: bytes) -> None:
    assert list(sheet_reading.csv_rows(content)) == [["mã", "tên"], ["07507", "Thanh Hải"]]


@pytest.mark.parametrize(
    ("content", "reason"), [("mã,tên\nThanh Hải".encode("utf-16-le"), ENCODING), (b'a,"b\n', UNREADABLE)]
)
def test_what_is_no_csv_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(Bad, match=reason):
        list(sheet_reading.csv_rows(content))


def workbook(*names: str) -> bytes:
    book, target = Workbook(), BytesIO()
    book.remove(book.worksheets[0])
    for name in names:
        book.create_sheet(name).append([name, 1, None, "beyond"])
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "found"),
    [
        (b"a,b\n", "table-or-csv", {"sheets": {"": [(1, ["a", "b"])]}}),
        (b"a,b\n", "form", {"text": "a,b\n"}),
        (workbook("một", "hai"), "table-or-csv", {"sheets": {"một": [(1, ["một", "1", ""])]}}),
        (workbook("một", "hai"), "table", {"sheets": {"một": [(1, ["một", "1", ""])]}}),
        (workbook("một", "hai"), "form", {"sheets": {name: [(1, [name, "1", ""])] for name in ("một", "hai")}}),
    ],
)
def test_a_table_is_one_sheet_or_csv_and_a_form_all_its_sheets(content: bytes, kind: str, found: object) -> None:
    assert answer(content, kind, 3, 10) == found


def test_csv_is_refused_where_a_workbook_alone_is_wanted() -> None:
    with pytest.raises(sheet_reading.BROKEN):
        answer(b"a,b\n", "table", 3, 10)


@pytest.mark.parametrize(
    ("bound", "fits"),
    [
        ("MOST_SHEETS", {2: True, 1: False}),
        ("MOST_PARTS", {300: True, 1: False}),
        ("MOST_UNPACKED", {24 * 1024 * 1024: True, 100: False}),
    ],
)
def test_a_workbook_beyond_a_bound_is_too_large(
    monkeypatch: pytest.MonkeyPatch, bound: str, fits: dict[int, bool]
) -> None:
    for most, does in fits.items():
        monkeypatch.setattr(sheet_reading, bound, most)
        if does:
            assert answer(workbook("một", "hai"), "form", 3, 10)
        else:
            with pytest.raises(Bad, match=LARGE):
                answer(workbook("một", "hai"), "form", 3, 10)
