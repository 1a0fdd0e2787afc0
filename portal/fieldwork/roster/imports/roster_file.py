"""A roster from a file: read whole, refused whole, every bad row named; then merged with what stands there.

People are added or brought up to date, their half-days added; or the file takes the list's place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import delete

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.models import LONGEST_NAME, LONGEST_NOTE, Helper, Shift
from portal.fieldwork.roster.person_matching import duty_key, person_key, phone_digits
from portal.fieldwork.roster.queries import Desk, ShiftKey
from portal.fieldwork.roster.shifts import coverage, shift_assignment
from portal.fieldwork.roster.shifts.coverage import AFTERNOON, HALVES, MORNING, HalfDay
from portal.fieldwork.roster.shifts.day_parsing import InvalidDays, parse_days
from portal.fieldwork.roster.shifts.shift_assignment import Assignment
from portal.surveys.models import Point
from portal.units.names import fold
from portal.web.data import transactions
from portal.web.media import filled_sheets
from portal.web.media.filled_sheets import Contents, Shape

COLUMNS = ("Họ và tên", "Hội, đoàn thể", "Điện thoại", "Ngày", "Buổi", "Ghi chú")
MOST_ROWS = 1000
NAMED_IN_SENTENCE = 5
BOTH = {"ca ngay", "ca hai buoi", "ca hai", "sang chieu", "s c", "ca 2 buoi"}
PARTS = {
    **dict.fromkeys(("sang", "buoi sang", "s"), MORNING),
    **dict.fromkeys(("chieu", "buoi chieu", "c"), AFTERNOON),
}

TOPIC = "roster"
SHAPE = Shape(filled_sheets.TABLE_OR_CSV, len(COLUMNS), MOST_ROWS + 1)

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a row: in two words for the sentence, in full for the list."""

    row: int
    short: str
    full: str


class BadRows(DomainError):
    """A file with mistakes; nothing of it was kept."""

    def __init__(self, read: int, mistakes: Sequence[Mistake]) -> None:
        rows = {mistake.row: mistake.short for mistake in reversed(mistakes)}
        row_texts = [_("dòng %(row)s %(what)s", row=row, what=rows[row]) for row in sorted(rows)[:NAMED_IN_SENTENCE]]
        if len(rows) > NAMED_IN_SENTENCE:
            row_texts.append(_("và %(n)s dòng khác", n=len(rows) - NAMED_IN_SENTENCE))
        sentence = _(
            "Đã đọc %(read)s dòng, %(bad)s dòng lỗi: %(which)s.", read=read, bad=len(rows), which="; ".join(row_texts)
        )
        super().__init__(sentence, "file")
        self.mistakes = list(mistakes)


@dataclass(frozen=True)
class Entry:
    """A person in the file with all their half-days."""

    full_name: str
    association: str = ""
    phone: str = ""
    note: str = ""
    turns: tuple[HalfDay, ...] = ()
    rows: tuple[int, ...] = field(default=(), compare=False)

    def joined(self, other: Entry) -> Entry:
        """With another row of the same person."""
        return replace(
            self,
            association=self.association or other.association,
            phone=self.phone or other.phone,
            note=self.note or other.note,
            turns=tuple(dict.fromkeys(self.turns + other.turns)),
            rows=self.rows + other.rows,
        )


def rows_of(contents: Contents) -> Rows:
    """The filled rows of an Excel or CSV file that was read. Raises filled_sheets.Unreadable."""
    return filled_sheets.under_header(contents.first, COLUMNS, most=MOST_ROWS, fold=fold)


def read_entries(rows: Rows, point: Point) -> list[Entry]:
    """The people of a file for a desk. Raises BadRows with every mistake."""
    days = queries.days_of(point.round, point.round.plan_data)
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for number, cells in rows:
        full_name, association, phone, day_text, half_text, note = cells
        turns, wrong = turns_in(day_text, half_text, days)
        digits = phone_digits(phone)
        mistakes += [Mistake(number, short, full) for short, full in (*mistakes_in(cells, digits), *wrong)]
        entries.append(Entry(full_name, association, digits or "", note, turns, (number,)))
    # every mistake of the file is told at once, also those between its rows
    people = merge_rows(entries)
    mistakes += overlap_mistakes(people, point)
    if mistakes:
        raise BadRows(len(rows), sorted(mistakes, key=lambda mistake: mistake.row))
    return people


def mistakes_in(cells: Sequence[str], digits: str | None) -> Iterator[tuple[str, str]]:
    """Mistakes in name, association, telephone and note: (short, full) sentences."""
    full_name, association, phone, _days, _halves, note = cells
    if not full_name:
        yield _("thiếu họ tên"), _("thiếu họ và tên")
    if digits is None:
        yield _("điện thoại sai"), _("số điện thoại “%(phone)s” không đúng, ví dụ đúng: 0912 345 678", phone=phone)
    for text, most, name in (
        (full_name, LONGEST_NAME, _("họ và tên")),
        (association, LONGEST_NAME, _("hội, đoàn thể")),
        (note, LONGEST_NOTE, _("ghi chú")),
    ):
        if len(text) > most:
            yield _("%(what)s quá dài", what=name), _("%(what)s dài quá %(n)s ký tự", what=name, n=most)


def turns_in(day_text: str, half_text: str, days: Sequence[date]) -> tuple[tuple[HalfDay, ...], list[tuple[str, str]]]:
    """The half-days of a row, and its mistakes; none where both cells are empty."""
    if not day_text and not half_text:
        return (), []
    wrong: list[tuple[str, str]] = []
    days_found: list[date] = []
    if not day_text:
        wrong.append((_("thiếu ngày"), _("thiếu ngày")))
    try:
        days_found = parse_days(day_text, days) if day_text else []
    except InvalidDays as error:
        wrong.append((_("ngày sai"), error.message))
    halves = halves_in(half_text)
    if not half_text:
        wrong.append((_("thiếu buổi"), _("thiếu buổi: ghi sáng, chiều hoặc cả ngày")))
    elif not halves:
        sentence = _("buổi “%(typed)s” không đúng: ghi sáng, chiều hoặc cả ngày", typed=half_text)
        wrong.append((_("buổi sai"), sentence))
    return tuple(HalfDay(day, half) for day in days_found for half in halves), wrong


def halves_in(text: str) -> tuple[str, ...]:
    """«sáng», «chiều», «cả ngày», «sáng, chiều»; nothing for what is neither."""
    folded = fold(text)
    if folded in BOTH:
        return HALVES
    halves = [PARTS.get(fold(part), "") for part in re.split(r"[,;/+]|\bvà\b", text) if part.strip()]
    return tuple(half for half in HALVES if half in halves) if halves and all(halves) else ()


def merge_rows(entries: Sequence[Entry]) -> list[Entry]:
    """One entry a person, in the order of the file: a row without a number is of the first with its name that has one.

    Persons differ by name and number together, as on a desk's list; a row without a name stands alone.
    """
    numbers: dict[str, str] = {}
    for entry in entries:
        # the first number counts: namesakes with another one are told apart by theirs
        if entry.phone:
            numbers.setdefault(person_key(entry.full_name, ""), entry.phone)
    people: dict[str, Entry] = {}
    for place, entry in enumerate(entries):
        phone = entry.phone or numbers.get(person_key(entry.full_name, ""), "")
        key = person_key(entry.full_name, phone) if entry.full_name else f"#{place}"
        people[key] = people[key].joined(entry) if key in people else entry
    return list(people.values())


def overlap_mistakes(people: Sequence[Entry], point: Point) -> Iterator[Mistake]:
    """A mistake for each person of the file assigned elsewhere without an overlap permission."""
    entries_by_key = {person_key(entry.full_name, entry.phone): entry for entry in people if entry.phone}
    days = {turn.day for entry in people for turn in entry.turns}
    leaves = queries.granted_overlaps(point, entries_by_key.keys())
    for (key, place), shifts in queries.shifts_elsewhere(point, entries_by_key.keys(), days).items():
        entry = entries_by_key[key]
        other = next((shift for shift in shifts if shift.point_id not in leaves.get((key, place), {})), None)
        if other is not None and place in entry.turns:
            full = _(
                "%(name)s đã được phân công buổi %(when)s tại %(unit)s",
                name=entry.full_name,
                when=coverage.half_day_in_words(*place),
                unit=other.point.unit.full,
            )
            yield Mistake(entry.rows[0], _("trùng lịch ở nơi khác"), full)


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
    # exact matches first: a namesake without a number must not take the place of whom a number names
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
    desk = queries.desk(point)
    outcome = planned_outcome(entries, desk, replace=replace)
    pairs = [(entry, updated_helper(point, entry, helper)) for entry, helper in match_entries(entries, desk.helpers)]
    helpers, wanted = [helper for _entry, helper in pairs], []
    with transactions.savepoint(lambda: Conflict(_("Danh sách vừa được sửa ở máy khác. Đề nghị đọc lại tệp."))):
        db.session.add_all(helpers)
    for entry, helper in pairs:
        wanted += [(helper, turn) for turn in entry.turns]
    removed = remove_unlisted(desk, helpers, wanted) if replace else set()
    shift_assignment.assign_all(point, wanted + release_renumbered_shifts(desk, helpers, removed))
    operations.mark_changed(point)
    detail = {"people": len(entries), "new": outcome.new, "shifts": outcome.shifts, "replaced": replace}
    record("roster.imported", by=by, subject=("point", point.id), unit=point.unit, detail=detail)
    return outcome


def updated_helper(point: Point, entry: Entry, helper: Helper | None) -> Helper:
    """The person of an entry as a row: a new one, or the known one with what the file adds."""
    if helper is None:
        helper = Helper(point_id=point.id, full_name=entry.full_name, association="", phone="", note="", extra=False)
        db.session.add(helper)
    # a cell left empty wipes nothing
    helper.association = entry.association or helper.association
    helper.phone = entry.phone or helper.phone
    helper.note = entry.note or helper.note
    helper.person = person_key(helper.full_name, helper.phone)
    return helper


def remove_unlisted(desk: Desk, helpers: Sequence[Helper], wanted: Sequence[Assignment]) -> set[ShiftKey]:
    """Take away who and what the file does not name; gives the half-days that are gone."""
    listed_ids = {helper.id for helper in helpers}
    operations.delete_helpers([helper.id for helper in desk.helpers if helper.id not in listed_ids])
    # shifts of removed helpers are gone already; naming them again deletes nothing
    removed = desk.shifts.keys() - {(helper.id, turn) for helper, turn in wanted}
    db.session.execute(delete(Shift).where(Shift.id.in_([desk.shifts[key].id for key in removed])))
    return removed


def release_renumbered_shifts(desk: Desk, helpers: Sequence[Helper], removed: set[ShiftKey]) -> list[Assignment]:
    """Half-days of people whose telephone came new: taken up, to be placed again under it."""
    by_id = {helper.id: helper for helper in helpers}
    moved = [
        (by_id[helper_id], turn, shift.id)
        for (helper_id, turn), shift in desk.shifts.items()
        if helper_id in by_id and (helper_id, turn) not in removed and shift.person != duty_key(by_id[helper_id])
    ]
    db.session.execute(delete(Shift).where(Shift.id.in_([number for _helper, _turn, number in moved])))
    return [(helper, turn) for helper, turn, _number in moved]
