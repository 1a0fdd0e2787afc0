"""exclusions.py and its pages: two people set a commune apart, nothing is lost, both totals stand."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.results.exclusions import exclusions, mended_words
from portal.results.models import Tally
from portal.results.statistics.basis import OtherQuestion
from portal.results.statistics.other_questions import ANSWERED
from portal.results.statistics.quality import Flag
from portal.results.tables import quality_words
from portal.results.tables.quality_grids import quality
from portal.results.tallying.reading import Reading
from portal.web.ui.listing import ListFilter
from tests import make
from tests.results import poll

LATER = poll.AFTER + timedelta(hours=1)
REASON = "15 phiếu gửi trong 10 phút lúc nửa đêm"


@pytest.fixture
def opened(db, at):
    survey = poll.province({"07507": {5: 30}, "07519": {4: 10, 2: 10}, "07210": {1: 6}})
    at(LATER)
    return survey


@pytest.fixture
def people(opened):
    return make.account(Role.PROVINCE_EDITOR), make.account(Role.PROVINCE_APPROVER)


def settled(survey, people, code="07507", *, accepted=True):
    editor, approver = people
    asked = exclusions.ask(survey, make.point(code, survey), by=editor, reason=REASON)
    exclusions.decide(asked, by=approver, accepted=accepted)
    return asked


def test_what_two_people_set_apart_leaves_one_total_and_stays_in_the_other(opened, people):
    before = database.session.scalar(select(func.sum(Tally.n)))
    settled(opened, people)
    found = exclusions.table(make.unit("24"), opened)
    assert (found.ballots, found.kept, found.excluded_ballots) == (56, 26, 30)
    assert (round(found.whole.top2, 1), round(found.rest.top2, 1)) == (71.4, 38.5)
    assert database.session.scalar(select(func.sum(Tally.n))) == before
    without = Reading(make.unit("24"), opened, excluding=True)
    assert without.ballots == 26
    assert "07507" not in {line.unit.code for line in without.lines}
    assert Reading(make.unit("24"), opened).ballots == 56
    actions = database.session.scalars(select(Event.action).where(Event.subject_kind == "exclusion")).all()
    assert actions == ["exclusions.ask", "exclusions.accept"]


def test_what_is_asked_or_turned_down_changes_nothing(opened, people):
    settled(opened, people, accepted=False)
    exclusions.ask(opened, make.point("07519", opened), by=people[0], reason=REASON)
    assert exclusions.in_force(exclusions.requests_in(make.unit("24"), opened)) == ()
    requests = exclusions.requests_in(make.unit("24"), opened)
    assert sorted(exclusions.statuses(requests).values()) == ["có tính", "đang đề nghị"]


def test_a_commune_comes_back_in_by_two_people_too(opened, people):
    settled(opened, people)
    back = settled(opened, people)
    assert back.kind == "back"
    assert exclusions.in_force(exclusions.requests_in(make.unit("24"), opened)) == ()
    assert len(exclusions.requests_in(make.unit("24"), opened)) == 2


def test_nobody_decides_what_they_asked_for_nor_under_another_account(opened):
    approver = make.account(Role.PROVINCE_APPROVER)
    asked = exclusions.ask(opened, make.point("07507", opened), by=approver, reason=REASON)
    twin = make.account(Role.PROVINCE_APPROVER, person=approver.person)
    for one in (approver, twin):
        with pytest.raises(Refused, match="không tự quyết định"):
            exclusions.decide(asked, by=one, accepted=True)


def test_without_a_reason_twice_or_of_few_ballots_nothing_is_asked(opened, people):
    point, by = make.point("07507", opened), people[0]
    with pytest.raises(DomainError, match="Nhập lý do"):
        exclusions.ask(opened, point, by=by, reason=" ")
    with pytest.raises(Conflict, match="dưới 10 phiếu"):
        exclusions.ask(opened, make.point("07210", opened), by=by, reason=REASON)
    exclusions.ask(opened, point, by=by, reason=REASON)
    with pytest.raises(Conflict, match="đang chờ quyết định"):
        exclusions.ask(opened, point, by=by, reason=REASON)
    with pytest.raises(Refused):
        exclusions.ask(opened, make.point("07519", opened), by=make.account(Role.AUDITOR), reason=REASON)


def test_questions_with_few_opinions_are_not_told_by_subtracting():
    few = {"Q1": {9: 12, 5: 4}, "Q2": {5: 5}, "Q3": {9: 7}, "Q4": {1: 1}}
    by_unit = {1: few, 2: {"Q2": {4: 2}}}
    assert exclusions.withheld_questions(by_unit, {1}) == {"Q1", "Q4"}
    assert exclusions.withheld_questions(by_unit, {1, 2, 3}) == {"Q1", "Q2", "Q4"}


@pytest.mark.parametrize(
    ("several", "answers", "withheld"),
    [
        (False, {1: 4}, True),
        (False, {1: 2, 2: 3}, False),
        (False, {9: 30}, False),
        (False, {9: 30, 2: 1}, True),
        (True, {1: 9, 2: 9, ANSWERED: 4}, True),
        (True, {1: 1, 2: 1, ANSWERED: 5}, False),
    ],
)
def test_nor_are_questions_with_choices_of_their_own(several, answers, withheld):
    asked = OtherQuestion("Q21", "Cách nộp hồ sơ", ((1, "Tại chỗ"), (2, "Qua mạng")), "Không biết", several=several)
    by_unit = {1: {"Q21": answers}, 2: {"Q21": {1: 1, ANSWERED: 1}}}
    assert exclusions.withheld_others((asked,), by_unit, {1, 3}) == ({"Q21"} if withheld else frozenset())


@pytest.mark.parametrize(("level", "errata"), [("district", (1,)), ("commune", (1,)), ("province", ())])
def test_mended_words_are_compared_for_the_whole_province_alone(level, errata):
    reading = SimpleNamespace(top=SimpleNamespace(level=level), round_=SimpleNamespace(errata=errata))
    assert mended_words.of_round(reading) == []


def test_who_asked_sees_no_form_to_decide_under_another_account_either(opened, people, sign_in):
    asked = exclusions.ask(opened, make.point("07507", opened), by=people[0], reason=REASON)
    again = make.account(Role.PROVINCE_APPROVER, person=people[0].person)
    database.session.commit()
    page = sign_in(again).get(f"/results/{opened.slug}/exclusions/{asked.id}")
    assert not page.all("[name=decision]")
    assert "Đang chờ một lãnh đạo duyệt khác" in page.text


def test_one_asks_another_decides_and_everybody_sees_both_totals(opened, people, sign_in):
    editor, approver = people
    page = sign_in(editor)
    slug = opened.slug
    assert page.post(f"/results/{slug}/exclusions/new/07507", {"reason": ""}).status == 422
    page.submit(f"/results/{slug}/exclusions/new/07507", {"reason": REASON})
    number = exclusions.requests_in(make.unit("24"), opened)[0].id
    assert "Đang chờ một lãnh đạo duyệt khác" in page.get(f"/results/{slug}/exclusions/{number}").text
    other = sign_in(approver)
    assert other.post(f"/results/{slug}/exclusions/{number}/decision", {"decision": "x"}).status == 422
    other.post(f"/results/{slug}/exclusions/{number}/decision", {"decision": "yes", "note": "Đã xem"})
    text = other.get(f"/results/{slug}/quality").text
    assert "Không đưa vào tổng hợp 1 đơn vị, 30 phiếu" in text
    assert "Không gồm đơn vị không đưa vào tổng hợp" in other.get(f"/results/{slug}").text
    assert "không gồm 1 đơn vị không đưa vào tổng hợp" in other.get(f"/results/{slug}/communes?without=1").text
    assert "làm lộ nhóm nhỏ" in other.get(f"/results/{slug}/breakdowns?without=1").text
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    assert "Giới hạn đã dùng" in monitor.get(f"/results/{slug}/flags").text


CLEAR = {5: 40, 4: 30, 2: 10}


@pytest.mark.parametrize(
    ("marked", "told"),
    [({5: 12}, 87.5), ({5: 9}, None), ({5: 9, 9: 20}, None), ({}, 87.5)],
)
def test_without_marked_ballots_is_told_where_nobody_can_subtract_a_few(marked, told):
    whole = {level: CLEAR.get(level, 0) + marked.get(level, 0) for level in {*CLEAR, *marked}}
    found = exclusions.table_of((), {1: whole}, {0: CLEAR, 1: marked})
    assert (found.ballots, found.unflagged, found.unflagged_score.top2) == (sum(whole.values()), 80, told)


def test_marks_of_few_ballots_in_a_commune_set_apart_are_not_told_by_two_tables(db, at):
    survey = make.survey_round()
    for code, quick in (("07507", 9), ("07519", 10)):
        point = make.point(code, survey)
        make.ballots(point, poll.sheets({5: quick}, Q7=3), duration="under_25s")
        make.ballots(point, poll.sheets({4: 20, 2: 20}), hour=10)
    poll.opened(survey)
    at(LATER)
    points = {code: make.point(code, survey).id for code in ("07507", "07519")}
    assert exclusions.withheld_flags(survey, {points["07507"]}) == {"nhanh", "can_xem_xet"}
    assert exclusions.withheld_flags(survey, {points["07519"]}) == frozenset()
    settled(survey, (make.account(Role.PROVINCE_EDITOR), make.account(Role.PROVINCE_APPROVER)))
    fast, *_others = quality(Reading(make.unit("24"), survey, excluding=True))[0].rows
    assert [cell.shown for cell in fast.cells[:4]] == ["10", "20,0", "-", "-"]
    fast, *_others = quality(Reading(make.unit("24"), survey))[0].rows
    assert [cell.shown for cell in fast.cells[:4]] == ["19", "19,2", "100,0", "50,0"]


def test_a_commune_stands_once_with_all_its_flags_and_the_way_to_ask(opened, sign_in):
    page = sign_in(make.account(Role.PROVINCE_EDITOR)).get(f"/results/{opened.slug}/quality")
    found = [
        (one.h3.get_text(" ", strip=True), len(one.select("dt")), "Đề nghị không tính" in one.text)
        for one in page.all("ol.flags li")
    ]
    assert found == [("Thị trấn Chũ huyện Lục Ngạn", 1, True), ("Xã Thanh Hải huyện Lục Ngạn", 1, True)]
    assert "0 phiếu, toàn tỉnh" in page.text


def test_flags_are_ordered_by_those_about_ballots_and_found_by_district_and_rule(db):
    def some(*rules):
        return tuple(Flag(rule, "") for rule in rules)

    flags = {
        "07210": some("anh_trung", "vuot_luot"),
        "07507": some("anh_trung"),
        "07519": some("ban_dem", "nhanh"),
    }
    every = quality_words.flagged_communes([make.unit(code) for code in ("07507", "07210", "07519")], flags)
    assert [one.unit.code for one in every] == ["07519", "07210", "07507"]
    for list_filter, found in (
        (ListFilter(status="anh_trung"), ["07210", "07507"]),
        (ListFilter(district="213"), ["07210"]),
    ):
        assert [one.unit.code for one in quality_words.LISTING.apply(every, list_filter)] == found
