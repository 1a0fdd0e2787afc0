"""Sizes, weights and places read back from the print, element by element, for each guideline."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.papers import paper, word
from portal.papers.letterhead import Issue
from portal.papers.paper import LETTER, REPORT, DocumentContent, HeadDetails
from portal.papers.pdf import print_copies
from portal.papers.sections import Section
from portal.papers.tables import Annex, Cell, Head, Row, Table
from tests.documents import samples
from tests.documents.printed import Printed

if TYPE_CHECKING:
    from flask import Flask

MM = 72 / 25.4
ISSUE = Issue("7", date(2024, 2, 7), "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A")
BODY = "Nội dung của văn bản được viết đủ dài để dòng chữ xuống hàng và chạm tới lề bên phải của trang giấy này."

ROW = Row("1", "Xã Thử", (Cell("12.345"),))
HEADS = (Head("TT"), Head("Tên đơn vị"), Head("Số phiếu"))
ANNEX = Annex(1, "Số liệu kèm theo", "portrait", (Table(("tt", "unit", "figure"), (HEADS,), (ROW,)),), ("Cách tính.",))
ANNEXED = {
    "PHỤ LỤC 1": (14, "b"),
    "Số liệu kèm theo": (14, "b"),
    "(Kèm theo Báo cáo": (14, "i"),
    "Tên đơn vị": (11, "b"),
    "Xã Thử": (11, ""),
    "12.345": (11, ""),
    "Ghi chú: Cách tính.": (11, "i"),
}
PARTY = ANNEXED | {
    "TỈNH ỦY BẮC GIANG": (14, ""),
    "BAN DÂN VẬN": (14, "b"),
    "*": (14, ""),
    "ĐẢNG CỘNG SẢN VIỆT NAM": (15, "b"),
    "Số 07-BC/BDVTU": (14, ""),
    "Bắc Giang, ngày 07 tháng 02 năm 2024": (14, "i"),
    "BÁO CÁO": (16, "b"),
    "về một việc": (14, "b"),
    "-----": (14, ""),
    "báo cáo như sau:": (14, ""),
    "TÌNH HÌNH": (14, "b"),
    "Việc thứ nhất": (14, "b"),
    "Nội dung của văn bản": (14, ""),
    "K/T TRƯỞNG BAN": (14, "b"),
    "PHÓ TRƯỞNG BAN": (14, ""),
    "Nguyễn Văn A": (14, "b"),
    "Nơi nhận:": (14, ""),
    "- Lãnh đạo Ban, các phòng,": (12, ""),
}
STATE = ANNEXED | {
    "TỈNH ỦY BẮC GIANG": (13, ""),
    "BAN DÂN VẬN": (13, "b"),
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": (13, "b"),
    "Độc lập - Tự do - Hạnh phúc": (14, "b"),
    "Số: 07/BC-BDVTU": (13, ""),
    "Bắc Giang, ngày 07 tháng 02 năm 2024": (14, "i"),
    "BÁO CÁO": (14, "b"),
    "về một việc": (14, "b"),
    "Nội dung của văn bản": (14, ""),
    "K/T TRƯỞNG BAN": (14, "b"),
    "PHÓ TRƯỞNG BAN": (14, "b"),
    "Nguyễn Văn A": (14, "b"),
    "Nơi nhận:": (12, "bi"),
    "- Lãnh đạo Ban, các phòng,": (11, ""),
}
LETTERS = {"Số 07-CV/BDVTU": (14, ""), "V/v về một việc": (12, "i"), "Kính gửi: Huyện ủy Lục Ngạn": (14, "")}


def told_in(profile: str, form: paper.Form, addressees: tuple[str, ...] = ()) -> DocumentContent:
    office = replace(samples.OFFICE, profile=profile)
    details = HeadDetails(office, form, "về một việc", samples.EXTRACTED, simulated=False, addressees=addressees)
    head = paper.build_paper(ISSUE, details)
    parts = [(Section("I", "TÌNH HÌNH"), (), False), (Section("I.1", "Việc thứ nhất"), (BODY,) * 2, False)]
    return DocumentContent(
        head, "Căn cứ kế hoạch, báo cáo như sau:", parts, "Trên đây là báo cáo về một việc./.", (ANNEX,), "0" * 64
    )


def made(profile: str, form: paper.Form, addressees: tuple[str, ...] = ()) -> bytes:
    return print_copies([paper.html_sheets(told_in(profile, form, addressees))])[0]


def looks(printed: Printed) -> list[tuple[str, str]]:
    """Each run of text with its weight: b, i, bi or nothing."""
    xml = printed.run("pdftohtml", "-xml", "-stdout", "-i", "-q", str(printed.path))
    found = re.findall(r"<text [^>]*>(.*?)</text>", xml)
    return [
        (" ".join(unescape(re.sub(r"<[^>]+>", "", run)).split()), "b" * ("<b>" in run) + "i" * ("<i>" in run))
        for run in found
    ]


@pytest.mark.parametrize(
    ("profile", "form", "table"),
    [
        ("party_hd36_2018", REPORT, PARTY),
        ("party_hd05_2026", REPORT, PARTY),
        ("state_nd30_2020", REPORT, STATE),
        ("party_hd36_2018", LETTER, LETTERS),
    ],
)
def test_every_element_has_its_size_and_weight(press: Flask, tmp_path, profile, form, table) -> None:
    printed = Printed(made(profile, form, ("Huyện ủy Lục Ngạn",) if form is LETTER else ()), tmp_path)
    runs = looks(printed)
    for words, (size, look) in table.items():
        assert printed.find(words)[0].size == pytest.approx(size, abs=0.1), words
        assert look in {weight for text, weight in runs if text in words or words in text}, words


@pytest.mark.parametrize(
    ("profile", "form", "table"),
    [
        ("party_hd36_2018", REPORT, PARTY),
        ("party_hd05_2026", REPORT, PARTY),
        ("state_nd30_2020", REPORT, STATE),
        ("party_hd36_2018", LETTER, LETTERS),
    ],
)
def test_the_word_file_gives_every_element_the_same(press: Flask, profile, form, table) -> None:
    document = Document(
        BytesIO(word.build_docx(told_in(profile, form, ("Huyện ủy Lục Ngạn",) if form is LETTER else ())))
    )
    found = [Paragraph(part, document) for part in document.element.body.iter(qn("w:p"))]
    for words, (size, look) in table.items():
        paragraph = next(part for part in found if words in said(part.text))
        looks_of = {look_of(run, paragraph) for run in paragraph.runs if said(run.text).strip()}
        assert looks_of == {(size, look)}, words


def said(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\n", " ")


def look_of(run: Run, paragraph: Paragraph) -> tuple[float, str]:
    """As the named styles have it: the run's own, else the paragraph's."""
    style, own = paragraph.style.font, run.style.font
    bold, italic = own.bold or style.bold, own.italic or style.italic
    assert (run.bold, run.italic, run.font.size) == (None, None, None), "nothing by hand"
    return style.size.pt, "b" * bool(bold) + "i" * bool(italic)


@pytest.mark.parametrize(("profile", "mark"), [("party_hd36_2018", "I. TÌNH"), ("party_hd05_2026", "I- TÌNH")])
def test_the_profile_decides_the_mark_of_a_heading(press: Flask, tmp_path, profile, mark) -> None:
    assert mark in Printed(made(profile, REPORT), tmp_path).text


def test_the_page_has_the_margins_and_columns_of_the_guideline(press: Flask, tmp_path) -> None:
    printed = Printed(made("party_hd36_2018", REPORT), tmp_path)
    assert [round(float(side) / MM) for side in printed.reader.pages[0].mediabox[2:]] == [210, 297]
    assert min(word.left for word in printed.words) / MM == pytest.approx(30, abs=0.6)
    assert max(word.right for word in printed.words) / MM == pytest.approx(195, abs=0.6)
    assert min(word.top for word in printed.words if word.page == 0) / MM == pytest.approx(20, abs=1.5)
    body = printed.find("Nội dung của văn bản")
    assert body[0].left / MM == pytest.approx(40, abs=0.4)
    assert not [word for word in printed.words if word.page == 0 and word.top < 15 * MM], "page 1 shows no number"
    number = next(word for word in printed.words if word.page == 1)
    assert (number.text, round(number.size)) == ("1", 14), "an annex counts from one"
    assert number.top / MM == pytest.approx(10, abs=1.5)
    assert (number.left + number.right) / 2 / MM == pytest.approx(112.5, abs=0.5)


def test_lines_stand_eighteen_points_apart_and_paragraphs_six_more(press: Flask, tmp_path) -> None:
    printed = Printed(made("party_hd36_2018", REPORT), tmp_path)
    first = [word for word in printed.words if word.text == "Nội" and word.page == 0][:2]
    below = min(word.top for word in printed.words if word.top > first[0].top + 3 and word.page == 0)
    assert below - first[0].top == pytest.approx(18, abs=0.1)
    assert first[1].top - first[0].top == pytest.approx(2 * 18 + 6, abs=0.1)
