"""Reminding: whom, once an hour, at which hours, on which days; what is seen, what is kept of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.accounts.tasks import Task
from portal.audit.models import Event
from portal.errors import DomainError
from portal.extensions import db as database
from portal.fieldwork import tasks
from portal.fieldwork.reminders import inbox, operations, queries, schedule
from portal.fieldwork.reminders.forms import HOURS
from portal.fieldwork.reminders.models import Reminder, ReminderRule
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import FIRST, desk, round_of

pytestmark = pytest.mark.usefixtures("db")

SECOND = FIRST + timedelta(days=1)
AT_EIGHT = {"finding_open", "publicity_missing", "roster_missing", "roster_gap", "taskforce_missing"}
OF_REPORTS = {"report_missing", "software_missing"}
"""Rules of another room, tested there."""


@pytest.fixture
def survey(at):
    """Plan 198 on its first day, five past two."""
    found = round_of()
    at(clock.at(FIRST, 14, 5))
    return found


def due(rule: str = "visits_missing", day: date | None = FIRST, code: str = "07507") -> Task:
    return Task("", "fieldwork.visits", rule=rule, point=desk(code).id, day=day, since=clock.at(FIRST, 17))


def remind(survey, *owed: Task, at: str = "24", by=None) -> operations.ReminderCounts:
    return operations.remind(tasks.scope_of(survey, make.unit(at)), owed, by=by)


def reminders() -> list[Reminder]:
    database.session.expire_all()
    return list(database.session.scalars(select(Reminder).order_by(Reminder.id)))


@pytest.mark.parametrize(
    ("day", "hour", "minute", "slot"),
    [
        (FIRST, 14, 0, "7/2024-06-12/2024-06-12T14"),
        (FIRST, 14, 59, "7/2024-06-12/2024-06-12T14"),
        (None, 15, 0, "7/-/2024-06-12T15"),
        (SECOND, 0, 0, "7/2024-06-13/2024-06-12T00"),
    ],
)
def test_a_reminder_is_known_by_point_day_and_local_hour(day, hour, minute, slot):
    assert operations.slot_of(Task("", "x", rule="x", point=7, day=day), clock.at(FIRST, hour, minute)) == slot


@pytest.mark.parametrize(
    ("role", "active", "reminded"),
    [
        (Role.COMMUNE_OFFICER, True, True),
        (Role.COMMUNE_LEAD, True, True),
        (Role.COMMUNE_OFFICER, False, False),
        (Role.COMMUNE_LEAD, False, False),
    ],
)
def test_those_who_work_for_the_commune_are_reminded(survey, role, active, reminded):
    one = make.account(role)
    one.active = active
    database.session.flush()
    sent = remind(survey, due())
    assert sent == ((1, 1, 1, 0) if reminded else (0, 0, 0, 1))
    assert [row.recipient_id for row in reminders()] == [one.id] * reminded


def test_people_of_other_communes_and_levels_are_left_alone(survey):
    make.account(Role.COMMUNE_OFFICER, make.unit("07519"))
    make.account(Role.DISTRICT_MONITOR)
    make.account(Role.PROVINCE_EDITOR)
    assert remind(survey, due()) == (0, 0, 0, 1)


def test_each_person_gets_one_for_each_thing_owed(survey):
    people = [make.account(role) for role in (Role.COMMUNE_OFFICER, Role.COMMUNE_LEAD)]
    sent = remind(survey, due(), due("post_missing"), due(day=SECOND))
    assert sent == (1, 2, 1, 0)
    assert sorted((row.recipient_id, row.rule, str(row.day)) for row in reminders()) == sorted(
        (one.id, rule, str(day))
        for one in people
        for rule, day in (("visits_missing", FIRST), ("post_missing", FIRST), ("visits_missing", SECOND))
    )


def test_units_people_and_those_without_anybody_are_counted_apart(survey):
    make.account()
    make.account(at=make.unit("07519"))
    make.account(at=make.unit("07519"))
    sent = remind(survey, due(), due(code="07519"), due("post_missing", code="07519"), due(code="07210"))
    assert sent == (2, 3, 2, 1)


def test_what_is_owed_outside_the_scope_is_not_reminded_of(survey):
    make.account(at=make.unit("07210"))
    make.account()
    assert remind(survey, due(code="07210"), due(), at="219") == (1, 1, 1, 0)


def test_again_in_the_hour_sends_nothing_and_the_next_hour_sends_again(survey, at):
    make.account()
    assert remind(survey, due()).units == 1
    assert remind(survey, due()) == (0, 0, 1, 0)
    at(clock.at(FIRST, 14, 59))
    assert remind(survey, due()) == (0, 0, 1, 0)
    at(clock.at(FIRST, 15, 0))
    assert remind(survey, due()).units == 1


def test_whoever_joined_since_is_reminded_alone(survey):
    make.account()
    remind(survey, due())
    late = make.account(Role.COMMUNE_LEAD)
    assert remind(survey, due()) == (1, 1, 1, 0)
    assert reminders()[-1].recipient_id == late.id


def test_a_reminder_keeps_who_sent_it_and_when_and_the_schedule_is_nobody(survey):
    make.account()
    monitor = make.account(Role.DISTRICT_MONITOR)
    remind(survey, due(), by=monitor)
    remind(survey, due("post_missing"))
    first, second = reminders()
    assert (first.sent_by, second.sent_by) == (monitor.id, None)
    assert (first.sent_at, first.seen_at) == (clock.at(FIRST, 14, 5), None)


def test_what_was_sent_is_recorded_once_and_nothing_sent_is_not(survey):
    asked = select(Event).where(Event.action == "reminders.sent")
    remind(survey, due())
    assert database.session.scalars(asked).all() == []
    make.account()
    remind(survey, due(), due("post_missing"), due(day=SECOND))
    (event,) = database.session.scalars(asked)
    assert event.detail == {"units": 1, "people": 1, "rules": ["post_missing", "visits_missing"]}


def test_nothing_owed_reminds_nobody(survey):
    make.account()
    assert remind(survey) == (0, 0, 0, 0)


def test_seeing_one_sees_all_that_say_the_same_and_nothing_else(survey, at):
    one, other = make.account(), make.account(Role.COMMUNE_LEAD)
    remind(survey, due(), due("post_missing"), due(day=None))
    at(clock.at(FIRST, 15))
    remind(survey, due())
    mine = next(row for row in reminders() if row.recipient_id == one.id and row.rule == "visits_missing")
    assert len(queries.unseen(one)) == 3
    operations.mark_seen(mine)
    seen = [(row.rule, row.day) for row in reminders() if row.seen_at is not None]
    assert seen == [("visits_missing", FIRST)] * 2
    assert (len(queries.unseen(one)), len(queries.unseen(other))) == (2, 3)


def test_seeing_what_holds_for_the_round_leaves_what_holds_for_a_day(survey):
    one = make.account()
    remind(survey, due(day=None), due())
    operations.mark_seen(next(row for row in reminders() if row.day is None))
    assert [row.day for row in reminders() if row.seen_at is None] == [FIRST]
    operations.mark_all_seen(one)
    assert len(queries.unseen(one)) == 0


def test_what_was_seen_before_keeps_its_moment(survey, at):
    one, other = make.account(), make.account(Role.COMMUNE_LEAD)
    remind(survey, due())
    operations.mark_all_seen(one)
    at(clock.at(FIRST, 16))
    operations.mark_all_seen(one)
    found = {row.recipient_id: row.seen_at for row in reminders()}
    assert found == {one.id: clock.at(FIRST, 14, 5), other.id: None}


def test_the_inbox_is_the_persons_own_the_latest_first_and_not_without_end(survey, at, monkeypatch):
    one, other = make.account(), make.account(Role.COMMUNE_LEAD)
    remind(survey, due())
    at(clock.at(FIRST, 16))
    remind(survey, due(), due("post_missing"))
    found = queries.inbox(one)
    assert [(row.rule, clock.local(row.sent_at).hour) for row in found] == [
        ("post_missing", 16),
        ("visits_missing", 16),
        ("visits_missing", 14),
    ]
    assert {row.recipient_id for row in found} == {one.id}
    assert queries.reminder_of(one, found[0].id) is found[0]
    assert queries.reminder_of(other, found[0].id) is None
    monkeypatch.setattr(queries, "LONGEST_INBOX", 2)
    assert len(queries.inbox(one)) == 2


def test_a_line_of_the_inbox_is_one_thing_with_its_times_its_latest_and_whether_it_is_owed(app, survey, at):
    one = make.account()
    database.session.commit()
    remind(survey, due(), due("post_missing"), due("no such rule"))
    operations.mark_all_seen(one)
    at(clock.at(FIRST, 15))
    remind(survey, due())
    with app.test_request_context():
        lines = inbox.lines_of(one)
        assert inbox.count_new(one) == 1
    assert [(line.latest.rule, line.times, line.unseen, line.task is not None) for line in lines] == [
        ("visits_missing", 2, True, True),
        ("no such rule", 1, False, False),
        ("post_missing", 1, False, True),
    ]
    assert clock.local(lines[0].latest.sent_at).hour == 15


def test_the_last_reminding_of_today_is_told_with_its_communes(survey, at):
    make.account()
    make.account(at=make.unit("07519"))
    make.account(at=make.unit("07210"))
    assert queries.last_sent(make.unit("219"), survey) is None
    remind(survey, due(), due(code="07519"), due("post_missing", code="07519"))
    at(clock.at(FIRST, 16))
    remind(survey, due(code="07210"))
    assert queries.last_sent(make.unit("219"), survey) == (clock.at(FIRST, 14, 5), 2)
    assert queries.last_sent(make.unit("24"), survey) == (clock.at(FIRST, 16), 1)
    assert queries.last_by_point(make.unit("219"), survey) == {
        desk(code).id: clock.at(FIRST, 14, 5) for code in ("07507", "07519")
    }
    at(clock.at(SECOND, 0))
    assert queries.last_sent(make.unit("24"), survey) is None


def test_reminders_of_another_round_are_not_this_rounds(survey):
    make.account()
    other = make.survey_round("khac")
    remind(survey, due())
    assert queries.last_sent(make.unit("24"), other) is None
    assert queries.last_by_point(make.unit("24"), other) == {}
    assert queries.sent_since(other, clock.at(FIRST, 0)) == set()


def test_what_was_sent_since_a_moment_includes_that_moment(survey):
    one = make.account()
    remind(survey, due())
    slot = operations.slot_of(due(), clock.now())
    assert queries.sent_since(survey, clock.now()) == {(one.id, "visits_missing", slot)}
    assert queries.sent_since(survey, clock.now() + timedelta(seconds=1)) == set()


@pytest.mark.parametrize(
    ("hours", "kept"),
    [
        ([10, 14], [10, 14]),
        ([21, 6], [6, 21]),
        ([8, 8, 8], [8]),
        ([], []),
        ([6, 7, 8, 9, 10, 11], [6, 7, 8, 9, 10, 11]),
    ],
)
def test_hours_are_kept_in_order_and_once(survey, hours, kept):
    editor = make.account(Role.PROVINCE_EDITOR)
    operations.set_hours(survey, {"visits_missing": hours}, by=editor)
    assert schedule.hours_of(survey)["visits_missing"] == tuple(kept)
    assert schedule.hours_of(survey)["post_missing"] == tasks.rules()["post_missing"].hours


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ("visits_missing", [5]),
        ("visits_missing", [22]),
        ("visits_missing", [10, 5]),
        ("visits_missing", [6, 7, 8, 9, 10, 11, 12]),
        ("no such rule", [10]),
    ],
)
def test_hours_of_the_night_too_many_and_rules_that_are_none_are_refused(survey, rule, hours):
    editor = make.account(Role.PROVINCE_EDITOR)
    with pytest.raises(DomainError) as refused:
        operations.set_hours(survey, {rule: hours}, by=editor)
    assert refused.value.field == rule
    assert queries.rules_of(survey) == {}


def test_only_a_change_is_written_and_recorded_with_what_stood_before(survey):
    editor = make.account(Role.PROVINCE_EDITOR)
    for hours in ([14, 17], [17, 14], [9], [9], [10]):
        operations.set_hours(survey, {"visits_missing": hours}, by=editor)
    details = database.session.scalars(
        select(Event.detail).where(Event.action == "reminders.hours").order_by(Event.id)
    ).all()
    assert [(one["old"], one["new"]) for one in details] == [([14, 17], [9]), ([9], [10])]
    assert len(database.session.scalars(select(ReminderRule)).all()) == 1


def test_hours_of_one_round_are_not_those_of_another(survey):
    editor = make.account(Role.PROVINCE_EDITOR)
    other = make.survey_round("khac")
    operations.set_hours(survey, {"visits_missing": []}, by=editor)
    assert schedule.hours_of(survey)["visits_missing"] == ()
    assert schedule.hours_of(other)["visits_missing"] == (14, 17)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "rules"),
    [
        (date(2024, 6, 12), 8, 0, AT_EIGHT),
        (date(2024, 6, 12), 10, 59, {"visits_unlocked"}),
        (date(2024, 6, 12), 11, 0, set()),
        (date(2024, 6, 12), 14, 0, {"visits_missing", "visits_unlocked"}),
        (date(2024, 6, 12), 16, 30, {"post_missing"}),
        (date(2024, 6, 12), 17, 0, {"visits_missing"}),
        (date(2024, 6, 15), 14, 0, set()),
        (date(2024, 6, 17), 14, 0, set()),
        (date(2024, 6, 18), 14, 0, {"visits_missing", "visits_unlocked"}),
    ],
)  # fmt: skip
def test_rules_remind_at_their_hours_and_on_no_day_off(at, day, hour, minute, rules):
    survey = round_of(3, holidays=[date(2024, 6, 17)])
    at(clock.at(day, hour, minute))
    assert schedule.rules_of_this_hour(survey) - OF_REPORTS == rules


@pytest.mark.parametrize("days", [28, 62])
def test_a_weekend_inside_the_round_is_no_day_off(at, days):
    survey = round_of(days)
    at(clock.at(date(2024, 6, 15), 16))
    assert schedule.rules_of_this_hour(survey) == {"post_missing"}


@pytest.mark.parametrize(
    ("days_from_first", "running"),
    [(-15, False), (-14, True), (0, True), (2, True), (3 + 14, False), (3 + 13, True)],
)
def test_a_round_is_urged_from_a_fortnight_before_to_a_fortnight_after(at, days_from_first, running):
    survey = round_of()
    now = clock.at(FIRST + timedelta(days=days_from_first), 9)
    found = queries.rounds_between(now - schedule.AROUND, now + schedule.AROUND)
    assert (survey in found) is running


@pytest.mark.parametrize(("since", "until", "met"), [(0, 0, True), (3, 9, True), (4, 9, False), (-9, -1, False)])
def test_a_round_meets_a_span_also_at_its_very_ends(since, until, met):
    survey = round_of()
    moments = (survey.opens_at + timedelta(days=since), survey.opens_at + timedelta(days=until))
    assert (survey in queries.rounds_between(*moments)) is met


def test_a_round_that_is_not_approved_is_not_urged():
    survey = round_of()
    survey.approved_at = None
    database.session.flush()
    assert queries.rounds_between(survey.opens_at, survey.closes_at) == []


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        ("10, 14, 16", True),
        ("10;14", True),
        ("10 14", True),
        (" 8 ", True),
        ("", True),
        ("10,", False),
        ("10:30", False),
        ("100", False),
        ("１０", False),
        ("-8", False),
    ],
)
def test_hours_are_typed_as_whole_hours(typed, fits):
    assert bool(HOURS.fullmatch(typed)) is fits


@given(st.lists(st.integers(0, 99), max_size=8))
def test_whatever_hours_are_printed_may_be_typed_again(hours):
    assert HOURS.fullmatch(", ".join(map(str, hours)))
