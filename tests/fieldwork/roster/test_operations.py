"""The commune's deeds on its roster: people, shifts, copying, crowded desks, handing in."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.errors import Conflict, DomainError
from portal.extensions import db as database
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.roster.shifts import shift_assignment
from portal.fieldwork.roster.shifts.coverage import Gap, HalfDay
from portal.fieldwork.visits import operations as visits
from portal.web.data import clock
from tests import make
from tests.fieldwork.roster.desks import FRI, PHONE, THU, WED, desk, full, helper, officer, on, point


@pytest.fixture(autouse=True)
def before_the_round(db, at):
    make.survey_round()
    at(clock.at(date(2024, 6, 6), 9))


def shifts() -> int:
    return database.session.scalar(select(func.count()).select_from(Shift))


def test_a_tap_puts_somebody_at_the_desk_and_another_takes_them_off():
    an = helper()
    assert operations.assign(an, WED, "morning", by=officer())
    assert not operations.assign(an, WED, "morning", by=officer())
    assert desk().people(WED, "morning") == [an]
    assert operations.release(an, WED, "morning", by=officer())
    assert not operations.release(an, WED, "morning", by=officer())
    assert shifts() == 0


def test_the_same_person_in_two_communes_at_once_is_refused():
    on("07507", name="Nguyễn Văn An")
    twin = helper("07519", name="nguyễn văn an")
    with pytest.raises(shift_assignment.DoubleBooked) as refused:
        operations.assign(twin, WED, "morning", by=officer("07519"))
    assert refused.value.message == (
        "nguyễn văn an đã được phân công buổi sáng 12/6 tại xã Thanh Hải, huyện Lục Ngạn. "
        "Một người không trực tại hai điểm cùng một buổi."
    )
    assert operations.assign(twin, WED, "afternoon", by=officer("07519"))
    assert shifts() == 2


def test_the_database_itself_keeps_one_person_in_one_place():
    on("07507")
    twin = helper("07519")
    with pytest.raises(Conflict):
        shift_assignment.insert_shifts([shift_assignment.new_shift(point("07519"), twin, HalfDay(WED, "morning"), 0)])
    assert shifts() == 1


def test_namesakes_without_a_telephone_are_different_people_elsewhere_and_one_at_home():
    on("07507", phone="")
    twin = helper("07519", phone="")
    assert operations.assign(twin, WED, "morning", by=officer("07519"))
    with pytest.raises(operations.AlreadyListed, match="nhập số điện thoại để phân biệt"):
        helper("07507", phone="")
    helper("07507", name="Nguyễn Văn Ân", phone="")


def test_nobody_is_twice_on_one_list():
    helper()
    with pytest.raises(operations.AlreadyListed, match="cùng số điện thoại này"):
        helper(name="Nguyen Van An")


def test_a_changed_number_takes_the_shifts_along():
    an = on("07507", phone="")
    operations.change_helper(an, **values(an, phone="0123 456 702"), version=1, by=officer())
    twin = helper("07519", phone="0123456702")
    with pytest.raises(shift_assignment.DoubleBooked):
        operations.assign(twin, WED, "morning", by=officer("07519"))


def test_a_change_that_would_put_somebody_in_two_places_is_refused():
    on("07507")
    other = on("07519", phone="0123456709")
    with pytest.raises(shift_assignment.DoubleBooked):
        operations.change_helper(other, **values(other, phone=PHONE), version=1, by=officer("07519"))


def test_two_editors_of_one_person_the_second_is_told():
    an = helper()
    operations.change_helper(an, **values(an, note="Chi hội 1"), version=1, by=officer())
    with pytest.raises(Conflict, match="vừa được sửa ở máy khác"):
        operations.change_helper(an, **values(an, note="Chi hội 2"), version=1, by=officer())


def values(known: Helper, **changes: object) -> dict[str, object]:
    return {name: getattr(known, name) for name in operations.FIELDS} | changes


@pytest.mark.parametrize("phone", ["12", "xin hỏi sau", "0123456789012345"])
def test_what_is_no_telephone_number_is_refused(phone):
    with pytest.raises(DomainError) as refused:
        helper(phone=phone)
    assert refused.value.field == "phone"


@pytest.mark.parametrize(
    ("day", "half"), [(date(2024, 6, 11), "morning"), (date(2024, 6, 15), "morning"), (WED, "night")]
)
def test_only_half_days_of_the_round_can_be_staffed(day, half):
    with pytest.raises(DomainError, match="Chỉ phân công"):
        operations.assign(helper(), day, half, by=officer())


def test_copying_a_day_copies_everybody_but_who_stands_elsewhere():
    on("07519", THU, "morning")
    an = on("07507", WED, "morning")
    ba = on("07507", WED, "afternoon", name="Vũ Văn Ba", phone="0123456703")
    placed = operations.copy_day(point(), WED, THU, by=officer())
    assert [(shift.helper_id, shift.day, shift.half) for shift in placed.shifts] == [(ba.id, THU, "afternoon")]
    assert [refused.helper for refused in placed.refused] == [an]
    assert not operations.copy_day(point(), WED, THU, by=officer()).shifts


def test_a_day_is_not_copied_onto_itself():
    with pytest.raises(DomainError, match="hai ngày khác nhau"):
        operations.copy_day(point(), WED, WED, by=officer())


def test_somebody_taken_off_the_list_leaves_with_all_half_days():
    an = on()
    operations.remove_helper(an, by=officer())
    assert (shifts(), desk().helpers) == (0, [])


def test_a_desk_marked_as_crowded_needs_two():
    full()
    assert desk().gaps == []
    operations.mark_crowded(point(), reason="Phiên chợ", by=officer())
    assert len(desk().gaps) == 6
    operations.unmark_crowded(point(), by=officer())
    assert desk().gaps == []


@pytest.mark.parametrize(("count", "lacking"), [(39, []), (40, [Gap(FRI, "morning", 1), Gap(FRI, "afternoon", 1)])])
def test_a_day_with_many_visits_makes_the_days_after_it_crowded(at, count, lacking):
    full()
    at(clock.at(THU, 17))
    visits.save_visits(point(), THU, visits=count, source="direct", version=0, by=officer())
    assert desk().gaps == lacking


def test_handing_in_is_recorded_and_may_be_mended_afterwards(at):
    full()
    lead = make.account("commune_lead")
    operations.hand_in(point(), by=lead)
    at(clock.at(WED, 7))
    assert desk().handed_in_at == clock.at(date(2024, 6, 6), 9)
    assert desk().changed_since is None
    helper(name="Người Thay", phone="0123456799")
    assert desk().changed_since == clock.at(WED, 7)


def test_an_empty_roster_is_not_handed_in():
    with pytest.raises(DomainError, match="Chưa phân công buổi nào"):
        operations.hand_in(point(), by=officer())


def test_after_the_communes_report_is_due_the_roster_stays_as_it_is(at):
    an = helper()
    at(clock.at(date(2024, 6, 17), 23))
    operations.assign(an, FRI, "morning", by=officer())
    at(clock.at(date(2024, 6, 18), 8))
    for deed in (operations.assign, operations.release):
        with pytest.raises(Conflict, match="đã khép sau hạn báo cáo của đơn vị, ngày 17/6/2024"):
            deed(an, FRI, "morning", by=officer())


def test_every_deed_is_an_event_and_none_tells_a_telephone_number():
    an = on()
    operations.change_helper(an, **values(an, phone="0123456702"), version=1, by=officer())
    operations.copy_day(point(), WED, THU, by=officer())
    operations.mark_crowded(point(), reason="Phiên chợ", by=officer())
    operations.hand_in(point(), by=officer())
    operations.release(queries.helper_in(make.unit("07507"), an.id), WED, "morning", by=officer())
    operations.remove_helper(queries.helper_in(make.unit("07507"), an.id), by=officer())
    events = database.session.scalars(select(Event).where(Event.action.startswith("roster")).order_by(Event.id)).all()
    assert [event.action for event in events] == [
        "roster.helper-added",
        "roster.assigned",
        "roster.helper-changed",
        "roster.day-copied",
        "roster.crowded",
        "roster.handed-in",
        "roster.released",
        "roster.helper-removed",
    ]
    told = str([event.detail for event in events])
    assert "0123456701" not in told
    assert "0123456702" not in told
    assert events[2].detail == {"name": "Nguyễn Văn An", "fields": ["phone"]}


def test_a_weekend_is_no_day_of_duty(at):
    survey = make.survey_round("cuoi-tuan", first_day=date(2024, 6, 14), last_day=date(2024, 6, 17))
    assert queries.days_of(survey, survey.plan_data) == [date(2024, 6, 14), date(2024, 6, 17)]


def test_a_closed_roster_neither_gains_nor_loses_the_mark_of_a_crowded_desk(at):
    operations.mark_crowded(point(), reason="Phiên chợ", by=officer())
    at(clock.at(date(2024, 6, 18), 0))
    for deed in (lambda: operations.mark_crowded(point(), reason="x", by=officer()), unmark):
        with pytest.raises(Conflict, match="đã khép"):
            deed()
    at(clock.at(date(2024, 6, 17), 23))
    unmark()
    assert not desk().crowd.by_hand


def unmark() -> None:
    operations.unmark_crowded(point(), by=officer())
