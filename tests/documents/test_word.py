"""The Word file says what the print says, in Times New Roman, wide annexes lying down."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date
from html import unescape
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from portal.documents.kinds import KINDS
from portal.papers.letterhead import Issue
from tests.documents import samples
from tests.documents.printed import Printed

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

ISSUE = Issue("12", date(2024, 6, 28), "K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nguyễn Văn A")
SYNTHESIS = KINDS["synthesis"]
FONT_KEYS = ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia")


@pytest.fixture(scope="module")
def figures():
    area = samples.area("Huyện A", samples.commune("Xã A & B", [(20, 15), (None, 3), (20, 30)], (2, 3, 10, 25, 10, 4)))
    made = samples.figures((area,))
    return replace(made, survey=replace(made.survey, simulated=False))


@pytest.fixture(scope="module")
def word(press: Flask, figures):
    return Document(BytesIO(SYNTHESIS.word(figures, {"III.1": "Một dòng viết thêm."}, ISSUE)))


def words_of(document) -> list[str]:
    return " ".join(part.text or "" for part in document.element.body.iter(qn("w:t"))).split()


def test_it_says_word_for_word_what_is_printed(press: Flask, figures, word, tmp_path: Path) -> None:
    typed = {"III.1": "Một dòng viết thêm."}
    sheets = " ".join(SYNTHESIS.html(figures, typed, ISSUE))
    shown = re.sub(r"<head>.*?</head>", " ", sheets, flags=re.DOTALL)
    flat = re.sub(r"</?(span|b|i)\b[^>]*>", "", shown)
    assert words_of(word) == unescape(re.sub(r"<[^>]+>", " ", flat)).split()
    printed = Printed(SYNTHESIS.print(figures, typed, ISSUE, ("full",))["full"], tmp_path)
    only_printed = {part.text for part in printed.words} - set(words_of(word))
    assert all(part.isdecimal() for part in only_printed), "page numbers"


def test_it_names_the_offices_font_and_the_country_s_language_everywhere(word) -> None:
    for style in word.styles:
        fonts = None if style.element.rPr is None else style.element.rPr.rFonts
        if style.name in {part.style.name for part in word.paragraphs} and fonts is not None:
            assert {fonts.get(qn(key)) for key in FONT_KEYS} == {"Times New Roman"}, style.name
            assert fonts.get(qn("w:asciiTheme")) is None
    languages = {one.get(qn("w:val")) for one in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}


def test_no_line_spreads_its_letters(word) -> None:
    styles = {part.style.name: part.style.element for part in word.paragraphs}
    assert "Subtitle" in styles
    assert not [name for name, style in styles.items() if style.findall(f"{qn('w:rPr')}/{qn('w:spacing')}")]


def test_every_word_looks_as_a_named_style_has_it(word) -> None:
    by_hand = [run for run in word.element.body.iter(qn("w:rPr")) if {part.tag for part in run} - {qn("w:rStyle")}]
    assert by_hand == []
    known = {style.style_id for style in word.styles}
    marks = [qn(f"w:{kind}") for kind in ("pStyle", "rStyle", "tblStyle")]
    used = {part.get(qn("w:val")) for part in word.element.body.iter(*marks)}
    assert used <= known
    assert {"Title", "Heading1", "AnnexHeading", "TableText11", "Signer", "OfficeGrid"} <= used


def test_annexes_stand_in_the_list_of_headings(word) -> None:
    annexes = [part.text for part in word.paragraphs if part.style.name == "Annex Heading"]
    assert len(annexes) == 10
    assert annexes[0].startswith("PHỤ LỤC 1\nTổng hợp")
    assert word.styles["Annex Heading"].base_style.name == "Heading 1"


def test_the_file_is_of_the_moment_at_which_its_figures_were_taken(word, figures) -> None:
    core = word.core_properties
    taken = SYNTHESIS.wording(figures, "full").head.taken_at
    assert core.created.replace(tzinfo=UTC) == taken.astimezone(UTC).replace(microsecond=0)
    assert core.modified == core.created
    assert (core.language, core.last_modified_by) == ("vi-VN", figures.office.name)


def test_each_annex_has_pages_of_its_own_direction_that_count_from_one(word) -> None:
    sections = word.sections
    assert len(sections) == 11
    lying = [section.orientation == WD_ORIENT.LANDSCAPE for section in sections]
    assert lying == [False, True, True, True, True, False, False, False, True, False, False]
    assert all(section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1" for section in sections)
    assert [round(side.mm) for side in (sections[0].left_margin, sections[0].right_margin)] == [30, 15]


def test_headings_are_headings_and_table_heads_repeat(word) -> None:
    heads = [part.text for part in word.paragraphs if part.style.name == "Heading 1"]
    assert heads[0].startswith("I. CÔNG TÁC LÃNH ĐẠO")
    wide = next(table for table in word.tables if len(table.columns) > 12)
    assert wide.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert wide.rows[-1]._tr.trPr.find(qn("w:cantSplit")) is not None
    kept = [next(row._tr.iter(qn("w:keepNext")), None) is not None for row in wide.rows]
    assert kept == [False] * (len(kept) - 3) + [True] * 3, "a note never stands alone"
