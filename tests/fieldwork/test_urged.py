"""What a commune owes, from when, for which day, and what takes it off the list: a case at each edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

import pytest

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork import tasks
from portal.fieldwork.inspections.models import Finding, Inspection
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.fieldwork.roster import operations as roster
from portal.fieldwork.roster import tasks as roster_tasks
from portal.fieldwork.taskforce.models import TaskForce
from portal.web.data import clock
from tests import make
from tests.fieldwork.roster import desks
from tests.fieldwork.rounds import FIRST, desk, plan_of, round_of, visits
from tests.fieldwork.taskforce import rows

if TYPE_CHECKING:
    from portal.accounts.tasks import Task

pytestmark = pytest.mark.usefixtures("db")

SECOND, LAST = FIRST + timedelta(days=1), FIRST + timedelta(days=2)


def on(day: int, hour: int = 9, minute: int = 0):
    """A moment so many days after the first day."""
    return clock.at(FIRST + timedelta(days=day), hour, minute)


def owed(rule: str, survey=None, code: str = "07507") -> list[Task]:
    """What one commune owes by a rule now."""
    scope = tasks.scope_of(survey or desk(code).round, make.unit(code))
    return [due for due in tasks.urged(scope) if due.rule == rule]


@pytest.mark.parametrize(
    ("days", "today", "first_shown", "shown"),
    [
        (1, -1, None, 0),
        (1, 0, 0, 1),
        (1, 30, 0, 1),
        (3, 1, 0, 2),
        (28, 5, 0, 6),
        (28, 6, 0, 7),
        (28, 7, 1, 7),
        (28, 27, 21, 7),
        (28, 100, 21, 7),
        (62, 61, 55, 7),
    ],
)
def test_of_a_long_round_the_latest_seven_days_that_have_come_are_urged(at, days, today, first_shown, shown):
    survey = round_of(days)
    at(on(today))
    found = tasks.scope_of(survey, make.unit("07507")).days
    assert len(found) == shown
    assert found == [FIRST + timedelta(days=(first_shown or 0) + n) for n in range(shown)]


def test_a_scope_is_the_points_of_its_round_below_its_unit_each_with_its_round():
    survey = round_of()
    make.survey_round("khac")
    for code, n in (("07507", 1), ("219", 3), ("213", 1), ("24", 4)):
        scope = tasks.scope_of(survey, make.unit(code))
        assert len(scope.points) == len(set(scope.points)) == n
        assert {point.round for point in scope.points} == {survey}


def test_without_points_nothing_is_owed_and_nobody_asks(at):
    at(on(0))
    survey = round_of()
    scope = replace(tasks.scope_of(survey, make.unit("24")), points=())
    assert tasks.urged(scope) == []


@pytest.mark.parametrize("days", [1, 3, 28, 62])
def test_each_day_that_has_come_lacks_its_visits_until_they_are_there(at, days):
    round_of(days)
    at(on(days - 1))
    officer = make.account()
    shown = min(days, 7)
    assert [due.day for due in owed("visits_missing")] == [
        FIRST + timedelta(days=days - shown + n) for n in range(shown)
    ]
    visits(desk(), FIRST + timedelta(days=days - 1), officer)
    assert len(owed("visits_missing")) == shown - 1
    assert len(owed("visits_missing", code="07519")) == shown


@pytest.mark.parametrize(("hour", "minute", "late"), [(9, 0, False), (16, 59, False), (17, 0, True), (23, 59, True)])
def test_visits_are_late_when_the_desk_shuts(at, hour, minute, late):
    round_of(1)
    at(on(0, hour, minute))
    (due,) = owed("visits_missing")
    assert due.is_late is late
    assert (due.endpoint, dict(due.args)["day"]) == ("fieldwork.visits", FIRST.isoformat())


@pytest.mark.parametrize(
    ("day", "holidays", "until"),
    [
        (FIRST, (), (SECOND, 10)),
        (SECOND, (), (LAST, 10)),
        (LAST, (), (date(2024, 6, 17), 10)),
        (LAST, (date(2024, 6, 17),), (date(2024, 6, 18), 10)),
        (FIRST, (SECOND, LAST), (date(2024, 6, 17), 10)),
    ],
)
def test_a_draft_owes_its_closing_only_after_ten_of_the_next_working_day(at, day, holidays, until):
    round_of(3, holidays)
    officer = make.account()
    visits(desk(), day, officer)
    moment = clock.at(*until)
    at(moment)
    assert owed("visits_unlocked") == []
    at(moment + timedelta(seconds=1))
    (due,) = owed("visits_unlocked")
    assert (due.day, due.is_late) == (day, True)
    assert day not in [one.day for one in owed("visits_missing")]


def test_the_hour_of_closing_is_the_plans(at):
    survey = round_of(1, deadlines=replace(make.plan_198().deadlines, lock_hour=time(15, 30)))
    visits(desk(), FIRST, make.account())
    at(on(1, 15, 30))
    assert owed("visits_unlocked", survey) == []
    at(on(1, 15, 31))
    assert len(owed("visits_unlocked", survey)) == 1


def test_a_closed_day_owes_nothing_however_late(at):
    round_of(1)
    visits(desk(), FIRST, make.account(), locked=True)
    at(on(60))
    assert owed("visits_unlocked") == owed("visits_missing") == []


def found(day: date, due: date, *, fixed: bool | None = False, code: str = "07507") -> None:
    """An inspection of a day with one thing to be mended."""
    monitor = make.account(Role.DISTRICT_MONITOR)
    made = Inspection(point_id=desk(code).id, day=day, organiser_id=monitor.unit_id, team="Đoàn", key=f"{day}{fixed}")
    made.entered_by, made.entered_at, made.answers = monitor.id, clock.now(), {}
    made.findings = [Finding(body="Chưa treo mã", due_day=due, item="poster")]
    if fixed:
        made.findings[0].fixed_at, made.findings[0].fixed_by = clock.now(), monitor.id
    database.session.add(made)
    database.session.flush()


def test_a_finding_is_owed_once_a_day_of_inspection_and_late_after_its_day(at):
    round_of()
    at(on(1))
    found(FIRST, LAST)
    found(FIRST, SECOND, fixed=None)
    (due,) = owed("finding_open")
    assert (due.day, due.is_late, due.since) == (FIRST, False, clock.end_of(SECOND))
    at(clock.end_of(SECOND))
    assert owed("finding_open")[0].is_late


def test_a_finding_of_a_day_that_is_not_shown_is_owed_for_the_round(at):
    round_of(28)
    at(on(8))
    found(FIRST, LAST)
    found(FIRST + timedelta(days=2), LAST)
    assert [due.day for due in owed("finding_open")] == [None, FIRST + timedelta(days=2)]
    assert [due.day for due in owed("finding_open", code="07519")] == []


def test_what_is_mended_is_owed_no_more(at):
    round_of()
    at(on(1))
    found(FIRST, LAST, fixed=True)
    assert owed("finding_open") == []


@pytest.mark.parametrize(
    ("today", "asked", "late"), [(-4, 0, False), (-3, 1, False), (-1, 1, False), (0, 1, True), (40, 1, True)]
)
def test_publicity_is_asked_for_from_three_days_before_and_late_on_the_first(at, today, asked, late):
    round_of()
    at(on(today))
    due = owed("publicity_missing")
    assert len(due) == asked
    assert [one.is_late for one in due] == [late] * asked
    assert all(one.day is None for one in due)


def entry(code: str, *, withdrawn: bool = False) -> None:
    row = PublicityEntry(point_id=desk(code).id, key="a" * 32, channel="loudspeaker", first_day=FIRST, last_day=FIRST)
    row.place, row.entered_by, row.entered_at = "Nhà văn hóa", make.account().id, clock.now()
    row.withdrawn_at = clock.now() if withdrawn else None
    database.session.add(row)
    database.session.flush()


@pytest.mark.parametrize(("withdrawn", "asked"), [(False, 0), (True, 1)])
def test_publicity_that_was_withdrawn_is_none(at, withdrawn, asked):
    round_of()
    at(on(0))
    entry("07507", withdrawn=withdrawn)
    assert len(owed("publicity_missing")) == asked
    assert len(owed("publicity_missing", code="07519")) == 1


@pytest.mark.parametrize(("days", "today", "asked"), [(1, -1, 0), (1, 0, 1), (3, 1, 2), (28, 27, 7), (62, 9, 7)])
def test_a_post_is_owed_for_each_day_shown(at, days, today, asked):
    round_of(days)
    at(on(today))
    assert len(owed("post_missing")) == asked


@pytest.mark.parametrize(("hour", "minute", "late"), [(16, 59, False), (17, 0, True)])
def test_a_post_is_late_from_the_plans_hour(at, hour, minute, late):
    round_of(1)
    at(on(0, hour, minute))
    assert [one.is_late for one in owed("post_missing")] == [late]


@pytest.mark.parametrize(("posted", "asked"), [(False, 1), (True, 0)])
def test_a_post_begun_is_no_post_until_it_stands_in_the_group(at, posted, asked):
    round_of(1)
    at(on(0))
    row = DailyPost(point_id=desk().id, day=FIRST, body="Ngày thứ nhất", posted_at=clock.now() if posted else None)
    database.session.add(row)
    database.session.flush()
    assert len(owed("post_missing")) == asked


def test_without_a_group_no_post_is_owed(at):
    survey = round_of(3, chat=None)
    at(on(2))
    assert owed("post_missing", survey) == []


@pytest.mark.parametrize(("today", "late"), [(-30, False), (-1, False), (0, True)])
def test_a_task_force_is_owed_until_it_is_registered_and_late_on_the_first_day(at, today, late):
    round_of()
    at(on(today))
    (due,) = owed("taskforce_missing")
    assert (due.day, due.is_late, due.endpoint) == (None, late, "preparing.own")
    rows.force(desk(), make.account())
    assert database.session.query(TaskForce).count() == 1
    assert owed("taskforce_missing") == []
    assert len(owed("taskforce_missing", code="07519")) == 1


@pytest.mark.parametrize(
    ("today", "asked", "late"),
    [(-5, 1, False), (-4, 1, True), (2, 1, True), (3, 0, False)],
)
def test_a_roster_is_owed_to_the_last_day_and_late_after_the_plans_day(at, today, asked, late):
    round_of()
    at(on(today))
    found_ = owed("roster_missing")
    assert [one.is_late for one in found_] == [late] * asked


def test_a_gap_of_today_stands_under_its_day_and_those_to_come_under_the_round(at):
    round_of()
    at(on(1))
    gaps = owed("roster_gap")
    assert [(one.day, dict(one.args)["day"], one.is_late) for one in gaps] == [
        (SECOND, SECOND.isoformat(), True),
        (None, LAST.isoformat(), False),
    ]


def test_days_that_are_over_are_no_gap_any_more(at):
    round_of()
    at(on(2))
    assert [one.day for one in owed("roster_gap")] == [LAST]


def test_a_full_roster_that_was_handed_in_owes_nothing(at):
    round_of()
    at(on(-6))
    desks.full()
    roster.hand_in(desks.point(), by=desks.officer())
    at(on(1))
    assert owed("roster_gap") == owed("roster_missing") == []


@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        (set(), []),
        ({FIRST}, []),
        ({SECOND}, [(SECOND, SECOND)]),
        ({LAST}, [(None, LAST)]),
        ({FIRST, SECOND, LAST}, [(SECOND, SECOND), (None, LAST)]),
        ({LAST, LAST + timedelta(days=9)}, [(None, LAST)]),
    ],
)
def test_gaps_lead_to_the_first_day_that_lacks_somebody(app, at, lacking, told):
    at(on(1))
    found_ = list(roster_tasks.gaps_of(7, lacking))
    assert [(one.day, date.fromisoformat(one.args["day"])) for one in found_] == told
    assert all(one.since == clock.start_of(date.fromisoformat(one.args["day"])) for one in found_)


def test_late_communes_are_counted_once_a_rule_in_the_order_asked_for(at):
    survey = round_of()
    at(on(1, 18))
    visits(desk("07519"), FIRST, make.account())
    visits(desk("07519"), SECOND, make.account())
    scope = tasks.scope_of(survey, make.unit("219"))
    rules = ("taskforce_missing", "visits_missing", "no such rule")
    assert list(tasks.late_units(scope, rules, [FIRST, SECOND]).items()) == [
        ("taskforce_missing", 3),
        ("visits_missing", 2),
        ("no such rule", 0),
    ]
    assert tasks.late_units(scope, ["visits_missing"], [LAST]) == {"visits_missing": 0}


def test_what_is_owed_but_not_late_is_not_counted_late(at):
    survey = round_of(1)
    at(on(0, 16))
    scope = tasks.scope_of(survey, make.unit("219"))
    assert tasks.late_units(scope, ["visits_missing"], [FIRST]) == {"visits_missing": 0}


@pytest.mark.parametrize("rules", [(), ("visits_missing",), ("roster_gap", "post_missing"), ("none such",)])
def test_only_the_rules_asked_for_are_told(at, rules):
    survey = round_of()
    at(on(1))
    scope = tasks.scope_of(survey, make.unit("219"))
    everything = tasks.urged(scope)
    assert tasks.urged(scope, rules) == [due for due in everything if not rules or due.rule in rules]


def test_every_rule_has_words_and_a_rule_that_is_no_more_its_name(app):
    with app.test_request_context():
        assert all(rule.words() and rule.name == name for name, rule in tasks.rules().items())
        assert tasks.rule_words("visits_missing") == "chưa nhập lượt người đến"
        assert tasks.rule_words("long gone") == "long gone"


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ("visits_missing", (14, 17)),
        ("visits_unlocked", (10, 14)),
        ("finding_open", (8,)),
        ("publicity_missing", (8,)),
        ("post_missing", (16,)),
        ("roster_missing", (8,)),
        ("roster_gap", (8,)),
        ("taskforce_missing", (8,)),
    ],
)
def test_each_rule_reminds_by_itself_at_its_hours(app, rule, hours):
    assert tasks.rules()[rule].hours == hours


def test_a_plan_given_is_asked_instead_of_the_rounds_own(at):
    survey = round_of(1)
    at(on(0, 23))
    later = plan_of(1, deadlines=replace(make.plan_198().deadlines, daily_post=time(23, 30)))
    scope = tasks.scope_of(survey, make.unit("07507"), later)
    assert [due.is_late for due in tasks.urged(scope, ["post_missing"])] == [False]
