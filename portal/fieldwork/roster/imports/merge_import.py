"""Keeping what a file says: people are added or brought up to date, their half-days added; or the list is replaced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete

from portal.audit.operations import record
from portal.errors import Conflict
from portal.extensions import db
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.roster.people.person_matching import duty_key, person_key
from portal.fieldwork.roster.shifts import shift_assignment
from portal.web.data import transactions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.accounts.models import Account
    from portal.fieldwork.roster.imports.read_import import Entry
    from portal.fieldwork.roster.queries import Desk, ShiftKey
    from portal.fieldwork.roster.shifts.coverage import HalfDay
    from portal.surveys.models import Point


@dataclass(frozen=True)
class ImportOutcome:
    """What keeping a file would do, or did."""

    new: int
    known: int
    removed: int
    shifts: int
    shifts_removed: int


def match_entries(entries: Sequence[Entry], helpers: Sequence[Helper]) -> list[tuple[Entry, Helper | None]]:
    """Each entry with the person on the list whom it means, by name and number; a person is meant once.

    Where the list or the file lacks the number, the name as it is written is enough.
    """
    free = {person_key(helper.full_name, helper.phone): helper for helper in helpers}
    sure = [free.pop(person_key(entry.full_name, entry.phone), None) for entry in entries]
    namesakes: dict[str, list[Helper]] = {}
    for helper in free.values():
        namesakes.setdefault(person_key(helper.full_name, ""), []).append(helper)
    return [(entry, helper or take_namesake(namesakes, entry)) for entry, helper in zip(entries, sure, strict=True)]


def take_namesake(namesakes: Mapping[str, list[Helper]], entry: Entry) -> Helper | None:
    """The first unmatched helper of that name, unless both telephone numbers are known."""
    free = namesakes.get(person_key(entry.full_name, ""), [])
    helper = next((candidate for candidate in free if not (candidate.phone and entry.phone)), None)
    if helper is not None:
        free.remove(helper)
    return helper


def planned_outcome(entries: Sequence[Entry], desk: Desk, *, replace: bool) -> ImportOutcome:
    """What keeping these entries would do."""
    pairs = match_entries(entries, desk.helpers)
    known_ids = {helper.id for _entry, helper in pairs if helper is not None}
    wanted = {(helper.id, turn) for entry, helper in pairs if helper is not None for turn in entry.turns}
    fresh = sum(len(entry.turns) for entry, helper in pairs if helper is None)
    return ImportOutcome(
        new=sum(helper is None for _entry, helper in pairs),
        known=len(known_ids),
        removed=sum(helper.id not in known_ids for helper in desk.helpers) if replace else 0,
        shifts=fresh + len(wanted - desk.shifts.keys()),
        shifts_removed=len(desk.shifts.keys() - wanted) if replace else 0,
    )


def apply_import(point: Point, entries: Sequence[Entry], *, replace: bool, by: Account) -> ImportOutcome:
    """Bring the desk's roster up to what the file says, all or nothing."""
    operations.check_open(point)
    desk = queries.desk(point, point.round.plan_data)
    import_outcome = planned_outcome(entries, desk, replace=replace)
    pairs = [(entry, updated_helper(point, entry, helper)) for entry, helper in match_entries(entries, desk.helpers)]
    save_helpers([helper for _entry, helper in pairs])
    removed = remove_unlisted(desk, pairs) if replace else set()
    placed = shift_assignment.assign_shifts(
        point, assignments_of(pairs) + release_renumbered_shifts(desk, [helper for _entry, helper in pairs], removed)
    )
    if placed.refused:
        raise placed.refused[0]
    operations.mark_changed(point)
    detail = {"people": len(entries), "new": import_outcome.new, "shifts": import_outcome.shifts, "replaced": replace}
    record("roster.imported", by=by, subject=("point", point.id), unit=point.unit, detail=detail)
    return import_outcome


def assignments_of(pairs: Sequence[tuple[Entry, Helper]]) -> list[tuple[Helper, HalfDay]]:
    """All (helper, half-day) pairs."""
    return [(helper, turn) for entry, helper in pairs for turn in entry.turns]


def updated_helper(point: Point, entry: Entry, helper: Helper | None) -> Helper:
    """The person of an entry as a row: a new one, or the known one with what the file adds."""
    if helper is None:
        helper = Helper(point_id=point.id, full_name=entry.full_name, association="", phone="", note="", extra=False)
        db.session.add(helper)
    helper.association = entry.association or helper.association
    helper.phone = entry.phone or helper.phone
    helper.note = entry.note or helper.note
    helper.person = person_key(helper.full_name, helper.phone)
    return helper


def save_helpers(helpers: Sequence[Helper]) -> None:
    """Keep the people."""
    conflict = Conflict(_("Danh sách vừa được sửa ở máy khác. Đề nghị đọc lại tệp."))
    with transactions.savepoint(lambda: conflict):
        db.session.add_all(helpers)


def remove_unlisted(desk: Desk, pairs: Sequence[tuple[Entry, Helper]]) -> set[ShiftKey]:
    """Take away who and what the file does not name; gives the half-days that are gone."""
    listed_ids = {helper.id for _entry, helper in pairs}
    operations.delete_helpers([helper.id for helper in desk.helpers if helper.id not in listed_ids])
    removed = desk.shifts.keys() - {(helper.id, turn) for helper, turn in assignments_of(pairs)}
    db.session.execute(delete(Shift).where(Shift.id.in_([desk.shifts[place].id for place in removed])))
    return removed


def release_renumbered_shifts(
    desk: Desk, helpers: Sequence[Helper], removed: set[ShiftKey]
) -> list[tuple[Helper, HalfDay]]:
    """Half-days of people whose telephone came new: taken up, to be placed again under it."""
    by_id = {helper.id: helper for helper in helpers}
    moved = [
        (by_id[helper_id], turn, shift.id)
        for (helper_id, turn), shift in desk.shifts.items()
        if helper_id in by_id and (helper_id, turn) not in removed and shift.person != duty_key(by_id[helper_id])
    ]
    db.session.execute(delete(Shift).where(Shift.id.in_([number for _helper, _turn, number in moved])))
    return [(helper, turn) for helper, turn, _number in moved]
