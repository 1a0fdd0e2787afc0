"""The sentences of estimates: said where there is something to say, silent in papers from before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.documents.annexes import annexes, estimate_annexes, public_annexes
from portal.documents.synthesis import analysis, estimate_text
from portal.documents.synthesis.figures import EarlierRound
from portal.documents.synthesis.prose import places
from portal.results.statistics.marked_units import ComparedUnits, SeveralMatters, Uncorrected
from portal.results.statistics.round_changes import RoundChange
from portal.results.statistics.weighting import AreaEstimate, ShareEstimate
from tests.documents import samples

SENTENCES = (estimate_text.weighted_sentence, estimate_text.interval_sentence, estimate_text.change_sentence)


@pytest.fixture(scope="module")
def figures():
    made = samples.province_2024(3)
    return replace(made, estimates=analysis.estimates_of(made.areas))


def estimated(figures, plain, weighted, form="province"):
    whole = AreaEstimate(12_050, ShareEstimate(plain, (85.5, 86.7), (84.9, 87.3)), 196, 13, ShareEstimate(weighted))
    return replace(figures, estimates=(whole, *figures.estimates[1:]), estimates_public=form)


def test_papers_from_before_say_nothing():
    old = samples.province_2024(3)
    assert [sentence(old) for sentence in SENTENCES] == [""] * 3
    assert estimate_text.comparison_sentences(old) == ()
    assert [one.number for one in annexes.annexes(old)] == list(range(1, 11))
    assert len(annexes.answer_annexes.annex_3(old).tables) == 1
    assert annexes.answer_annexes.annex_3(old).tables[0].caption == ""


@pytest.mark.parametrize(("lower", "said"), [(23, "23/180 đơn vị thấp hơn ở từ 02"), (0, "không đơn vị nào thấp hơn")])
def test_communes_low_in_several_matters_are_a_count_that_annex_4_has_too(figures, lower, said):
    made = replace(figures, several=SeveralMatters(13, 180, lower))
    sentence = places.several_matters(made)
    assert (said in sentence, sentence.endswith("(Phụ lục 4).")) == (True, True)
    assert any(said in note for note in annexes.answer_annexes.annex_4(made).notes)
    assert places.several_matters(figures) == ""


@pytest.mark.parametrize(("weighted", "said"), [(85.1, ""), (85.0, "thấp hơn 1,1 điểm"), (87.4, "cao hơn 1,3 điểm")])
def test_the_weighted_share_is_told_where_it_lies_more_than_a_point_away(figures, weighted, said):
    sentence = estimate_text.weighted_sentence(estimated(figures, 86.1, weighted))
    assert (said in sentence) if said else sentence == ""


def test_no_interval_of_the_days_stands_without_that_of_another_occasion(figures):
    sentence = estimate_text.interval_sentence(estimated(figures, 86.1, 85.4))
    assert "từ 85,5% đến 86,7% trong 03 ngày khảo sát; từ 84,9% đến 87,3% nếu khảo sát vào dịp khác" in sentence


@pytest.mark.parametrize(
    ("form", "weighted", "interval"),
    [
        ("", "", False),
        ("full", "85,0%, thấp hơn 1,1 điểm", True),
        ("province", "85,0%, thấp hơn 1,1 điểm", True),
        ("shares", "85,0%, thấp hơn 1,1 điểm", False),
        ("province-percent", "là khoảng 85%, thấp hơn so với", False),
    ],
)
def test_the_body_says_no_more_than_the_copy_that_leaves_prints(figures, form, weighted, interval):
    held = estimated(figures, 86.1, 85.0, form)
    sentence = estimate_text.weighted_sentence(held)
    assert (weighted in sentence) if weighted else sentence == ""
    assert bool(estimate_text.interval_sentence(held)) == interval


def test_the_counts_of_chance_stand_beside_the_uncorrected_counts_alone(figures):
    compared = ComparedUnits(179, 8, 4, Uncorrected(25, 10, 5.67, 2.74), 24)
    corrected, chance, small = estimate_text.comparison_sentences(replace(figures, compared=compared))
    assert "08 đơn vị thấp hơn, 04 đơn vị cao hơn mức chung; 167 đơn vị chưa đủ căn cứ kết luận" in corrected
    assert "ngẫu nhiên" not in corrected
    assert "5,7 đơn vị thấp hơn, 2,7 đơn vị cao hơn" in chance
    assert "dưới 24 phiếu" in small


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            RoundChange(209, 4008, 82.31, 12050, 86.10, (2.5, 5.1), (2.4, 5.2)),
            "tăng 3,8 điểm phần trăm, từ 82,3% lên 86,1%",
        ),
        (RoundChange(209, 4008, 86.1, 12050, 82.3, (-5.1, -2.5), (-5.2, -2.4)), "giảm 3,8 điểm phần trăm"),
        (RoundChange(209, 4008, 85.0, 12050, 86.1, (0.1, 2.1), (-0.4, 2.6)), "không kết luận được tăng hay giảm"),
        (RoundChange(1, 40, 85.0, 40, 99.0, (5.0, 20.0), None), "không kết luận được"),
    ],
)
def test_rounds_are_compared_by_the_wider_interval(figures, change, said):
    earlier = EarlierRound("Đợt tháng 4/2024", date(2024, 4, 10), date(2024, 4, 10), change)
    sentence = estimate_text.change_sentence(replace(figures, earlier=earlier))
    assert said in sentence
    assert sentence.startswith("So với đợt tháng 4/2024, ")


def test_rounds_that_may_not_be_compared_say_why(figures):
    earlier = EarlierRound("Đợt 1", date(2024, 4, 10), date(2024, 4, 10), None, "khác lời câu hỏi")
    assert (
        estimate_text.change_sentence(replace(figures, earlier=earlier)) == "Không so sánh với đợt 1: khác lời câu hỏi."
    )


def test_the_table_has_a_row_an_area_and_its_cells_are_all_there(figures):
    table = estimate_annexes.estimate_table(figures)
    assert len(table.rows) == len(figures.areas) + 1
    assert {len(row.cells) for row in table.rows} == {estimate_annexes.CELLS}
    assert len(table.columns) == estimate_annexes.CELLS + 2


@pytest.mark.parametrize(
    ("form", "tables"), [("", 1), ("full", 2), ("whole", 2), ("shares", 2), ("province", 2), ("province-percent", 2)]
)
def test_the_copy_that_leaves_prints_what_the_audit_let_out(figures, form, tables):
    annex = public_annexes.annex_3(replace(figures, estimates_public=form))
    assert len(annex.tables) == tables
    assert any("gia quyền" in note for note in annex.notes) == (tables == 2)
    if tables == 2:
        *areas, whole = annex.tables[1].rows
        assert bool(areas) == (form in {"full", "whole", "shares"})
        assert all((area.cells[2].text != "-") == (form == "full") for area in areas[:1])
        assert (whole.cells[2].text != "-") == (form in {"full", "whole", "province"})
        assert ("," in whole.cells[5].text) == (form != "province-percent")
