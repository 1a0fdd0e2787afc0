"""Annex 10: only where a proposal was accepted, with its frozen words; the paper refers to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from portal.documents.annexes.annexes import annexes
from portal.documents.synthesis.figures import Award, SynthesisFigures
from portal.documents.synthesis.synthesis import outline
from portal.papers.letterhead import Issue
from portal.web.data import codec
from tests.documents import samples
from tests.documents.printed import Printed, printed_synthesis

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

BASIS = "Hạng 1 trong 192 đơn vị được xét, 97,5/100 điểm; chốt số liệu đúng hạn: 3/3 ngày; tin trong ngày: 3/3 ngày"
AWARDS = (
    Award("Xã Canh Nậu", "Huyện Yên Thế", "Chốt số liệu đúng hạn cả ba ngày.", BASIS, is_person=False),
    Award("Xã Hợp Đức", "Huyện Tân Yên", "Công khai đủ các hình thức.", BASIS, is_person=False),
    Award("Trần Thị Bình, Phó Chủ tịch Hội", "Hội Cựu chiến binh tỉnh", "Tổng hợp đúng hạn.", "-", is_person=True),
)


@pytest.fixture
def figures() -> SynthesisFigures:
    return replace(samples.province_2024(), awards=AWARDS)


def told(found: SynthesisFigures) -> tuple[tuple[str, ...], str]:
    section = next(one for one in outline(found) if one.title == "Khen thưởng")
    return section.sentences, section.prompt


def test_without_an_accepted_proposal_the_annex_says_so_and_a_person_writes() -> None:
    found = samples.province_2024()
    assert [annex.number for annex in annexes(found)] == list(range(1, 11))
    assert annexes(found)[-1].tables[0].rows[0].cells[0].text == "chưa có đề nghị được duyệt"
    assert told(found) == ((), "tập thể, cá nhân tiêu biểu đề nghị khen thưởng")


def test_the_annex_names_everybody_with_place_reason_and_figures(figures: SynthesisFigures) -> None:
    annex = annexes(figures)[-1]
    assert (annex.number, annex.title, annex.page) == (10, "Đề nghị khen thưởng", "portrait")
    assert [head.text for head in annex.tables[0].head[0]] == [
        "TT",
        "Tập thể, cá nhân",
        "Đơn vị",
        "Thành tích",
        "Căn cứ số liệu",
    ]
    first = annex.tables[0].rows[0]
    assert (first.number, first.name) == ("1", "Xã Canh Nậu")
    assert [cell.text for cell in first.cells] == ["Huyện Yên Thế", "Chốt số liệu đúng hạn cả ba ngày.", BASIS]


def test_the_paper_says_how_many_and_where_they_stand(figures: SynthesisFigures) -> None:
    sentence = "Đề nghị xem xét, khen thưởng 02 tập thể, 01 cá nhân tiêu biểu thực hiện tốt đợt khảo sát (Phụ lục 10)."
    assert told(figures) == ((sentence,), "")


def test_frozen_figures_bring_it_back_and_older_ones_do_without(figures: SynthesisFigures) -> None:
    assert codec.from_plain(SynthesisFigures, codec.to_plain(figures)).awards == AWARDS
    older = codec.to_plain(samples.province_2024())
    del older["awards"]
    assert codec.from_plain(SynthesisFigures, older).awards == ()


def test_it_stands_in_the_printed_report(press: Flask, tmp_path: Path, figures: SynthesisFigures) -> None:
    printed = Printed(printed_synthesis(figures, {}, Issue()), tmp_path)
    assert "PHỤ LỤC 10" in printed.text
    assert "Trần Thị Bình" in printed.text
