"""What is offered to the writer: each rule with its condition, met and not met."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from portal.documents.synthesis import offers, synthesis
from portal.documents.synthesis.figures import EarlierRound, Fieldwork, SynthesisFigures, Theme, Work
from portal.results.statistics.round_changes import Pair, compare_rounds
from portal.results.statistics.weighting import Stratum
from tests.documents import samples
from tests.documents.samples import area, commune

GOOD = [(20, 15)] * 3
LOW = [(20, 5)] * 3
MANY = [(20, 25)] * 3
LATE = [(20, 15), (None, 15), (20, 15)]
SATISFIED = (0, 10, 20, 120, 50, 0)
FAR = {"Q1": (0, 0, 10, 500, 490, 0), "Q13": (100, 300, 300, 200, 100, 0)}


def round_of(*days: list[tuple[int | None, int | None]], **changes: object) -> SynthesisFigures:
    communes = [commune(f"Xã {n}", one, SATISFIED) for n, one in enumerate(days)]
    return replace(samples.told(samples.figures((area("Huyện A", *communes),))), **changes)  # type: ignore[arg-type]


def said(found: tuple[offers.Offer, ...]) -> dict[str, str]:
    """What each is about, and its sentence."""
    assert len({one.key for one in found}) == len(found)
    assert all(one.basis for one in found)
    return {one.key.rpartition(".")[2]: one.text for one in found}


@pytest.mark.parametrize(
    ("fine", "text"),
    [
        (10, "Các đơn vị bảo đảm số lượt tham gia theo Kế hoạch (10/10 đơn vị)."),
        (9, "Hầu hết các đơn vị bảo đảm số lượt tham gia theo Kế hoạch (09/10 đơn vị)."),
        (7, "Phần lớn các đơn vị bảo đảm số lượt tham gia theo Kế hoạch (07/10 đơn vị)."),
        (6, None),
    ],
)
def test_most_units_kept_to_the_plan(fine: int, text: str | None) -> None:
    figures = round_of(*[GOOD] * fine, *[LOW] * (10 - fine))
    assert said(offers.strengths(figures)).get("met") == text
    assert ("below" in said(offers.weaknesses(figures))) == (fine < 10)


@pytest.mark.parametrize(
    ("answers", "offered"),
    [((0, 10, 20, 120, 50, 0), True), ((0, 10, 10, 12, 10, 0), False), ((0, 30, 0, 8, 2, 0), False)],
)
def test_a_majority_is_claimed_only_where_the_interval_lies_above_one_half(
    answers: tuple[int, ...], *, offered: bool
) -> None:
    figures = samples.told(samples.figures((area("Huyện A", commune("Xã A", GOOD, answers)),)))
    assert ("satisfied" in said(offers.strengths(figures))) == offered
    assert "satisfied" not in said(offers.strengths(replace(figures, outward={})))


@pytest.mark.parametrize(("answers", "offered"), [(FAR, True), ({}, False)])
def test_matters_are_offered_only_where_they_can_be_told_apart(
    answers: dict[str, tuple[int, ...]], *, offered: bool
) -> None:
    figures = samples.told(samples.figures((area("Huyện A", commune("Xã A", GOOD, SATISFIED), answers=answers),)))
    assert ("best" in said(offers.strengths(figures))) == offered
    for found in (offers.weaknesses(figures), offers.for_leaders(figures), offers.for_communes(figures, "IV.4")):
        assert ("lowest" in said(found)) == offered


@pytest.mark.parametrize(("before", "risen", "fallen"), [(50, True, False), (86, False, False), (99, False, True)])
def test_a_change_is_offered_only_beyond_its_intervals(before: int, *, risen: bool, fallen: bool) -> None:
    pairs = [Pair(Stratum(before * 2 + n % 2, 200), Stratum(170 + n % 3, 200)) for n in range(30)]
    earlier = EarlierRound("Đợt trước", date(2024, 4, 1), date(2024, 4, 2), compare_rounds(pairs))
    figures = round_of(GOOD, earlier=earlier)
    assert ("risen" in said(offers.strengths(figures))) == risen
    assert ("fallen" in said(offers.weaknesses(figures))) == fallen


def test_what_is_left_undone_is_offered_with_who_mends_it_by_a_day_that_a_person_types() -> None:
    work = Work((True,), 1.0, (date(2024, 6, 12),), 3, 2, task_force=False, roster=False)
    figures = round_of(GOOD, MANY, LATE, fieldwork=Fieldwork(task_forces=2, rosters=1, faults=3, faults_mended=1))
    first, *rest = figures.areas[0].communes
    figures = replace(figures, areas=(replace(figures.areas[0], communes=(replace(first, work=work), *rest)),))
    assert said(offers.weaknesses(figures)) == {
        "above": "Còn 01 đơn vị có số phiếu vượt số lượt người dân đến.",
        "missing": "Còn 01 đơn vị chưa đủ số liệu về lượt người dân đến.",
        "unformed": "Còn 01 đơn vị chưa thành lập tổ công tác (Phụ lục 8).",
        "late": "Có 02 điểm khảo sát chưa gửi danh sách, lịch phân công đúng hạn (Phụ lục 8).",
        "faults": "Còn 02 tồn tại ở 01 đơn vị chưa khắc phục (Phụ lục 8).",
    }
    orders = offers.for_districts(figures)
    assert said(orders)["faults"] == (
        "Chỉ đạo 01 đơn vị (Phụ lục 8) khắc phục 02 tồn tại phát hiện qua kiểm tra trước ngày …."
    )
    assert [one.key for one in orders] == ["IV.3.faults", "IV.3.explain", "IV.3.missing"]
    assert all(one.has_hole for one in (*orders, *offers.next_tasks(figures)))


def test_requests_go_to_the_level_that_settles_them_and_praise_to_none() -> None:
    themes = (
        Theme("Hạ tầng", 9, None, "", "cấp huyện"),
        Theme("Môi trường", 5, None, "", "cấp xã"),
        Theme("Khác", 4, None, "", ""),
        Theme("Khen ngợi", 30, None, "", "cấp xã", is_praise=True),
    )
    figures = round_of(GOOD, themes=themes, comments=40)
    assert "về hạ tầng (9 ý kiến) trước ngày …." in said(offers.for_government(figures))["requests"]
    assert "về môi trường (5 ý kiến) trước ngày …." in said(offers.for_communes(figures, "IV.4"))["requests"]
    alone = replace(figures, by_district=False)
    assert not offers.for_government(alone)


@pytest.mark.parametrize(
    "figures",
    [
        samples.empty(),
        samples.empty(by_district=False),
        round_of([(20, 0)] * 3),
        round_of([(None, None)] * 3),
        samples.told(samples.province_2024()),
        samples.told(samples.province_2025()),
    ],
    ids=["empty", "no districts", "no ballot", "gaps", "2024", "2025"],
)
def test_offers_name_nobody_and_every_heading_has_a_word_for_none(figures: SynthesisFigures) -> None:
    sections = synthesis.outline(figures)
    names = [one.name for one in (*figures.areas, *figures.communes)]
    for section in sections:
        for one in section.offers:
            assert one.key.startswith(f"{section.key}.")
            assert not any(re.search(rf"\b{re.escape(name)}\b", one.text, re.IGNORECASE) for name in names)
    asked = {section.key for section in sections if section.must_be_written} - {"III.3", "I.1"}
    assert all(section.nothing for section in sections if section.key in asked and section.title != "Khen thưởng")
    assert not next(section for section in sections if section.key == "III.3").offers


def test_nothing_is_offered_of_an_empty_round() -> None:
    assert not [one for section in synthesis.outline(samples.empty()) for one in section.offers]
