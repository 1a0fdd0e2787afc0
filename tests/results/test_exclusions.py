"""results/exclusions.py and its pages: two people set a commune apart, nothing is lost, both totals stand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal.accounts.permissions import Role
from portal.audit.models import Event
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db as database
from portal.results import exclusions
from portal.results.models import Tally
from portal.results.reading import Reading
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
    exclusions.decide(asked, survey, by=approver, accepted=accepted)
    return asked


def test_what_two_people_set_apart_leaves_one_total_and_stays_in_the_other(opened, people):
    before = database.session.scalar(select(func.sum(Tally.n)))
    settled(opened, people)
    found = exclusions.table(make.unit("24"), opened)
    assert (found.ballots, found.kept, found.set_apart) == (56, 26, 30)
    assert (round(found.whole.top2, 1), round(found.without.top2, 1)) == (71.4, 38.5)
    assert database.session.scalar(select(func.sum(Tally.n))) == before
    without = Reading(make.unit("24"), opened, without=True)
    assert without.ballots == 26
    assert "07507" not in {line.unit.code for line in without.lines}
    assert Reading(make.unit("24"), opened).ballots == 56
    actions = database.session.scalars(select(Event.action).where(Event.subject_kind == "exclusion")).all()
    assert actions == ["exclusions.ask", "exclusions.accept"]


def test_what_is_asked_or_turned_down_changes_nothing(opened, people):
    settled(opened, people, accepted=False)
    exclusions.ask(opened, make.point("07519", opened), by=people[0], reason=REASON)
    assert exclusions.points(make.unit("24"), opened) == frozenset()
    assert sorted(exclusions.standings(exclusions.of(make.unit("24"), opened)).values()) == ["giữ", "đang đề nghị"]


def test_a_commune_comes_back_in_by_two_people_too(opened, people):
    settled(opened, people)
    back = settled(opened, people)
    assert back.kind == "back"
    assert exclusions.points(make.unit("24"), opened) == frozenset()
    assert len(exclusions.of(make.unit("24"), opened)) == 2


def test_nobody_decides_what_they_asked_for_nor_under_another_account(opened):
    approver = make.account(Role.PROVINCE_APPROVER)
    asked = exclusions.ask(opened, make.point("07507", opened), by=approver, reason=REASON)
    twin = make.account(Role.PROVINCE_APPROVER, person=approver.person)
    for one in (approver, twin):
        with pytest.raises(Refused, match="không tự quyết định"):
            exclusions.decide(asked, opened, by=one, accepted=True)


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
    by_unit = {1: {"Q1": {9: 12, 5: 3}, "Q2": {5: 15}}, 2: {"Q2": {4: 2}}}
    assert exclusions.telling(by_unit, {1}) == {"Q1"}
    assert exclusions.telling(by_unit, {1, 2}) == {"Q1", "Q2"}


def test_one_asks_another_decides_and_everybody_sees_both_totals(opened, people, sign_in):
    editor, approver = people
    page = sign_in(editor)
    slug = opened.slug
    page.submit(f"/results/{slug}/exclusions/new/07507", {"reason": REASON})
    number = exclusions.of(make.unit("24"), opened)[0].id
    assert "Đang chờ một lãnh đạo duyệt khác" in page.get(f"/results/{slug}/exclusions/{number}").text
    other = sign_in(approver)
    other.post(f"/results/{slug}/exclusions/{number}/decision", {"decision": "yes", "note": "Đã xem"})
    text = other.get(f"/results/{slug}/exclusions").text
    assert "Để riêng 1 đơn vị, 30 phiếu" in text
    assert "Không tính đơn vị để riêng" in other.get(f"/results/{slug}").text
    assert "Không tính 1 đơn vị đã để riêng" in other.get(f"/results/{slug}/communes?without=1").text
    assert "làm lộ nhóm nhỏ" in other.get(f"/results/{slug}/breakdowns?without=1").text
    monitor = sign_in(make.account(Role.DISTRICT_MONITOR))
    assert "Giới hạn đã dùng" in monitor.get(f"/results/{slug}/flags").text
