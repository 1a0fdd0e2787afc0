"""The monthly report: what may be compared, empty months, the figures by district, what is due next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.documents.monthly import monthly_snapshot
from portal.documents.monthly.monthly_snapshot import AreaMonth, DueTask, MonthlyFigures, MonthRound, MonthWork
from portal.documents.synthesis.figures import Day
from portal.errors import DomainError
from portal.papers.letterhead import Issue
from portal.web.data import codec
from tests import make
from tests.documents import samples
from tests.documents.lifecycle.test_operations import opened

JUNE = MonthRound(
    slug="dot-6",
    title="Khảo sát tháng 6",
    first_day=date(2024, 6, 12),
    last_day=date(2024, 6, 14),
    state="opened",
    form="PKS02/1/long",
    codes=("1", "2"),
    visits=100,
    ballots=80,
    overall=(0, 0, 10, 60, 10, 0),
)
MAY = replace(JUNE, slug="dot-5", title="Khảo sát tháng 5", overall=(20, 20, 20, 10, 10, 0))


def month(**changes) -> MonthlyFigures:
    figures = MonthlyFigures(
        office=samples.OFFICE,
        subject="kết quả công tác tháng 6; nhiệm vụ trọng tâm tháng 7 năm 2024",
        programme="chương trình công tác tháng 6 năm 2024",
        month=date(2024, 6, 1),
        last_day=date(2024, 6, 30),
        rounds=(JUNE,),
        before=(MAY,),
        areas=(AreaMonth("Huyện A", Day(100, 80), Day(150, 110), Day(50, 30)),),
        flags=(),
        work=MonthWork(*[None] * 8),
        themes=(),
        comments=None,
        tasks=(),
        taken_at=samples.EXTRACTED,
        simulated=False,
        least_shown=5,
        by_district=True,
    )
    return replace(figures, **changes)


def told(figures: MonthlyFigures, key: str) -> str:
    return " ".join(next(section for section in KINDS["monthly"].outline(figures) if section.key == key).sentences)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"before": ()}, "tháng trước không tổ chức đợt khảo sát"),
        ({"rounds": ()}, "trong tháng không tổ chức đợt khảo sát"),
        ({"rounds": (JUNE, MAY)}, "có nhiều đợt khảo sát trong một tháng"),
        ({"before": (JUNE,)}, "cùng một đợt khảo sát kéo dài qua hai tháng"),
        ({"before": (replace(MAY, form="PKS02/2/long"),)}, "khác phiên bản phiếu khảo sát"),
        ({"before": (replace(MAY, codes=("1",)),)}, "khác phạm vi điểm khảo sát"),
        ({"before": (replace(MAY, overall=None),)}, "chưa có kết quả của cả hai đợt"),
    ],
)
def test_only_like_is_compared_with_like(changes, why) -> None:
    assert told(month(**changes), "II.3") == f"Không so sánh với tháng trước: {why}."


@pytest.mark.parametrize(("opinions", "compared"), [(4, False), (5, True)])
def test_a_month_is_compared_from_the_least_number_of_opinions_on(opinions, compared) -> None:
    few = replace(MAY, overall=(0, 0, 0, opinions, 0, 0))
    assert told(month(before=(few,)), "II.3").startswith("Không so sánh") is not compared


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "đã kết thúc, đã mở kết quả"),
        ({"state": "closed", "overall": None}, "đã kết thúc, chưa mở kết quả"),
        ({"last_day": date(2024, 6, 30)}, "đã kết thúc, đã mở kết quả"),
        ({"last_day": date(2024, 7, 1)}, "chưa kết thúc"),
        ({"state": "open", "overall": None}, "chưa kết thúc"),
        ({"state": "approved", "overall": None}, "chưa kết thúc"),
    ],
)
def test_a_month_says_whether_a_round_ended_in_it(changes, said) -> None:
    assert told(month(rounds=(replace(JUNE, **changes),)), "I.1").endswith(f" điểm khảo sát; {said}.")


def test_a_clear_change_is_told_in_points_and_an_unclear_one_as_unclear() -> None:
    assert "87,5%, tháng trước 25,0%: tăng 62,5 điểm phần trăm" in told(month(), "II.3")
    close = replace(MAY, overall=(0, 0, 12, 60, 8, 0))
    assert "chênh lệch chưa rõ rệt" in told(month(before=(close,)), "II.3")


def test_an_empty_month_still_reports() -> None:
    empty = month(rounds=(), before=(), areas=(AreaMonth("Huyện A", Day(None, None), Day(50, 30), Day(50, 30)),))
    assert told(empty, "I.1") == "Trong tháng không tổ chức đợt khảo sát."
    assert told(empty, "II.1") == "Chưa có số liệu về tham gia khảo sát trong tháng."
    assert told(empty, "V").startswith("Tháng 7 chưa có nhiệm vụ nào có thời hạn")


def test_the_first_annex_has_month_year_the_month_before_and_the_difference() -> None:
    first, *_rest, last = KINDS["monthly"].render_content(month(), {}, Issue()).annexes
    cells = [cell.text for cell in first.tables[0].rows[-1].cells]
    assert cells == ["100", "150", "50", "+50", "80", "110", "30", "+50", "80,0", "60,0", "+20,0"]
    due = DueTask("Báo cáo kết quả", "Ban Dân vận Tỉnh ủy", "khoản 1, mục III", date(2024, 7, 5))
    last = KINDS["monthly"].render_content(month(tasks=(due,)), {}, Issue()).annexes[-1]
    assert (last.number, last.tables[0].rows[0].name) == (4, "Báo cáo kết quả")


def test_districts_do_not_get_the_annex_by_commune() -> None:
    for copy, numbers in (("full", [1, 2, 3, 4]), ("districts", [1, 3, 4]), ("restricted", [2])):
        assert [
            annex.number for annex in KINDS["monthly"].render_content(month(), {}, Issue(), copy).annexes
        ] == numbers


def test_figures_come_back_as_they_were_frozen() -> None:
    assert KINDS["monthly"].load_figures(codec.to_plain(month())) == month()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("typed", ["", "2024-13", "6/2024", "2024-6"])
def test_a_month_is_written_as_year_and_month(typed) -> None:
    with pytest.raises(DomainError, match="năm-tháng"):
        monthly_snapshot.span_of(typed)


@pytest.mark.usefixtures("db")
def test_the_month_of_a_round_is_read_from_the_tables(at) -> None:
    survey = opened()
    at(make.clock.at(date(2024, 6, 20), 9))
    june = KINDS["monthly"].freeze(Request(survey, month="2024-06"))
    assert (len(june.rounds), june.before, june.total("month").ballots) == (1, (), 27)
    assert june.rounds[0].score.n == 24
    assert {flag.commune for flag in june.flags} >= {"Xã Phúc Sơn"}
    assert [task.due.month for task in june.tasks] == []
    july = KINDS["monthly"].freeze(Request(survey, month="2024-07"))
    assert (july.rounds, len(july.before), july.total("before").ballots) == ((), 1, 27)


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("closes", "now", "told"),
    [
        (make.clock.end_of(make.LAST_DAY), make.clock.at(make.LAST_DAY, 23), [12, 13]),
        (make.clock.end_of(make.LAST_DAY), make.clock.at(date(2024, 6, 15), 0, 5), [12, 13]),
        (make.clock.end_of(make.LAST_DAY), make.clock.at(date(2024, 6, 15), 0, 15), [12, 13, 14]),
        (make.clock.at(make.LAST_DAY, 11), make.clock.at(make.LAST_DAY, 11, 5), [12, 13]),
        (make.clock.at(make.LAST_DAY, 11), make.clock.at(make.LAST_DAY, 12), [12, 13, 14]),
    ],
)
def test_a_months_paper_flags_a_day_once_its_ballots_are_told(at, closes, now, told) -> None:
    survey = make.survey_round(closes_at=closes)
    at(now)
    june = KINDS["monthly"].freeze(Request(survey, month="2024-06"))
    assert [flag.day.day for flag in june.flags if flag.commune == "Xã Thanh Hải"] == told
