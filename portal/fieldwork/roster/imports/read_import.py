"""A roster from a file: read whole, refused whole, every bad row named; merged with what stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.errors import DomainError
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.models import LONGEST_NAME, LONGEST_NOTE
from portal.fieldwork.roster.people.person_matching import person_key, phone_digits
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import AFTERNOON, HALVES, MORNING, HalfDay
from portal.fieldwork.roster.shifts.day_parsing import InvalidDays, parse_days
from portal.units.names import fold
from portal.web.media import filled_sheets
from portal.web.media.filled_sheets import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan
    from portal.web.media.filled_sheets import Contents

COLUMNS = ("Họ và tên", "Hội, đoàn thể", "Điện thoại", "Ngày", "Buổi", "Ghi chú")
MOST_ROWS = 1000
NAMED_IN_SENTENCE = 5
BOTH = {"ca ngay", "ca hai buoi", "ca hai", "sang chieu", "s c", "ca 2 buoi"}
PARTS = {
    "sang": MORNING,
    "buoi sang": MORNING,
    "s": MORNING,
    "chieu": AFTERNOON,
    "buoi chieu": AFTERNOON,
    "c": AFTERNOON,
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


def read_entries(rows: Rows, point: Point, plan: Plan) -> list[Entry]:
    """The people of a file for a desk. Raises BadRows with every mistake."""
    days = queries.days_of(point.round, plan)
    entries: list[Entry] = []
    mistakes: list[Mistake] = []
    for number, cells in rows:
        entry, wrong = entry_of(number, cells, days)
        mistakes += wrong
        entries.append(entry)
    people = merge_rows(entries)
    mistakes += overlap_mistakes(people, point)
    if mistakes:
        raise BadRows(len(rows), sorted(mistakes, key=lambda mistake: mistake.row))
    return people


def entry_of(number: int, cells: Sequence[str], days: Sequence[date]) -> tuple[Entry, list[Mistake]]:
    """One row as an entry, and what is wrong with it."""
    full_name, association, phone, day_text, half_text, note = cells
    turns, wrong = turns_in(day_text, half_text, days)
    digits = phone_digits(phone)
    mistakes = [Mistake(number, short, full) for short, full in (*mistakes_in(cells, digits), *wrong)]
    return Entry(full_name, association, digits or "", note, turns, (number,)), mistakes


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
            when = coverage.half_day_in_words(*place)
            full = _(
                "%(name)s đã được phân công buổi %(when)s tại %(unit)s",
                name=entry.full_name,
                when=when,
                unit=other.point.unit.full,
            )
            yield Mistake(entry.rows[0], _("trùng lịch ở nơi khác"), full)
