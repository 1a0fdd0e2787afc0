"""Annexes 6 to 9: small groups hide, themes without words, what communes did, whose figures ask for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.documents.annexes import people_annexes
from portal.documents.annexes.people_annexes import annex_6, annex_7, annex_8, annex_9
from portal.documents.synthesis import synthesis
from portal.documents.synthesis.figures import Day, Theme, Trait, TraitGroup, Work
from portal.surveys.turnout import Status
from tests.documents import samples


def trait(*sizes: int) -> Trait:
    """Groups of so many opinions, all satisfied; the last left the question out."""
    return Trait("Giới tính", tuple(TraitGroup(f"n{n}", (0, 0, 0, n, 0, 1)) for n in sizes))


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ((40, 30, 20), set()),
        ((40, 30, 9), {"n9", "n30"}),
        ((40, 8, 9), {"n8", "n9"}),
        ((40, 30, 0), {"n0"}),
        ((40, 30, 9, 0), {"n0", "n9", "n30"}),
    ],
)
def test_a_small_group_hides_and_never_alone(sizes, hidden) -> None:
    assert people_annexes.hidden_groups(trait(*sizes)) == hidden


def figures(**changes):
    made = samples.figures((samples.area("Huyện A", samples.commune("Xã A", [(20, 15)] * 3, (0, 0, 0, 40, 5, 0))),))
    return replace(made, **changes)


def cells(annex, row: int = 0) -> list[str]:
    return [cell.text for cell in annex.tables[0].rows[row].cells]


def test_groups_are_told_with_their_share_and_their_rate() -> None:
    found = figures(traits=(trait(40, 30, 20),))
    assert cells(annex_6(found), 1) == ["41", "44,1", "40", "100,0"]
    told = " ".join(people_annexes.respondent_sentences(found))
    assert told == "Giới tính: n40 44,1%; n30 33,3%; không trả lời 22,6% (Phụ lục 6)."


def test_themes_have_counts_and_general_words_alone() -> None:
    themes = (Theme("Đất đai", 12, 60.0, "Chậm cấp giấy", "cấp huyện"), Theme("Khác", 8, 40.0, "", ""))
    found = figures(themes=themes, comments=20)
    assert cells(annex_7(found)) == ["12", "60,0", "Chậm cấp giấy", "cấp huyện"]
    section = next(one for one in synthesis.outline(found) if one.key == "II.6")
    assert section.sentences[0].startswith("Có 20 ý kiến, kiến nghị đã xếp vào 02 nhóm vấn đề; nhiều nhất: đất đai (12")


def test_what_a_commune_did_stands_in_its_row_and_its_districts_sum() -> None:
    work = Work((True, False), 2.5, (date(2024, 6, 12),), 3, 1)
    base = figures()
    commune = replace(base.areas[0].communes[0], work=work)
    found = replace(
        base,
        areas=(replace(base.areas[0], communes=(commune,)),),
        survey=replace(base.survey, channels=("Loa", "Zalo")),
    )
    annex = annex_8(found)
    assert cells(annex, 0) == ["1", "0", "-", "1 đơn vị", "3", "1"]
    assert cells(annex, 1) == ["x", "-", "2,5", "12/6", "3", "1"]


def test_days_with_too_many_ballots_or_no_visits_ask_for_a_reason() -> None:
    days = (
        Day(20, 15, Status.DAT),
        Day(20, 25, Status.CAO_CAN_GIAI_TRINH, "Trả lời ở nhà"),
        Day(None, 4, Status.CHUA_DU_SO_LIEU),
    )
    base = figures()
    commune = replace(base.areas[0].communes[0], days=days)
    annex = annex_9(replace(base, areas=(replace(base.areas[0], communes=(commune,)),)))
    assert len(annex.tables[0].rows) == 2
    assert cells(annex, 0) == ["13/6", "20", "25", "Vượt số lượt đến, cần giải trình", "Trả lời ở nhà"]
    assert cells(annex, 1)[-2:] == ["Chưa có lượt người dân đến đã chốt", "chưa có giải trình"]


def test_without_figures_each_says_that_there_are_none() -> None:
    for make_annex in (annex_6, annex_7, annex_8, annex_9):
        assert "chưa có số liệu" in cells(make_annex(samples.empty()))
