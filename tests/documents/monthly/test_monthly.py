"""The monthly report: what may be compared, empty months, the figures by district, what is due next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.documents.kinds import KINDS
from portal.documents.lifecycle.requests import Request
from portal.documents.monthly import monthly_snapshot
from portal.documents.monthly.monthly_snapshot import AreaMonth, DueTask, Flag, MonthlyFigures, MonthRound, MonthWork
from portal.documents.synthesis.figures import Day, Theme
from portal.documents.synthesis.paper_words import EARLIER
from portal.errors import DomainError
from portal.fieldwork.turnout.figures import Complete
from portal.papers.letterhead import Issue
from portal.papers.sections import unwritten
from portal.papers.tables import FULL
from portal.surveys.plan.features import Feature
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
        edition=monthly_snapshot.EDITION,
    )
    return replace(figures, **changes)


def told(figures: MonthlyFigures, key: str) -> str:
    return " ".join(next(section for section in KINDS["monthly"].outline(figures) if section.key == key).sentences)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"before": ()}, "tháng trước không tổ chức đợt khảo sát"),
        ({"rounds": (JUNE, MAY)}, "có nhiều đợt khảo sát trong một tháng"),
        ({"before": (JUNE,)}, "cùng một đợt khảo sát kéo dài qua hai tháng"),
        ({"before": (replace(MAY, form="PKS02/2/long"),)}, "khác phiên bản phiếu khảo sát"),
        ({"before": (replace(MAY, codes=("1",)),)}, "khác phạm vi điểm khảo sát"),
        ({"before": (replace(MAY, overall=None),)}, "chưa có kết quả của cả hai đợt"),
    ],
)
def test_only_like_is_compared_with_like(changes, why) -> None:
    assert told(month(**changes), "II.3") == f"Không so sánh với tháng trước, do {why}."


@pytest.mark.parametrize(("opinions", "compared"), [(4, False), (5, True)])
def test_a_month_is_compared_from_the_least_number_of_opinions_on(opinions, compared) -> None:
    few = replace(MAY, overall=(0, 0, 0, opinions, 0, 0))
    assert told(month(before=(few,)), "II.3").startswith("Không so sánh") is not compared


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "đã kết thúc và mở kết quả"),
        ({"state": "closed", "overall": None}, "đã kết thúc, chưa mở kết quả"),
        ({"last_day": date(2024, 6, 30)}, "đã kết thúc và mở kết quả"),
        ({"last_day": date(2024, 7, 1)}, "chưa kết thúc"),
        ({"state": "open", "overall": None}, "chưa kết thúc"),
        ({"state": "approved", "overall": None}, "chưa kết thúc"),
    ],
)
def test_a_month_says_whether_a_round_ended_in_it(changes, said) -> None:
    assert told(month(rounds=(replace(JUNE, **changes),)), "I.1").endswith(f" 02 điểm); {said}.")


def test_a_clear_change_is_told_in_points_and_an_unclear_one_as_unclear() -> None:
    assert "87,5%, tháng trước 25,0%: tăng 62,5 điểm phần trăm" in told(month(), "II.3")
    close = replace(MAY, overall=(0, 0, 12, 60, 8, 0))
    assert "chênh lệch chưa rõ rệt" in told(month(before=(close,)), "II.3")


def test_an_empty_month_still_reports() -> None:
    empty = month(rounds=(), before=(), areas=(AreaMonth("Huyện A", Day(None, None), Day(50, 30), Day(50, 30)),))
    kind, new = KINDS["monthly"], empty
    assert [section.key for section in kind.outline(new)] == ["I", "II"]
    assert told(new, "I") == (
        "Trong tháng không tổ chức đợt khảo sát. "
        "Lũy kế từ đầu năm, có 50 lượt người dân đến, 30 phiếu hợp lệ (Phụ lục)."
    )
    assert told(new, "II") == "Theo kế hoạch, tháng 7 không có nhiệm vụ đến hạn."
    (only,) = kind.render_content(new, {}, Issue()).annexes
    assert (only.label, only.title) == ("PHỤ LỤC", "Lũy kế từ đầu năm theo huyện, thị xã, thành phố")
    assert [cell.text for cell in only.tables[0].rows[-1].cells] == ["50", "30", "60,0"]
    assert unwritten(kind.outline(new), {}) == []


def test_an_empty_month_of_the_first_edition_keeps_its_headings_and_its_four_annexes() -> None:
    areas = (AreaMonth("Huyện A", Day(None, None), Day(50, 30), Day(50, 30)),)
    old = month(rounds=(), before=(), areas=areas, edition=monthly_snapshot.FIRST_EDITION)
    kind = KINDS["monthly"]
    plain = codec.to_plain(old)
    assert not {"edition", "complete", "comments_in", "praise"} & set(plain), (
        "what the first papers had not is not written"
    )
    assert kind.load_figures(plain) == old
    assert told(old, "I.1") == "Trong tháng không tổ chức đợt khảo sát."
    assert told(old, "II.1") == "Chưa có số liệu về tham gia khảo sát trong tháng."
    assert told(old, "II.3") == "Không so sánh với tháng trước: trong tháng không tổ chức đợt khảo sát."
    first, *rest = kind.render_content(old, {}, Issue()).annexes
    assert [annex.number for annex in (first, *rest)] == [1, 2, 3, 4]
    assert len(first.tables[0].columns) == 13
    assert all(annex.label.endswith(str(annex.number)) for annex in rest)


def test_only_annexes_with_something_in_them_are_printed_and_cited_by_their_own_number() -> None:
    due = DueTask("Báo cáo kết quả", "Ban Dân vận Tỉnh ủy", "khoản 1, mục III", date(2024, 7, 5))
    new = month(tasks=(due,))
    found = KINDS["monthly"].render_content(new, {}, Issue()).annexes
    assert [(annex.number, annex.title[:8]) for annex in found] == [(1, "Chỉ tiêu"), (2, "Nhiệm vụ")]
    assert told(new, "V") == "Theo kế hoạch, tháng 7 có 01 nhiệm vụ đến hạn (Phụ lục 2)."
    assert not any(annex.restricted for annex in found), "the second is not the one by commune"


def test_a_month_says_what_its_rate_is_where_nothing_is_missing() -> None:
    told_of_it = told(month(complete=Complete(1, 2, 60, 45)), "II.1")
    assert "Tính riêng 01/02 đơn vị đủ số liệu, có 60 lượt người dân đến và 45 phiếu hợp lệ, bằng 75,0%." in told_of_it
    assert "Tính riêng" not in told(month(complete=Complete(2, 2, 100, 80)), "II.1")


def test_praise_is_no_request_and_whoever_is_counted_twice_is_said_to_be() -> None:
    themes = (
        Theme("Khen ngợi", 115, None, "", ""),
        Theme("Môi trường", 78, None, "", ""),
        Theme("Hạ tầng", 177, None, "", ""),
    )
    figures = month(themes=themes, comments=300, comments_in=320, praise=("Khen ngợi",))
    assert told(figures, "III.1") == (
        "Có 320 ý kiến, đã phân loại 300 ý kiến; trong đó 115 ý kiến khen; kiến nghị nhiều nhất về hạ tầng (177), "
        "môi trường (78) (một ý kiến có thể thuộc nhiều nhóm) (Phụ lục 2)."
    )
    table = KINDS["monthly"].render_content(figures, {}, Issue()).annexes[1].tables[0]
    assert [row.name for row in table.rows] == ["Hạ tầng", "Môi trường", "Khen ngợi"]


def test_units_that_entered_no_publicity_are_counted() -> None:
    work = MonthWork(5, 1, None, None, None, None, 3, 1)
    assert told(month(work=work), "I.2") == (
        "Có 01/02 đơn vị đã cập nhật việc công khai, tuyên truyền (5 lượt); 01 đơn vị chưa cập nhật."
    )
    assert told(month(work=work), "III.3").endswith("đã giải quyết 02, còn 01 chưa giải quyết xong.")


def test_the_first_annex_has_month_year_the_month_before_and_the_difference() -> None:
    (first,) = KINDS["monthly"].render_content(month(), {}, Issue()).annexes
    cells = [cell.text for cell in first.tables[0].rows[-1].cells]
    assert cells == ["100", "150", "50", "+50", "80", "110", "30", "+50", "80,0", "73,3", "60,0", "+20,0"]
    old = KINDS["monthly"].render_content(month(edition=monthly_snapshot.FIRST_EDITION), {}, Issue()).annexes[0]
    cells = [cell.text for cell in old.tables[0].rows[-1].cells]
    assert cells == ["100", "150", "50", "+50", "80", "110", "30", "+50", "80,0", "60,0", "+20,0"]


@pytest.mark.parametrize(
    ("edition", "copy", "numbers"),
    [
        (monthly_snapshot.FIRST_EDITION, "full", [1, 2, 3, 4]),
        (monthly_snapshot.FIRST_EDITION, "districts", [1, 3, 4]),
        (monthly_snapshot.FIRST_EDITION, "restricted", [2]),
        (monthly_snapshot.EDITION, "full", [1, 2]),
        (monthly_snapshot.EDITION, "districts", [1]),
        (monthly_snapshot.EDITION, "restricted", [2]),
    ],
)
def test_districts_do_not_get_the_annex_by_commune(edition, copy, numbers) -> None:
    flagged = Flag("Xã A", "Huyện A", date(2024, 6, 12), 4, 9, "cao_can_giai_trinh")
    figures = month(edition=edition, flags=(flagged,))
    found = KINDS["monthly"].render_content(figures, {}, Issue(), copy).annexes
    assert [annex.number for annex in found] == numbers


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


PUPILS = replace(EARLIER, counted="học sinh", counted_short="học sinh", counted_unit="học sinh", commune_level="trường")


def text_of(figures: MonthlyFigures) -> str:
    return " ".join(
        sentence for part in KINDS["monthly"].outline(figures) for sentence in (part.title, *part.sentences)
    )


def test_a_month_is_told_in_the_words_of_its_plan() -> None:
    work = MonthWork(None, None, None, None, None, None, 2, 1)
    said = text_of(month(words=PUPILS, work=work))
    assert "có 100 học sinh; có 80 phiếu hợp lệ, bằng 80,0% số học sinh" in said
    assert "Trường báo 02 sự cố" in said
    assert [word for word in ("lượt", "Cấp xã", "cấp xã") if word in said] == []


def test_a_month_says_nothing_of_what_no_plan_has() -> None:
    bare = month(left_out=(Feature.VISITS.value, Feature.PUBLICITY.value))
    assert [part.key for part in KINDS["monthly"].outline(bare)][:3] == ["I", "I.1", "I.2"]
    assert told(bare, "II.1").startswith("Trong tháng, có 80 phiếu hợp lệ")
    [first] = [one for one in KINDS["monthly"].annexes(bare, FULL) if one.number == 1]
    assert [head.text for head in first.tables[0].head[0]] == ["TT", "Đơn vị", "Phiếu hợp lệ"]


def test_a_month_frozen_before_plans_named_things_prints_as_it_did() -> None:
    kept = codec.to_plain(month())
    assert not {"words", "left_out"} & set(kept)
    assert codec.from_plain(MonthlyFigures, kept).words == EARLIER
