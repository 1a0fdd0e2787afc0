"""Assigning helpers to half-days: one desk a person and half-day unless the province permitted the overlap."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.errors import Conflict
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.roster.person_matching import duty_key
from portal.fieldwork.roster.queries import GrantedOverlaps, ShiftsElsewhere
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.surveys.models import Point
from portal.web.data import transactions

Assignment = tuple[Helper, HalfDay]


class DoubleBooked(Conflict):
    """The person stands at another desk in that half-day; `other` is the shift there."""

    def __init__(self, helper: Helper, half_day: HalfDay, other: Shift) -> None:
        sentence = _(
            "%(name)s đã được phân công buổi %(when)s tại %(unit)s. Một người không trực tại hai điểm cùng một buổi.",
            name=helper.full_name,
            when=coverage.half_day_in_words(*half_day),
            unit=other.point.unit.full,
        )
        super().__init__(sentence)
        self.helper, self.place, self.other = helper, half_day, other


@dataclass(frozen=True)
class AssignmentResult:
    """What came new, and who could not be placed."""

    shifts: list[Shift]
    refused: list[DoubleBooked]


def assign_shifts(point: Point, assignments: Sequence[Assignment]) -> AssignmentResult:
    """Add the shifts that are missing. A helper assigned elsewhere is not added but listed in `refused`."""
    keys = {duty_key(helper) for helper, _half_day in assignments}
    days = {half_day.day for _helper, half_day in assignments}
    present = queries.shifts_by_point([point.id], list(days)).get(point.id, {})
    taken, granted = queries.shifts_elsewhere(point, keys, days), queries.granted_overlaps(point, keys)
    outcome = AssignmentResult([], [])
    for helper, half_day in dict.fromkeys(assignments):
        if (helper.id, half_day) in present:
            continue
        other = unpermitted_overlap(helper, half_day, taken, granted)
        if other is None:
            outcome.shifts.append(new_shift(point, helper, half_day, permit_of(helper, half_day, taken, granted)))
        else:
            outcome.refused.append(DoubleBooked(helper, half_day, other))
    insert_shifts(outcome.shifts)
    return outcome


def assign_all(point: Point, assignments: Sequence[Assignment]) -> list[Shift]:
    """Add the shifts that are missing. Raises DoubleBooked for a helper assigned elsewhere."""
    outcome = assign_shifts(point, assignments)
    if outcome.refused:
        raise outcome.refused[0]
    return outcome.shifts


def unpermitted_overlap(
    helper: Helper, half_day: HalfDay, taken: ShiftsElsewhere, granted: GrantedOverlaps
) -> Shift | None:
    """A shift elsewhere in the same half-day without an overlap permission; None if there is none."""
    key = (duty_key(helper), half_day)
    permitted = granted.get(key, {})
    return next((other for other in taken.get(key, []) if other.point_id not in permitted), None)


def permit_of(helper: Helper, half_day: HalfDay, taken: ShiftsElsewhere, granted: GrantedOverlaps) -> int:
    """The permission id stored with a shift so that the unique index admits the overlap; 0 without an overlap."""
    key = (duty_key(helper), half_day)
    # the first shift of a person in a half-day bears 0, each further one the permission it has beside that one
    unpermitted = [other for other in taken.get(key, []) if not other.permit]
    return granted[key][unpermitted[0].point_id] if unpermitted else 0


def new_shift(point: Point, helper: Helper, half_day: HalfDay, permit: int) -> Shift:
    """A new row."""
    return Shift(
        round_id=point.round_id,
        point_id=point.id,
        helper_id=helper.id,
        day=half_day.day,
        half=half_day.half,
        person=duty_key(helper),
        permit=permit,
    )


def insert_shifts(shifts: Sequence[Shift]) -> None:
    """Insert the rows. Raises Conflict if another commune took the person first (unique index)."""
    with transactions.unless_taken(Conflict(_("Lịch vừa được sửa ở máy khác. Đề nghị tải lại trang rồi làm lại."))):
        db.session.add_all(shifts)
