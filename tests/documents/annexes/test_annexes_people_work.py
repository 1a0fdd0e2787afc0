"""Annexes 6 to 9: small groups hide, themes without words, what communes did, whose figures ask for a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from portal.documents.annexes import left_out, people_annexes
from portal.documents.annexes.other_annex import annex_12
from portal.documents.annexes.people_annexes import annex_6, annex_7, annex_8, annex_9
from portal.documents.synthesis import annex_numbers, synthesis
from portal.documents.synthesis.figures import Day, Theme, Trait, TraitGroup, Work
from portal.documents.synthesis.other_questions import OtherQuestion
from portal.documents.synthesis.prose import people
from portal.surveys.plan.features import Feature
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
    assert people.hidden_groups(trait(*sizes)) == hidden


def figures(**changes):
    made = samples.figures((samples.area("Huyện A", samples.commune("Xã A", [(20, 15)] * 3, (0, 0, 0, 40, 5, 0))),))
    return replace(made, **changes)


def cells(annex, row: int = 0) -> list[str]:
    return [cell.text for cell in annex.tables[0].rows[row].cells]


def test_groups_are_told_with_their_share_and_their_rate() -> None:
    found = figures(traits=(trait(40, 30, 20),))
    assert cells(annex_6(found), 1) == ["41", "44,1", "40", "100,0"]
    (told,) = people.respondent_sentences(found)
    assert told == (
        "Về giới tính: n40 44,1%, n30 33,3% (theo người trả lời tự khai; nêu các nhóm đông nhất, đầy đủ tại Phụ lục 6)."
    )


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Dưới 18", "dưới 18 tuổi"),
        ("18–29", "từ 18 đến 29 tuổi"),
        ("Từ 60 trở lên", "từ 60 tuổi trở lên"),
        ("Không nhớ", "không nhớ"),
    ],
)
def test_ages_are_said_as_they_are_read_aloud(label, said) -> None:
    groups = (TraitGroup(label, (0, 0, 0, 20, 0, 0)), TraitGroup("Không trả lời", (0,) * 6))
    assert f"về nhóm tuổi: {said} 100,0%" == people.largest_groups(Trait("Nhóm tuổi", groups))


def test_themes_have_counts_and_general_words_alone() -> None:
    themes = (Theme("Đất đai", 12, 60.0, "Chậm cấp giấy", "cấp huyện"), Theme("Khác", 8, 40.0, "", ""))
    found = figures(themes=themes, comments=20)
    assert cells(annex_7(found)) == ["12", "60,0", "Chậm cấp giấy", "cấp huyện"]
    section = next(one for one in synthesis.outline(found) if one.key == "II.6")
    assert section.sentences == (
        (
            "Có 20 ý kiến đã phân loại theo nội dung; trong đó kiến nghị nhiều nhất về đất đai (12) "
            "(một ý kiến có thể thuộc nhiều nhóm; Phụ lục 7)."
        ),
    )


def test_themes_are_told_by_how_many_and_praise_apart() -> None:
    themes = (
        Theme("Khen ngợi", 30, 50.0, "", "", is_praise=True),
        Theme("Đất đai", 12, 20.0, "", "cấp huyện"),
        Theme("Hạ tầng", 24, 40.0, "", "cấp huyện"),
    )
    found = figures(themes=themes, comments=60, comments_received=65)
    rows = [(row.number, row.name) for row in annex_7(found).tables[0].rows]
    assert rows == [("1", "Hạ tầng"), ("2", "Đất đai"), ("-", "Khen ngợi")]
    assert people.comment_sentences(found) == (
        (
            "Có 65 ý kiến, đã phân loại theo nội dung 60; trong đó 30 ý kiến khen, kiến nghị nhiều nhất về "
            "hạ tầng (24), đất đai (12) (một ý kiến có thể thuộc nhiều nhóm; Phụ lục 7)."
        ),
    )


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


def test_who_has_no_task_force_or_list_of_helpers_is_marked_and_named() -> None:
    base = figures()
    ready, unready = (
        replace(samples.commune(f"Xã {name}", [(20, 15)] * 3), work=Work((True,), 1.0, task_force=has, roster=has))
        for name, has in (("A", True), ("B", False))
    )
    found = replace(base, areas=(replace(base.areas[0], communes=(ready, unready)),))
    annex = annex_8(found)
    assert [cells(annex, n)[:2] for n in range(3)] == [["1", "1"], ["x", "x"], ["-", "-"]]
    assert "Chưa thành lập tổ công tác: xã B (huyện A)." in annex.notes


def test_days_with_too_many_ballots_or_no_visits_ask_for_a_reason() -> None:
    days = (
        Day(20, 15, Status.DAT),
        Day(20, 25, Status.CAO_CAN_GIAI_TRINH, "Trả lời ở nhà"),
        Day(None, 4, Status.CHUA_DU_SO_LIEU),
    )
    base = figures()
    commune = replace(base.areas[0].communes[0], days=days)
    found = replace(base, areas=(replace(base.areas[0], communes=(commune,)),))
    assert cells(annex_9(found)) == ["chưa yêu cầu giải trình nên chưa nêu tên đơn vị"]
    annex = annex_9(replace(found, explanations_asked_on=date(2024, 6, 18)))
    assert annex.notes[0] == "Đã yêu cầu giải trình ngày 18/6/2024."
    assert len(annex.tables[0].rows) == 2
    assert cells(annex, 0) == ["13/6", "20", "25", "Vượt số lượt đến, cần giải trình", "Trả lời ở nhà"]
    assert cells(annex, 1)[-2:] == ["Chưa có lượt người dân đến đã chốt", "chưa có giải trình"]


def test_without_figures_each_says_that_there_are_none() -> None:
    for make_annex in (annex_6, annex_7, annex_8, annex_9):
        assert "chưa có số liệu" in cells(make_annex(samples.empty()))


USES = {Feature.VISITS, Feature.VISITS_BY_DAY, Feature.PUBLICITY, Feature.HELPERS}


@pytest.mark.parametrize(
    ("without", "days", "prepared", "columns"),
    [
        ((), 3, True, {}),
        ((Feature.VISITS_BY_DAY,), 3, True, {1: [[2, 4]], 2: [[2, 3, 4]]}),
        ((Feature.VISITS_BY_DAY,), 1, True, {1: [[2, 4]], 2: [[]]}),
        ((Feature.VISITS_BY_DAY,), 6, True, {1: [[2, 4]], 2: [[]]}),
        (
            (Feature.VISITS, Feature.VISITS_BY_DAY),
            2,
            True,
            {1: [[2, 4], [3, 6, 7, 8, 9, 10, 11]], 2: [[2, 3, 4, 5, 9, 10]]},
        ),
        ((Feature.VISITS,), 5, True, {1: [[2, 4], [3, 6, 7, 8, 9, 10, 11]], 2: [[2, 3, 4, 5, 6, 7, 8, 15, 16]]}),
        ((Feature.VISITS,), 6, True, {1: [[2, 4], [3, 6, 7, 8, 9, 10, 11]], 2: [[2, 3, 5, 6]]}),
        ((Feature.PUBLICITY,), 3, True, {8: [[4]]}),
        ((Feature.PUBLICITY,), 3, False, {8: [[2]]}),
        ((Feature.HELPERS,), 3, True, {8: [[6]]}),
        ((Feature.HELPERS, Feature.PUBLICITY), 3, False, {8: [[2, 4]]}),
    ],
)
def test_columns_of_what_a_plan_does_not_use_are_left_out(without, days, prepared, columns) -> None:
    survey = SimpleNamespace(has=(USES - {*without}).__contains__, days=range(days), channels=("a", "b"))
    told = left_out.for_recomputing(SimpleNamespace(survey=survey, has_preparation=prepared))
    assert told == {str(number): tables for number, tables in columns.items()}


@pytest.mark.parametrize(("channels", "place"), [((), 5), (("a",), 5), (("a", "b", "c"), 7)])
def test_helpers_stand_after_the_ways_of_publicity_and_without_any_after_their_one_column(channels, place) -> None:
    survey = SimpleNamespace(has=(USES - {Feature.HELPERS}).__contains__, days=(1, 2, 3), channels=channels)
    assert left_out.of_work(SimpleNamespace(survey=survey, has_preparation=True)) == {place}


@pytest.mark.parametrize(
    ("without", "numbers"),
    [
        (set(), {8: 8, 9: 9, 10: 10, 11: 11}),
        ({Feature.VISITS}, {8: 8, 10: 9, 11: 10}),
        ({Feature.AWARDS}, {8: 8, 9: 9, 11: 10}),
        ({Feature.VISITS, Feature.AWARDS}, {8: 8, 11: 9}),
    ],
)
def test_annexes_that_a_plan_does_not_have_leave_no_gap(without, numbers) -> None:
    told = SimpleNamespace(survey=SimpleNamespace(has=lambda feature: feature not in without))
    assert set(range(8, 12)) - {*annex_numbers.left_out(told)} == numbers.keys()
    assert {usual: annex_numbers.number_of(told, usual) for usual in numbers} == numbers
    assert {annex_numbers.usual_of(told, number): number for number in numbers.values()} == numbers


MARKED = "“x”: đã thực hiện ít nhất một lần; "


@pytest.mark.parametrize(
    ("left_out_of", "title", "first_note"),
    [
        ((), "Công khai, hỗ trợ, kiểm tra", f"{MARKED}“-”: chưa có số liệu hoặc chưa thực hiện, chưa kiểm tra."),
        ((Feature.PUBLICITY,), "Hỗ trợ, kiểm tra", "“-”: chưa có số liệu hoặc chưa kiểm tra."),
        ((Feature.PUBLICITY, Feature.HELPERS), "Kiểm tra", "“-”: chưa có số liệu hoặc chưa kiểm tra."),
    ],
)
def test_what_was_done_is_titled_by_what_the_plan_has(left_out_of, title, first_note) -> None:
    survey = replace(samples.SURVEY, left_out=tuple(one.value for one in left_out_of), channels=("Loa", "Niêm yết"))
    made = figures(survey=survey)
    annex = annex_8(made)
    assert (annex.title, annex.notes[0]) == (title, first_note)


def test_a_commune_without_channels_has_a_dash_for_each_way() -> None:
    assert [cell.text for cell in people_annexes.commune_work(Work(), 2)] == ["-"] * 6
    done = Work(channels=(True, False), inspected=(date(2024, 6, 12), date(2024, 6, 13)), faults=3, faults_open=0)
    assert [cell.text for cell in people_annexes.commune_work(done, 2)] == ["x", "-", "-", "12/6, 13/6", "3", "0"]


@pytest.mark.parametrize(
    ("n", "counts", "told"),
    [
        (40, (30, None), [["40", "100,0"], ["30", "75,0"], ["-", "-"]]),
        (None, (None, None), [["-", "-"], ["-", "-"], ["-", "-"]]),
        (0, (0, 0), [["0", "100,0"], ["0", "-"], ["0", "-"]]),
    ],
)
def test_a_question_with_choices_of_its_own_has_shares_of_its_answers(n, counts, told) -> None:
    asked = OtherQuestion("21", "Đã làm thủ tục chưa?", "hỏi người đã đến", n, ("Có", "Chưa"), counts)
    annex = annex_12(figures(others=(asked,)))
    assert [[cell.text for cell in row.cells] for row in annex.tables[0].rows] == told
    assert annex.notes[-1] == "Câu 21: hỏi người đã đến."
    assert len(annex_12(figures(others=(replace(asked, note=""),))).notes) == len(annex.notes) - 1
