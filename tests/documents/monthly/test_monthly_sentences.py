"""The sentences of a month one by one: each figure with what it is of, what is missing left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.documents.earlier import monthly as earlier
from portal.documents.monthly import monthly, monthly_annexes
from portal.documents.monthly.monthly_snapshot import AreaMonth, DueTask, Flag, MonthWork, ThemeOutcome
from portal.documents.synthesis.figures import Day, Theme
from portal.results.comments.outcomes import Outcome
from portal.surveys.plan.features import Feature
from tests.documents.monthly.test_monthly import JUNE, MAY, month

NOTHING = MonthWork(*[None] * 8)
TASK = DueTask("Báo cáo", "Ban Dân vận", "khoản 1", date(2024, 7, 5))
FLAG = Flag("Xã A", "Huyện A", date(2024, 6, 12), None, 3, "chua_du_so_lieu")


def work(**changes):
    return month(work=replace(NOTHING, **changes))


@pytest.mark.parametrize(
    ("changes", "now", "first"),
    [
        ({"inspections": None, "faults": 3}, [], []),
        (
            {"inspections": 4, "inspected": 3},
            ["Đã kiểm tra 04 lượt tại 03 đơn vị; không phát hiện tồn tại."],
            None,
        ),
        (
            {"inspections": 4, "inspected": 3, "faults": 5, "faults_open": 2},
            ["Đã kiểm tra 04 lượt tại 03 đơn vị; phát hiện 05 tồn tại, đã khắc phục 03; còn 02 tồn tại."],
            [
                "Đã kiểm tra 04 lượt tại 03 đơn vị; phát hiện 05 tồn tại, còn 02 tồn tại chưa khắc phục.",
            ],
        ),
        (
            {"inspections": 4, "inspected": 3, "faults": 5, "faults_open": 0},
            ["Đã kiểm tra 04 lượt tại 03 đơn vị; phát hiện 05 tồn tại, đã khắc phục 05."],
            None,
        ),
    ],
)
def test_inspections_tell_what_was_found_and_what_is_left(changes, now, first) -> None:
    assert list(monthly.inspections(work(**changes))) == now
    if first is not None:
        assert list(earlier.inspections(work(**changes))) == first


@pytest.mark.parametrize(
    ("changes", "now", "first"),
    [
        ({"incidents": None, "incidents_open": 1}, [], []),
        ({"incidents": 3, "incidents_open": None}, [], []),
        ({"incidents": 3, "incidents_open": 0}, "đã giải quyết xong.", "đã giải quyết 03, còn 0."),
        ({"incidents": 3, "incidents_open": 3}, "chưa giải quyết xong.", "đã giải quyết 0, còn 03."),
        (
            {"incidents": 3, "incidents_open": 1},
            "đã giải quyết 02, còn 01 chưa giải quyết xong.",
            "đã giải quyết 02, còn 01.",
        ),
    ],
)
def test_incidents_are_settled_not_settled_or_some_of_them(changes, now, first) -> None:
    told = f"Cấp xã báo 03 sự cố, vướng mắc; {now}"
    assert list(monthly.incidents(work(**changes))) == ([told] if now else [])
    told = f"Cấp xã báo 03 sự cố, vướng mắc; {first}"
    assert list(earlier.incidents(work(**changes))) == ([told] if first else [])


@pytest.mark.parametrize(
    ("rounds", "changes", "now"),
    [
        ((JUNE,), {"publicity": None, "publicised": 1}, []),
        ((JUNE,), {"publicity": 5, "publicised": None}, []),
        ((JUNE,), {"publicity": 5, "publicised": 2}, ["02/02"]),
        ((JUNE, MAY), {"publicity": 5, "publicised": 2}, ["02"]),
    ],
)
def test_publicity_names_all_units_where_one_round_was_held(rounds, changes, now) -> None:
    told = [f"Có {units} đơn vị đã cập nhật việc công khai, tuyên truyền (5 lượt)." for units in now]
    assert list(monthly.publicity(replace(work(**changes), rounds=rounds))) == told


@pytest.mark.parametrize(
    ("rounds", "start"),
    [
        ((), ["Trong tháng không tổ chức đợt khảo sát"]),
        ((JUNE,), ["Trong tháng tổ chức 01 "]),
        ((JUNE, MAY), ["Trong tháng có 02 đợt khảo sát.", "Khảo sát tháng 6 (", "Khảo sát tháng 5 ("]),
    ],
)
def test_each_round_of_a_month_is_told(rounds, start) -> None:
    told = list(monthly.rounds(month(rounds=rounds)))
    assert [sentence[: len(words)] for sentence, words in zip(told, start, strict=True)] == start


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (Day(None, 80), "Trong tháng, chưa có số liệu đã chốt về số lượt người dân đến; có 80 phiếu hợp lệ"),
        (Day(100, 80), "Trong tháng, có 100 lượt người dân đến; có 80 phiếu hợp lệ, bằng 80,0% số lượt người dân đến"),
    ],
)
def test_ballots_have_a_share_of_visits_that_are_known(day, told) -> None:
    assert monthly.came(day, "lượt người dân đến") == told


@pytest.mark.parametrize(
    ("areas", "flags", "left_out", "told"),
    [
        ((AreaMonth("A", Day(5, None), Day(5, 5), Day(5, 5)),), (), (), []),
        (
            (AreaMonth("A", Day(100, 80), Day(None, 90), Day(5, 5)),),
            (FLAG,),
            (),
            [
                f"{monthly.came(Day(100, 80), 'lượt người dân đến')} (Phụ lục 1).",
                "Lũy kế từ đầu năm, có 90 phiếu hợp lệ (Phụ lục 1).",
                "Có 01 đơn vị có ngày chưa đủ số liệu hoặc có số liệu cần giải trình (Phụ lục 2).",
            ],
        ),
        (
            (AreaMonth("A", Day(None, 80), Day(None, None), Day(5, 5)),),
            (),
            (Feature.VISITS.value,),
            ["Trong tháng, có 80 phiếu hợp lệ."],
        ),
    ],
)
def test_taking_part_is_told_as_far_as_it_was_counted(areas, flags, left_out, told) -> None:
    figures = month(areas=areas, flags=flags, left_out=left_out)
    assert list(monthly.participation(figures)) == told


@pytest.mark.parametrize(
    ("numbers", "place", "cited"), [((), 1, ""), ((TASK,), 3, ""), ((TASK,), 4, " (Phụ lục 2)"), ((), 4, "")]
)
def test_an_annex_is_cited_by_the_number_it_is_printed_under(numbers, place, cited) -> None:
    figures = month(tasks=numbers, areas=month().areas if numbers else ())
    assert monthly.see(figures, place) == cited
    assert monthly.see(month(), 1) == " (Phụ lục)"


@pytest.mark.parametrize(("number", "after"), [(1, "2"), (11, "12"), (12, "1")])
def test_after_december_comes_january(number, after) -> None:
    assert monthly.month_after(month(month=date(2024, number, 1))) == after


@pytest.mark.parametrize(
    ("passed", "answered", "told"),
    [
        (date(2024, 5, 31), date(2024, 7, 1), []),
        (date(2024, 6, 1), None, ["hạ tầng (số 5 ngày 01/6/2024)."]),
        (date(2024, 5, 31), date(2024, 6, 30), ["hạ tầng (số 6 ngày 30/6/2024, công khai tại trụ sở)."]),
    ],
)
def test_a_document_counts_in_the_month_of_its_day(passed, answered, told) -> None:
    numbers = {"passed_number": "5", "answered_number": "6", "published_in": "trụ sở"}
    outcome = ThemeOutcome("Hạ tầng", "a", Outcome(passed_on=passed, answered_on=answered, **numbers))
    sentences = list(monthly.outcomes_in_month(month(outcomes=(outcome,))))
    assert [sentence.partition("01 nhóm vấn đề: ")[2] for sentence in sentences] == told


@pytest.mark.parametrize(
    ("comments_in", "praise", "told"),
    [
        (None, (), "Đã phân loại 9 ý kiến; kiến nghị nhiều nhất về d (5), a (4), b (3) (một ý kiến"),
        (12, ("d",), "Có 12 ý kiến, đã phân loại 9 ý kiến; trong đó 5 ý kiến khen; kiến nghị nhiều nhất về a (4)"),
        (12, ("a", "b", "c", "d"), "Có 12 ý kiến, đã phân loại 9 ý kiến; trong đó 14 ý kiến khen (một ý kiến"),
    ],
)
def test_three_themes_that_ask_for_something_are_named(comments_in, praise, told) -> None:
    themes = tuple(Theme(name, n, None, "", "") for name, n in (("a", 4), ("b", 3), ("c", 2), ("d", 5)))
    figures = month(themes=themes, comments=9, comments_in=comments_in, praise=praise)
    [sentence] = monthly.opinions(figures)
    assert sentence.startswith(told)
    assert list(monthly.opinions(replace(figures, comments=None))) == []
    assert list(monthly.opinions(replace(figures, themes=()))) == []


def test_what_is_satisfied_is_told_of_each_round_with_enough_opinions() -> None:
    few = replace(MAY, overall=(0, 0, 0, 4, 0, 0))
    assert [len(list(told(month(rounds=(JUNE, few))))) for told in (monthly.satisfaction, earlier.satisfaction)] == [
        1,
        1,
    ]
    [one] = monthly.satisfaction(month(rounds=(replace(JUNE, rated="Chủ tịch"),)))
    assert one.startswith(
        "Có 87,5% người trả lời hài lòng hoặc rất hài lòng về việc thực hiện chức trách, nhiệm vụ của "
    )
    [one] = monthly.satisfaction(month(rounds=(JUNE, few)))
    assert one.startswith("Khảo sát tháng 6: có 87,5% người trả lời hài lòng hoặc rất hài lòng về đánh giá chung (tính")


@pytest.mark.parametrize(
    ("now", "then", "said"), [(12, 0, "+12"), (0, 3, "-3"), (3, 3, "0"), (None, 3, "-"), (3, None, "-")]
)
def test_a_difference_has_its_sign(now, then, said) -> None:
    assert monthly_annexes.signed(now, then) == said


@pytest.mark.parametrize(
    ("months", "parts"),
    [
        ((80, 30), ["month", "year", "before", "change"]),
        ((80, None), ["month", "year"]),
        ((None, 30), ["year"]),
        ((None, None), ["year"]),
    ],
)
def test_columns_without_a_figure_are_left_out(months, parts) -> None:
    now, then = months
    assert monthly_annexes.parts_of(month(areas=(AreaMonth("A", Day(1, now), Day(1, 9), Day(1, then)),))) == parts


@pytest.mark.parametrize(
    ("before", "compared"),
    [(Day(50, 30), True), (Day(None, 30), False), (Day(50, None), False), (Day(None, None), False)],
)
def test_sums_are_compared_where_the_same_places_have_figures(before, compared) -> None:
    areas = (AreaMonth("A", Day(100, 80), Day(150, 110), before),)
    assert monthly_annexes.are_compared(month(areas=areas)) is compared
