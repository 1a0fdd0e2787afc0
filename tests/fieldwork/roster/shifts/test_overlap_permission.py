"""Leave to stand at two desks: asked by the commune, decided by the province, kept in the record."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.errors import Conflict, Refused
from portal.extensions import db as database
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.models import Helper, OverlapPermission, Shift
from portal.fieldwork.roster.shifts import overlap_permission, shift_assignment
from portal.web.data import clock
from tests import make
from tests.fieldwork.roster.desks import THU, WED, desk, helper, officer, on, point

if TYPE_CHECKING:
    from portal.accounts.models import Account

WHY, BECAUSE = "Hai xã liền kề, thiếu người.", "Hai trụ sở cách nhau 300 m."


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 6), 9))


@pytest.fixture
def editor() -> Account:
    return make.account("province_editor", full_name="Lê Thị Tỉnh")


def twin() -> Helper:
    """Somebody of Chũ who stands in Thanh Hải on Wednesday morning."""
    on("07507")
    return helper("07519")


def ask(who: Helper, **changes: Any) -> OverlapPermission:
    values = {"reason": WHY, "by": officer("07519"), **changes}
    return overlap_permission.ask(who, WED, "morning", **values)


def decide(asked: OverlapPermission, by: Account, *, accepted: bool = True) -> OverlapPermission:
    found = queries.overlap_permission_in(by.unit, asked_round(), asked.id)
    assert found is not None
    return overlap_permission.decide(found, accepted=accepted, reply=BECAUSE, by=by)


def asked_round():
    return point().round


def test_leave_places_the_shift_and_both_reasons_stay(editor):
    an = twin()
    decide(ask(an), editor)
    assert desk("07519").people(WED, "morning") == [an]
    events = database.session.scalars(select(Event).where(Event.subject_kind == "double_duty").order_by(Event.id)).all()
    assert [(event.action, event.detail["reason"]) for event in events] == [
        ("double-duty.asked", WHY),
        ("double-duty.allowed", BECAUSE),
    ]


def test_leave_holds_for_that_half_day_and_those_two_desks_alone(editor):
    an = twin()
    decide(ask(an), editor)
    operations.release(an, WED, "morning", by=officer("07519"))
    assert operations.assign(an, WED, "morning", by=officer("07519"))
    third = helper("07534")
    with pytest.raises(shift_assignment.DoubleBooked):
        operations.assign(third, WED, "morning", by=officer("07534"))
    on("07507", THU, name="Vũ Văn Ba", phone="0123456709")
    other = helper("07519", name="Vũ Văn Ba", phone="0123456709")
    with pytest.raises(shift_assignment.DoubleBooked):
        operations.assign(other, THU, "morning", by=officer("07519"))


def test_leave_works_both_ways(editor):
    an = twin()
    decide(ask(an), editor)
    first = desk("07507").helpers[0]
    first = queries.helper_in(make.unit("07507"), first.id)
    operations.release(first, WED, "morning", by=officer())
    assert operations.assign(first, WED, "morning", by=officer())
    assert len(database.session.scalars(select(Shift)).all()) == 2


def test_refused_leave_places_nobody(editor):
    an = twin()
    decide(ask(an), editor, accepted=False)
    assert desk("07519").people(WED, "morning") == []
    with pytest.raises(shift_assignment.DoubleBooked):
        operations.assign(an, WED, "morning", by=officer("07519"))


def test_nobody_asks_for_what_needs_no_leave_or_was_asked():
    an = twin()
    with pytest.raises(Conflict, match="có thể phân công ngay"):
        overlap_permission.ask(an, WED, "afternoon", reason=WHY, by=officer("07519"))
    ask(an)
    with pytest.raises(Conflict, match="đang chờ cơ quan chủ trì quyết định"):
        ask(an)


def test_a_decision_stands(editor):
    asked = ask(twin())
    decide(asked, editor)
    with pytest.raises(Conflict, match="đã được xử lý"):
        decide(asked, editor, accepted=False)


def test_nobody_decides_what_the_same_person_asked():
    by = officer("07519")
    asked = ask(twin(), by=by)
    with pytest.raises(Refused):
        decide(asked, make.account("province_editor", person=by.person))


def test_somebody_who_left_the_list_is_not_placed_and_the_record_stays(editor):
    an = twin()
    asked = ask(an)
    operations.remove_helper(queries.helper_in(make.unit("07519"), an.id), by=officer("07519"))
    with pytest.raises(Conflict, match="không còn trong danh sách"):
        decide(asked, editor)
    decide(asked, editor, accepted=False)
    assert database.session.scalars(select(OverlapPermission)).one().full_name == "Nguyễn Văn An"


def test_the_commune_asks_on_the_page_that_refused_the_tap(sign_in, editor):
    an = twin()
    browser = sign_in(officer("07519"))
    page = browser.post("/roster/shifts", {"tap": f"{an.id}:2024-06-12:morning:on"})
    assert page.status == 409
    assert "đã được phân công buổi sáng 12/6 tại xã Thanh Hải, huyện Lục Ngạn" in page.reads(".errors")
    link = page.one(".errors a")["href"]
    assert browser.submit(link, {"reason": ""}).status == 422
    assert browser.submit(link, {"reason": WHY}).status == 303
    province = sign_in(editor)
    asked = database.session.scalars(select(OverlapPermission)).one()
    path = f"/rosters/198-kh-bdvtu/double-duties/{asked.id}"
    assert "Nguyễn Văn An" in province.get("/rosters/198-kh-bdvtu/double-duties").text
    assert province.submit(path, {"verdict": "allow"}).status == 422
    assert province.submit(path, {"verdict": "allow", "reply": BECAUSE}).status == 303
    assert BECAUSE in province.get(path).text
    assert "được phép" in browser.get("/roster").text


def test_districts_see_leaves_that_touch_their_communes_and_decide_none(sign_in):
    an = twin()
    ask(an)
    assert "Nguyễn Văn An" in sign_in(make.account("district_monitor")).get("/rosters/198-kh-bdvtu/double-duties").text
    other = sign_in(make.account("district_monitor", make.unit("213")))
    assert "Nguyễn Văn An" not in other.get("/rosters/198-kh-bdvtu/double-duties").text


@pytest.mark.parametrize(("today", "allowed"), [(date(2024, 6, 17), True), (date(2024, 6, 18), False)])
def test_leave_changes_no_roster_that_is_closed_and_may_still_be_refused(at, editor, today, allowed):
    asked = ask(twin())
    at(clock.at(today, 23))
    if allowed:
        assert decide(asked, editor).accepted
        return
    with pytest.raises(Conflict, match="đã khép"):
        decide(asked, editor)
    assert desk("07519").shifts == {}
    assert not decide(asked, editor, accepted=False).accepted
