"""Whom a row of a file means, what keeping the file would do, and that it does just that."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.errors import Conflict
from portal.extensions import db as database
from portal.fieldwork.roster.imports import roster_file
from portal.fieldwork.roster.imports.roster_file import Entry
from portal.fieldwork.roster.models import Helper, Shift
from portal.fieldwork.roster.person_matching import person_key
from portal.fieldwork.roster.shifts import shift_assignment
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.units.names import fold
from portal.web.data import clock
from tests import make
from tests.fieldwork.roster.desks import FRI, PHONE, THU, WED, desk, helper, officer, on, point

OTHER_PHONE = "0123456702"
AN, BINH = "Nguyễn Văn An", "Trần Thị Bình"
MORNING, AFTERNOON = HalfDay(WED, "morning"), HalfDay(WED, "afternoon")


def entry(name: str = AN, phone: str = "", *turns: HalfDay, **changes: object) -> Entry:
    return Entry(name, phone=phone, turns=turns, **changes)


@pytest.mark.once
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((AN, PHONE), (AN, PHONE), True),
        ((AN, PHONE), (AN, OTHER_PHONE), False),
        ((AN, PHONE), (AN, ""), True),
        ((AN, ""), (AN, ""), True),
        ((AN, ""), (BINH, ""), False),
        ((AN, PHONE), (BINH, ""), False),
        ((AN, ""), (BINH, PHONE), False),
        ((AN, PHONE), (BINH, PHONE), False),
        ((AN, PHONE), ("nguyen van an", PHONE), True),
        ((AN, PHONE), ("Nguyễn Văn Ân", PHONE), True),
        ((AN, PHONE), ("Nguyễn Văn Ân", ""), False),
        ((AN, ""), ("NGUYỄN  VĂN AN", ""), True),
        (("", ""), ("", ""), False),
        (("", PHONE), ("", PHONE), False),
    ],
)
def test_rows_are_of_one_person_by_name_and_number_together(one, other, same):
    for rows in ([entry(*one), entry(*other)], [entry(*other), entry(*one)]):
        assert (len(roster_file.merge_rows(rows)) == 1) is same


@pytest.mark.once
@pytest.mark.parametrize(
    ("entries", "listed", "meant"),
    [
        ([(AN, "")], [(BINH, "")], [None]),
        ([(AN, "")], [(BINH, PHONE)], [None]),
        ([(AN, PHONE)], [(BINH, "")], [None]),
        ([(BINH, "")], [(AN, ""), (BINH, "")], [1]),
        ([(AN, "")], [(AN, PHONE)], [0]),
        ([(AN, PHONE)], [(AN, "")], [0]),
        ([(AN, PHONE)], [(AN, OTHER_PHONE)], [None]),
        ([(AN, PHONE)], [(AN, OTHER_PHONE), (AN, PHONE)], [1]),
        ([(AN, PHONE)], [(AN, ""), (AN, PHONE)], [1]),
        ([(AN, "")], [(AN, PHONE), (AN, "")], [1]),
        ([(AN, PHONE), (AN, OTHER_PHONE)], [(AN, "")], [0, None]),
        ([(AN, PHONE), (AN, OTHER_PHONE)], [(AN, ""), (AN, OTHER_PHONE)], [0, 1]),
        ([("Nguyen Van An", PHONE)], [(AN, PHONE)], [0]),
        ([("Nguyen Van An", "")], [(AN, "")], [None]),
        ([("Nguyễn Văn Ân", ""), (AN, PHONE)], [(AN, ""), ("Nguyễn Văn Ân", PHONE)], [None, 1]),
        ([], [(AN, "")], []),
    ],
)
def test_an_entry_means_the_person_of_its_name_and_the_very_number_first(entries, listed, meant):
    helpers = [Helper(id=place, full_name=name, phone=phone) for place, (name, phone) in enumerate(listed)]
    pairs = roster_file.match_entries([entry(*one) for one in entries], helpers)
    assert [who.id if who else None for _entry, who in pairs] == meant


def key_of(one: tuple[str, str]) -> str:
    return person_key(*one)


people = st.tuples(st.sampled_from([AN, BINH, "Nguyễn Văn Ân"]), st.sampled_from(["", PHONE, OTHER_PHONE]))


@pytest.mark.once
@given(st.lists(people, max_size=6), st.lists(people, max_size=6, unique_by=key_of))
def test_nobody_is_meant_twice_and_the_list_keeps_each_person_once(rows, listed):
    helpers = [Helper(id=place, full_name=name, phone=phone) for place, (name, phone) in enumerate(listed)]
    pairs = roster_file.match_entries(roster_file.merge_rows([entry(*row) for row in rows]), helpers)
    meant = [who.id for _entry, who in pairs if who is not None]
    assert len(meant) == len(set(meant))
    for one, who in pairs:
        if who is not None:
            assert fold(who.full_name) == fold(one.full_name)
            assert not (who.phone and one.phone) or who.phone == one.phone
    keys = [person_key((who or one).full_name, one.phone or (who.phone if who else "")) for one, who in pairs]
    meant_not = [person_key(who.full_name, who.phone) for who in helpers if who.id not in meant]
    assert len({*keys, *meant_not}) == len(keys) + len(meant_not)


@pytest.mark.once
@given(st.lists(st.tuples(people, st.sampled_from([MORNING, AFTERNOON])), max_size=8))
def test_merging_rows_loses_no_half_day_and_merges_no_further(rows):
    entries = [entry(*who, turn) for who, turn in rows]
    merged = roster_file.merge_rows(entries)
    assert {turn for one in merged for turn in one.turns} == {turn for _who, turn in rows}
    assert roster_file.merge_rows(merged) == merged
    assert all(len(set(one.turns)) == len(one.turns) for one in merged)


@pytest.mark.once
def test_a_second_row_adds_what_the_first_did_not_say():
    first = Entry(AN, "", "", "", (MORNING,), (2,))
    joined = first.joined(Entry("nguyễn văn an", "Hội", PHONE, "mới", (AFTERNOON, MORNING), (5,)))
    assert joined == Entry(AN, "Hội", PHONE, "mới", (MORNING, AFTERNOON))
    assert joined.rows == (2, 5)
    again = joined.joined(Entry(AN, "Hội khác", OTHER_PHONE, "khác"))
    assert (again.association, again.phone, again.note) == ("Hội", PHONE, "mới")


@pytest.fixture
def round_(db, at):
    at(clock.at(date(2024, 6, 6), 9))
    return make.survey_round()


def totals() -> tuple[int, int]:
    return tuple(database.session.scalar(select(func.count()).select_from(kind)) for kind in (Helper, Shift))


@pytest.mark.parametrize("phone", ["", PHONE])
@pytest.mark.parametrize("replace", [False, True])
def test_a_newcomer_of_a_file_never_takes_the_place_of_somebody_else(round_, phone, replace):
    an = on("07507", phone=phone)
    done = roster_file.apply_import(point(), [entry(BINH, "", AFTERNOON)], replace=replace, by=officer())
    assert (done.new, done.known) == (1, 0)
    found = desk()
    by_name = {one.full_name: found.turns(one) for one in found.helpers}
    assert by_name == ({BINH: [AFTERNOON]} if replace else {AN: [MORNING], BINH: [AFTERNOON]})
    assert an.full_name == AN


def test_a_namesake_without_a_number_stays_somebody_else(round_):
    bare, known = helper(phone=""), helper(phone=PHONE)
    roster_file.apply_import(point(), [entry(AN, PHONE, MORNING)], replace=False, by=officer())
    found = desk()
    assert found.people(WED, "morning") == [known]
    assert (bare.phone, known.phone) == ("", PHONE)


def test_two_spellings_with_one_number_are_one_person_of_the_file(round_):
    entries = roster_file.merge_rows([entry(AN, PHONE, MORNING), entry("Nguyen Van An", PHONE, AFTERNOON)])
    done = roster_file.apply_import(point(), entries, replace=False, by=officer())
    assert (done.new, done.shifts) == (1, 2)
    assert [one.full_name for one in desk().helpers] == [AN]


def test_a_file_adds_to_what_is_known_of_somebody_and_takes_nothing_away(round_):
    made = helper(phone=PHONE, association="Hội", note="khỏe")
    roster_file.apply_import(point(), [entry(AN, "", association="", note="")], replace=False, by=officer())
    assert (made.association, made.phone, made.note) == ("Hội", PHONE, "khỏe")
    roster_file.apply_import(point(), [entry(AN, "", association="Hội mới", note="yếu")], replace=False, by=officer())
    assert (made.association, made.phone, made.note) == ("Hội mới", PHONE, "yếu")


@pytest.mark.parametrize(
    ("replace", "expected"),
    [(False, roster_file.ImportOutcome(1, 1, 0, 2, 0)), (True, roster_file.ImportOutcome(1, 1, 1, 2, 2))],
)
def test_what_would_be_done_is_told_in_numbers(round_, replace, expected):
    on("07507", phone=PHONE)
    on("07507", name="Vũ Văn Ba", phone=OTHER_PHONE)
    entries = [entry(AN, PHONE, AFTERNOON), entry(BINH, "", MORNING)]
    assert roster_file.planned_outcome(entries, desk(), replace=replace) == expected


def test_replacing_keeps_the_half_days_that_the_file_names_too(round_):
    an = on("07507")
    first = desk().shift(an, WED, "morning").id
    done = roster_file.apply_import(point(), [entry(AN, PHONE, MORNING, AFTERNOON)], replace=True, by=officer())
    assert (done.shifts, done.shifts_removed) == (1, 0)
    assert desk().shift(an, WED, "morning").id == first


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("replace", [False, True])
def test_keeping_does_what_was_told_before_it(round_, seed, replace):
    luck = random.Random(seed)  # noqa: S311 - the same file every time
    names, phones = [AN, BINH, "Nguyễn Văn Ân"], ["", PHONE, OTHER_PHONE]
    places = [HalfDay(day, half) for day in (WED, THU) for half in ("morning", "afternoon")]
    on("07507", phone=PHONE)
    helper(name=BINH, phone="")
    rows = [
        entry(luck.choice(names), luck.choice(phones), *luck.sample(places, luck.randrange(3))) for _ in range(1 + seed)
    ]
    entries, (people_before, shifts_before) = roster_file.merge_rows(rows), totals()
    told = roster_file.planned_outcome(entries, desk(), replace=replace)
    assert roster_file.apply_import(point(), entries, replace=replace, by=officer()) == told
    assert totals() == (
        people_before + told.new - told.removed,
        shifts_before + told.shifts - told.shifts_removed,
    )


def test_keeping_the_same_file_again_does_nothing_more(round_):
    entries = [entry(AN, PHONE, MORNING), entry(BINH, "", AFTERNOON)]
    roster_file.apply_import(point(), entries, replace=False, by=officer())
    before = totals()
    for replace in (False, True):
        done = roster_file.apply_import(point(), entries, replace=replace, by=officer())
        assert done == roster_file.ImportOutcome(new=0, known=2, removed=0, shifts=0, shifts_removed=0)
    assert totals() == before


@pytest.mark.parametrize("replace", [False, True])
def test_whoever_stands_elsewhere_is_refused_also_when_the_file_has_no_number(round_, replace):
    on("07519")
    helper()
    with pytest.raises(shift_assignment.DoubleBooked):
        roster_file.apply_import(point(), [entry(AN, "", MORNING)], replace=replace, by=officer())


def test_a_number_that_comes_with_the_file_takes_the_half_days_along(round_):
    on("07507", phone="")
    roster_file.apply_import(point(), [entry(AN, PHONE)], replace=False, by=officer())
    [shift] = database.session.scalars(select(Shift))
    assert shift.person == desk().helpers[0].person
    on("07519", WED, "afternoon")
    with pytest.raises(shift_assignment.DoubleBooked):
        roster_file.apply_import(point(), [entry(AN, PHONE, AFTERNOON)], replace=False, by=officer())


@pytest.mark.parametrize(("today", "allowed"), [(date(2024, 6, 17), True), (date(2024, 6, 18), False)])
def test_a_file_is_kept_as_long_as_rosters_may_be_mended(round_, at, today, allowed):
    at(clock.at(today, 23))
    entries = [entry(AN, PHONE, HalfDay(FRI, "morning"))]
    if allowed:
        assert roster_file.apply_import(point(), entries, replace=False, by=officer()).new == 1
    else:
        with pytest.raises(Conflict, match="đã khép"):
            roster_file.apply_import(point(), entries, replace=False, by=officer())
        assert totals() == (0, 0)


@pytest.mark.once
def test_a_row_without_a_number_is_of_the_first_namesake_that_has_one():
    rows = [entry(AN, PHONE), entry(AN, OTHER_PHONE), entry(AN, "", MORNING)]
    for order in (rows, [rows[2], rows[0], rows[1]]):
        merged = roster_file.merge_rows(order)
        assert [(one.phone, one.turns) for one in merged] == [(PHONE, (MORNING,)), (OTHER_PHONE, ())]
