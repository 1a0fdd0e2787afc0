"""The sentences of a month one by one: each figure with what it is of, what is missing left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest

from portal.documents.earlier import monthly as earlier
from portal.documents.monthly import monthly, monthly_annexes, monthly_snapshot
from portal.documents.monthly.monthly_snapshot import AreaMonth, DueTask, Flag, MonthWork, ThemeOutcome
from portal.documents.synthesis.figures import Day, Theme
from portal.errors import DomainError
from portal.results.comments.outcomes import Outcome
from portal.surveys.plan.features import Feature
from portal.web.data import clock
from tests import make
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


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [(80.04, 80.0, "0,0"), (80.06, 80.0, "+0,1"), (80.0, 81.5, "-1,5"), (None, 1.0, "-"), (1.0, None, "-")],
)
def test_rates_are_compared_as_they_are_printed(now, then, said) -> None:
    assert monthly_annexes.points(now, then) == said


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ((0, 0, 200_000, 800_000, 0, 0), (0, 0, 205_000, 795_000, 0, 0), "tăng 0,5 điểm phần trăm."),
        ((0, 0, 205_000, 795_000, 0, 0), (0, 0, 200_000, 800_000, 0, 0), "giảm 0,5 điểm phần trăm."),
        ((0, 0, 3, 7, 0, 0), (0, 0, 4, 6, 0, 0), "chênh lệch chưa rõ rệt."),
        ((0, 0, 100_000, 200_000, 0, 0), (0, 0, 200_000, 100_000, 0, 0), "tăng 33,4 điểm phần trăm."),
    ],
)
def test_a_change_is_the_difference_of_what_is_printed(now, then, said) -> None:
    figures = month(rounds=(replace(JUNE, overall=now),), before=(replace(MAY, overall=then),))
    [sentence] = monthly.comparison(figures)
    assert f": {said} Hai đợt" in sentence


def test_one_round_beside_two_is_not_compared() -> None:
    assert monthly.not_comparable(month(before=(MAY, replace(MAY, slug="dot-4")))) == (
        "có nhiều đợt khảo sát trong một tháng"
    )


def test_the_first_edition_told_opinions_and_publicity_when_there_were_any() -> None:
    themes = tuple(Theme(name, n, None, "", "") for name, n in (("a", 4), ("b", 3), ("c", 2), ("d", 5)))
    figures = month(themes=themes, comments=9)
    [sentence] = earlier.opinions(figures)
    assert sentence.endswith("nhiều nhất: d (5 ý kiến); a (4 ý kiến); b (3 ý kiến) (Phụ lục 3).")
    assert [*earlier.opinions(replace(figures, comments=None)), *earlier.opinions(replace(figures, themes=()))] == []
    assert list(earlier.publicity(work())) == []
    assert list(earlier.publicity(work(publicity=5, publicised=2))) == [
        "Có 02 đơn vị thực hiện 05 hoạt động công khai, tuyên truyền."
    ]
    few, enough = (month(rounds=(replace(MAY, overall=(0, 0, 0, n, 0, 0)),)) for n in (4, 5))
    assert [len(list(earlier.satisfaction(one))) for one in (few, enough)] == [0, 1]


@pytest.mark.parametrize(
    ("theme", "shown"),
    [(Theme("a", 4, None, "lời", "tỉnh"), ("4", "lời", "tỉnh")), (Theme("a", 4, None, "", ""), ("4", "-", "-"))],
)
def test_a_theme_without_words_or_level_has_a_dash(theme, shown) -> None:
    assert monthly_annexes.theme_cells(theme) == shown


def test_what_became_of_a_theme_is_told_of_the_round_that_was_coded() -> None:
    outcome = Outcome(answered_on=date(2024, 6, 20), answered_number="6")
    themes = (Theme("a", 4, None, "", ""), Theme("b", 3, None, "", ""))
    figures = month(themes=themes, comments=7, coded_round="dot-6", outcomes=(ThemeOutcome("a", "dot-6", outcome),))
    [table] = monthly_annexes.opinion_table(figures).tables
    assert [row.cells[-1].text == "chưa có văn bản" for row in table.rows] == [False, True]
    other = replace(figures, outcomes=(ThemeOutcome("a", "dot-5", outcome),))
    assert len(monthly_annexes.opinion_table(other).tables[0].columns) == len(table.columns) - 1


@pytest.mark.parametrize(("now", "page", "head"), [(80, "landscape", 4), (None, "portrait", None)])
def test_a_table_with_all_columns_lies_down(now, page, head) -> None:
    figures = month(areas=(AreaMonth("A", Day(1, now), Day(1, 9), Day(1, 3)),))
    assert monthly_annexes.indicators(figures).page == page
    told = monthly_annexes.head_of("Phiếu", monthly_annexes.parts_of(figures))
    assert told == "Phiếu" if head is None else len(told[1]) == head


@pytest.mark.parametrize(
    ("first", "subject"),
    [(date(2024, 6, 1), "tháng 6; tháng 7 năm 2024"), (date(2024, 12, 1), "tháng 12; tháng 1/2025 năm 2024")],
)
def test_after_december_the_next_month_has_its_year(first, subject) -> None:
    words = "tháng {month}; tháng {next_month} năm {year}"
    plan = SimpleNamespace(report=SimpleNamespace(month_subject=words))
    assert monthly_snapshot.subject_of(plan, monthly_snapshot.span_from(first)) == subject


JUNE_DAYS = monthly_snapshot.span_from(date(2024, 6, 1))


@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        ((5, 30), (5, 31), None),
        ((5, 30), (6, 1), 1),
        ((6, 30), (7, 2), 1),
        ((7, 1), (7, 2), None),
    ],
)
def test_publicity_counts_in_each_month_it_has_a_day_in(monkeypatch, first, last, counted) -> None:
    entry = SimpleNamespace(first_day=date(2024, *first), last_day=date(2024, *last))
    monkeypatch.setattr(monthly_snapshot.publicity, "entries_in_round", lambda _top, _round: {1: [entry]})
    monkeypatch.setattr(monthly_snapshot.inspections, "inspections_in", lambda _top, _round: [])
    monkeypatch.setattr(monthly_snapshot.reminders, "incidents_in", lambda _top, _round: [])
    found = monthly_snapshot.work_of(None, [None], JUNE_DAYS)
    assert found == replace(NOTHING, publicity=counted, publicised=counted)


def test_inspections_and_incidents_of_the_month_are_counted_with_what_is_open(monkeypatch) -> None:
    still, settled = SimpleNamespace(is_open=True), SimpleNamespace(is_open=False)
    made = [
        SimpleNamespace(day=date(2024, 6, 12), point_id=1, findings=[still, settled]),
        SimpleNamespace(day=date(2024, 6, 13), point_id=1, findings=[still]),
        SimpleNamespace(day=date(2024, 7, 1), point_id=2, findings=[still]),
    ]
    reported = [
        SimpleNamespace(reported_at=clock.at(date(2024, 6, 30), 23), is_open=True),
        SimpleNamespace(reported_at=clock.at(date(2024, 6, 12), 9), is_open=False),
        SimpleNamespace(reported_at=clock.at(date(2024, 7, 1), 0), is_open=True),
    ]
    monkeypatch.setattr(monthly_snapshot.publicity, "entries_in_round", lambda _top, _round: {})
    monkeypatch.setattr(monthly_snapshot.inspections, "inspections_in", lambda _top, _round: made)
    monkeypatch.setattr(monthly_snapshot.reminders, "incidents_in", lambda _top, _round: reported)
    found = monthly_snapshot.work_of(None, [None], JUNE_DAYS)
    assert found == MonthWork(None, None, 2, 1, 3, 2, 2, 1)


def test_a_day_that_is_over_counts_its_ballots_once_they_are_told(monkeypatch) -> None:
    days = [SimpleNamespace(day=date(2024, *day), visits=9, ballots=5) for day in ((5, 31), (6, 1), (6, 2), (6, 3))]
    monkeypatch.setattr(monthly_snapshot.counting, "days_over", lambda _round: {day.day for day in days[:3]})
    monkeypatch.setattr(monthly_snapshot, "told_days", lambda _round, _lines: days[:2])
    read = monthly_snapshot.RoundLines(None, [SimpleNamespace(days=days)])
    assert list(monthly_snapshot.days_by_unit(read, JUNE_DAYS)) == [[(9, 5), (9, None)]]


def test_others_are_told_which_annexes_of_this_report_they_do_not_get() -> None:
    office = replace(month().office, recipients=("Huyện (không kèm Phụ lục 2, 5, 9)", "Lưu"), restricted=(2, 4))
    both = month(office=office, flags=(FLAG,), tasks=(TASK,))
    assert monthly_snapshot.month_office(both).recipients == ("Huyện (không kèm Phụ lục 2, 3)", "Lưu")
    assert monthly_snapshot.month_office(month(office=office)).recipients == ("Huyện", "Lưu")


@pytest.mark.parametrize(("used", "left"), [((), ["visits", "publicity"]), (("a",), ["publicity"]), (("a", "b"), [])])
def test_only_what_no_plan_has_is_left_out(monkeypatch, used, left) -> None:
    of = {"a": Feature.VISITS, "b": Feature.PUBLICITY}
    monkeypatch.setattr(monthly_snapshot.features, "uses", lambda plan, feature: of.get(plan) == feature)
    assert list(monthly_snapshot.used_by_none(["c", *used])) == left


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("asked", "year", "found"),
    [(date(2024, 5, 1), None, "a"), (date(2024, 6, 1), 2024, "b"), (date(2024, 8, 1), None, "b")],
)
def test_a_month_is_of_the_last_round_begun_by_its_end_else_of_the_first(asked, year, found) -> None:
    for slug, day in (("a", date(2024, 6, 12)), ("b", date(2024, 6, 30))):
        make.survey_round(slug=slug, first_day=day, last_day=day)
    assert monthly_snapshot.nearest_round(monthly_snapshot.span_from(asked), year).slug == found
    with pytest.raises(DomainError):
        monthly_snapshot.nearest_round(JUNE_DAYS, 2025)
