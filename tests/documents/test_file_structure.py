"""What a reader's program finds in a printed file: bookmarks, headings, heads of tables, the tables as CSV."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from portal.documents.annexes import annex_digests
from portal.papers import paper
from portal.papers.letterhead import Issue
from portal.papers.paper import LETTER, DocumentContent, HeadDetails, list_paper
from portal.papers.printing import parts_of, print_contents
from portal.papers.tables import Annex, table
from portal.surveys.points.posters import LIST
from portal.web.data import clock
from tests.documents import samples
from tests.documents.printed import SYNTHESIS, Printed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

pytestmark = pytest.mark.once
TABLE = table("tt name visits ballots", ["TT", "Đơn vị", ("Ngày 12/6", ("Lượt", "Phiếu"))], [])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("papers")


def figures():
    made = samples.commune("Xã A", [(20, 15)] * 3, (2, 3, 10, 25, 10, 4))
    return samples.told(samples.figures((samples.area("Huyện A", made),)))


@pytest.fixture(scope="module")
def copies(press: Flask, folder: Path) -> dict[str, Printed]:
    return {copy: Printed(content, folder) for copy, content in SYNTHESIS.print(figures(), {}, Issue()).items()}


def bookmarks(outline: list) -> Iterator[str]:
    for entry in outline:
        if isinstance(entry, list):
            yield from bookmarks(entry)
        else:
            yield entry.title


def test_bookmarks_have_a_space_between_number_and_title(copies: dict[str, Printed]) -> None:
    marks = [mark for mark in bookmarks(copies["full"].reader.outline) if mark.startswith("PHỤ LỤC")]
    assert len(marks) == 10
    assert marks[0].startswith("PHỤ LỤC 1. Tổng hợp")
    assert not [mark for mark in marks if "  " in mark or "\n" in mark]


def test_every_head_of_a_table_says_what_it_is_the_head_of(copies: dict[str, Printed]) -> None:
    heads = [tag["/A"]["/Scope"] for tag in copies["full"].tags() if tag.get("/S") == "/TH" and "/A" in tag]
    assert {"/Row", "/Column"} == set(heads)
    assert heads[0] == "/Column"


@pytest.mark.parametrize("copy", ["full", "districts", "restricted"])
def test_the_first_heading_is_of_the_first_level(copies: dict[str, Printed], copy: str) -> None:
    levels = [tag["/S"] for tag in copies[copy].tags() if str(tag.get("/S"))[:2] == "/H"]
    assert levels[0] == "/H1"


def test_a_letters_heading_is_its_subject(press: Flask, folder: Path) -> None:
    matter = HeadDetails(samples.OFFICE, LETTER, "hướng dẫn tổ chức khảo sát", clock.at(date(2024, 6, 10), 8), False)  # noqa: FBT003 - simulated
    content = DocumentContent(paper.build_paper(Issue(), matter), closing="Đề nghị thực hiện.", blocks=(_text(),))
    printed = Printed(print_contents([content])[0], folder)
    assert [tag["/S"] for tag in printed.tags() if str(tag.get("/S")).startswith("/H")] == ["/H1"]
    assert list(bookmarks(printed.reader.outline)) == ["V/v hướng dẫn tổ chức khảo sát"]


def _text() -> paper.Block:
    return paper.Block("text", "Ban Dân vận Tỉnh ủy hướng dẫn như sau.")


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("DANH SÁCH MÃ QR CODE khảo sát", "DANH SÁCH MÃ QR CODE khảo sát"),
        ("mã QR code", "Danh sách mã QR code"),
    ],
)
def test_a_list_is_called_by_what_it_is(subject: str, title: str) -> None:
    assert list_paper(LIST, subject, "Kèm theo Kế hoạch", author="Ban", simulated=False).title == title


def test_every_printed_table_lies_in_the_file_and_no_other(copies: dict[str, Printed]) -> None:
    full, districts = ({*copies[copy].reader.attachments} for copy in ("full", "districts"))
    assert {name[:10] for name in full} == {*(f"phu-luc-{n:02d}" for n in range(1, 11)), "manifest.j"}
    assert {name[:10] for name in full - districts} == {"phu-luc-02", "phu-luc-05", "phu-luc-09"}
    root = copies["full"].reader.trailer["/Root"]
    files = [file.get_object() for file in root["/AF"]]
    assert len(files) == len(full), "each is named once"
    assert {file["/AFRelationship"] for file in files} == {"/Data"}


def test_the_list_of_hashes_names_tables_and_the_digest_that_is_printed(copies: dict[str, Printed]) -> None:
    reader = copies["districts"].reader
    listed = json.loads(reader.attachments["manifest.json"][0])
    assert listed["digest"] == annex_digests.digest(figures())
    assert {mark[0] for mark in listed["marks"]} >= {"1", "2", "so-lieu"}
    assert {one["name"] for one in listed["files"]} == {*reader.attachments} - {"manifest.json"}
    assert all(sha256(reader.attachments[one["name"]][0]).hexdigest() == one["sha256"] for one in listed["files"])


def test_a_table_as_csv_has_one_row_of_heads_and_keeps_its_columns() -> None:
    (part,) = parts_of(Annex(0, "Bảng", "portrait", (TABLE,), ()))
    assert part.name == "phu-luc.csv"
    assert part.content.decode("utf-8-sig").splitlines() == [
        '"TT","Đơn vị","Ngày 12/6, Lượt","Ngày 12/6, Phiếu"',
        '"-","-","chưa có số liệu",""',
    ]
    assert [one.name for one in parts_of(Annex(3, "Bảng", "portrait", (TABLE, TABLE), ()))] == [
        "phu-luc-03-bang-1.csv",
        "phu-luc-03-bang-2.csv",
    ]


def test_page_numbers_and_marks_in_the_margin_are_no_part_of_the_text(copies: dict[str, Printed]) -> None:
    reader = copies["full"].reader
    in_tree = {tag.indirect_reference.idnum for tag in copies["full"].tags() if tag.indirect_reference}
    places = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    named = {part.idnum for part in places[1] if hasattr(part, "idnum")}
    assert named
    assert named <= in_tree, "no word is marked as one of a part that hangs nowhere"
    assert all(b"/Artifact" in page.get_contents().get_data() for page in reader.pages)
