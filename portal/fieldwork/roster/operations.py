"""Changes to a commune's roster: helpers, shifts, copying a day, marking a crowded desk, handing in."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from flask_babel import gettext as _
from sqlalchemy import delete, update

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.models import Helper, OverlapPermission, Roster, Shift
from portal.fieldwork.roster.person_matching import duty_key, person_key, phone_digits
from portal.fieldwork.roster.shifts import coverage, shift_assignment
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.fieldwork.roster.shifts.shift_assignment import AssignmentResult
from portal.surveys.models import Point
from portal.web.data import clock, transactions
from portal.web.ui.formats import day_month, short_date

FIELDS = ("full_name", "association", "phone", "note", "extra")


class AlreadyListed(DomainError):
    """The same person is in the desk's list already."""

    def __init__(self, full_name: str, phone: str) -> None:
        if phone:
            sentence = _("%(name)s, cùng số điện thoại này, đã có trong danh sách.", name=full_name)
        else:
            sentence = _("Đã có %(name)s. Nếu là người khác, nhập số điện thoại để phân biệt.", name=full_name)
        super().__init__(sentence, "full_name")


def check_open(point: Point) -> None:
    """Raises Conflict after the commune's report is due."""
    # the report counts who stood at the desk: until it is due the list may be mended, even after the last day
    last = point.round.plan_data.deadlines.commune_report
    if clock.today() > last:
        raise Conflict(_("Lịch phân công đã khép sau hạn báo cáo của %(commune)s, ngày %(day)s.", day=short_date(last)))


def check_day(point: Point, day: date, half: str) -> HalfDay:
    """A morning or afternoon of a day on which desks are open."""
    days = queries.days_of(point.round, point.round.plan_data)
    if day not in days or half not in coverage.HALVES:
        raise DomainError(_("Chỉ phân công các buổi sáng, chiều trong những ngày khảo sát."))
    return HalfDay(day, half)


def validated_phone(phone: str) -> str:
    """A telephone number as it is kept."""
    digits = phone_digits(phone)
    if digits is None:
        raise DomainError(_("Số điện thoại không đúng. Ví dụ: 0912 345 678."), "phone")
    return digits


def add_helper(
    point: Point, *, full_name: str, association: str, phone: str, note: str, extra: bool, by: Account
) -> Helper:
    """Add a helper. Raises AlreadyListed for the same person."""
    check_open(point)
    digits = validated_phone(phone)
    helper = Helper(
        point_id=point.id,
        full_name=full_name,
        association=association,
        phone=digits,
        note=note,
        extra=extra,
        person=person_key(full_name, digits),
    )
    with transactions.unless_taken(AlreadyListed(full_name, digits)):
        db.session.add(helper)
    mark_changed(point)
    log_helper_event("roster.helper-added", helper, point, by)
    return helper


def change_helper(helper: Helper, *, full_name: str, phone: str, version: int, by: Account, **values: object) -> Helper:
    """Change a helper; shifts are kept. Raises DoubleBooked if the new name and number have shifts elsewhere."""
    point = helper.point
    check_open(point)
    if helper.version != version:
        raise edited_elsewhere()
    digits = validated_phone(phone)
    values |= {"full_name": full_name, "phone": digits}
    changed = [name for name in FIELDS if getattr(helper, name) != values[name]]
    if not changed:
        return helper
    # the inner one first: a taken name is the typist's to mend, what was deleted meanwhile is not
    with transactions.savepoint(edited_elsewhere), transactions.unless_taken(AlreadyListed(full_name, digits)):
        for name, value in {**values, "person": person_key(full_name, digits)}.items():
            setattr(helper, name, value)
    reassign_shifts(helper)
    mark_changed(point)
    log_helper_event("roster.helper-changed", helper, point, by, fields=changed)
    return helper


def edited_elsewhere() -> Conflict:
    return Conflict(_("Thông tin người này vừa được sửa ở máy khác. Đề nghị tải lại trang rồi sửa."))


def reassign_shifts(helper: Helper) -> None:
    """Let the shifts of a helper bear the changed name and number."""
    # another number is another person across desks: the old shifts would no longer meet those elsewhere
    key, shifts = duty_key(helper), queries.shifts_of(helper)
    if all(shift.person == key for shift in shifts):
        return
    assignments = [(helper, HalfDay(shift.day, shift.half)) for shift in shifts]
    db.session.execute(delete(Shift).where(Shift.helper_id == helper.id))
    shift_assignment.assign_all(helper.point, assignments)


def remove_helper(helper: Helper, *, by: Account) -> None:
    """Delete a helper and their shifts; overlap permissions are kept."""
    point = helper.point
    check_open(point)
    log_helper_event("roster.helper-removed", helper, point, by)
    delete_helpers([helper.id])
    mark_changed(point)


def delete_helpers(ids: list[int]) -> None:
    """Delete helpers and their shifts."""
    # what was permitted stays on record, under the name it was asked for
    db.session.execute(update(OverlapPermission).where(OverlapPermission.helper_id.in_(ids)).values(helper_id=None))
    db.session.execute(delete(Shift).where(Shift.helper_id.in_(ids)))
    db.session.execute(delete(Helper).where(Helper.id.in_(ids)))


def assign(helper: Helper, day: date, half: str, *, by: Account) -> bool:
    """Assign a half-day; False if it is assigned already. Raises DoubleBooked."""
    point = helper.point
    check_open(point)
    half_day = check_day(point, day, half)
    placed = shift_assignment.assign_all(point, [(helper, half_day)])
    if placed:
        mark_changed(point)
        log_shift_event("roster.assigned", helper, half_day, by)
    return bool(placed)


def release(helper: Helper, day: date, half: str, *, by: Account) -> bool:
    """Remove a shift; False if there was none."""
    point = helper.point
    check_open(point)
    half_day = check_day(point, day, half)
    statement = delete(Shift).where(Shift.helper_id == helper.id, Shift.day == day, Shift.half == half)
    # a second tap on the same cell meets no row and leaves no event
    if not transactions.rows_changed(statement):
        return False
    mark_changed(point)
    log_shift_event("roster.released", helper, half_day, by)
    return True


def copy_day(point: Point, source: date, target: date, *, by: Account) -> AssignmentResult:
    """Copy one day's shifts to another; helpers assigned elsewhere are not copied but listed in `refused`."""
    check_open(point)
    for day in (source, target):
        check_day(point, day, coverage.MORNING)
    if source == target:
        raise DomainError(_("Chọn hai ngày khác nhau."), "target")
    desk = queries.desk(point)
    assignments = [(helper, HalfDay(target, half)) for half in coverage.HALVES for helper in desk.people(source, half)]
    placed = shift_assignment.assign_shifts(point, assignments)
    mark_changed(point)
    detail = {"from": source.isoformat(), "to": target.isoformat(), "shifts": len(placed.shifts)}
    record("roster.day-copied", by=by, subject=("point", point.id), unit=point.unit, detail=detail)
    return placed


def mark_crowded(point: Point, *, reason: str, by: Account) -> Roster:
    """Say that a desk is crowded: two people are needed each half-day from now on."""
    check_open(point)
    roster = roster_of(point)
    roster.crowded_reason, roster.crowded_at, roster.crowded_by = reason, clock.now(), by.id
    db.session.flush()
    record("roster.crowded", by=by, subject=("point", point.id), unit=point.unit, detail={"reason": reason})
    return roster


def unmark_crowded(point: Point, *, by: Account) -> None:
    """Remove the mark; busy days still count."""
    check_open(point)
    roster = roster_of(point)
    if roster.crowded_at is None:
        return
    roster.crowded_reason, roster.crowded_at, roster.crowded_by = "", None, None
    db.session.flush()
    record("roster.not-crowded", by=by, subject=("point", point.id), unit=point.unit)


def hand_in(point: Point, *, by: Account) -> Roster:
    """Hand in the roster: public from then on, still editable. Raises DomainError without any shift."""
    check_open(point)
    desk = queries.desk(point)
    # gaps keep nobody from handing in: a list with holes is known by the deadline, none is not
    if not desk.shifts:
        raise DomainError(_("Chưa phân công buổi nào nên chưa gửi được."))
    roster = roster_of(point)
    roster.handed_in_at, roster.handed_in_by = clock.now(), by.id
    db.session.flush()
    detail = {"helpers": len(desk.helpers), "shifts": len(desk.shifts), "gaps": len(desk.gaps)}
    record("roster.handed-in", by=by, subject=("point", point.id), unit=point.unit, detail=detail)
    return roster


def roster_of(point: Point) -> Roster:
    """The point's row as a whole, made when first needed."""
    find = partial(db.session.get, Roster, point.id)
    return find() or transactions.add_or_find(Roster(point_id=point.id), find)


def mark_changed(point: Point) -> None:
    """Note that the roster is another one now."""
    roster_of(point).changed_at = clock.now()
    db.session.flush()


def log_helper_event(action: str, helper: Helper, point: Point, by: Account, fields: Iterable[str] = ()) -> None:
    """Log an event on a helper: the name, never the telephone."""
    detail: dict[str, object] = {"name": helper.full_name}
    if fields:
        detail["fields"] = list(fields)
    record(action, by=by, subject=("helper", helper.id), unit=point.unit, detail=detail)


def log_shift_event(action: str, helper: Helper, half_day: HalfDay, by: Account) -> None:
    """Log an event on a shift."""
    detail = {"name": helper.full_name, "day": day_month(half_day.day), "half": half_day.half}
    record(action, by=by, subject=("helper", helper.id), unit=helper.point.unit, detail=detail)
