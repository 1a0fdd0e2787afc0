"""From rows of the other topics to what the ranking knows: deadlines, halves, findings, nothing where nothing is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.extensions import db as database
from portal.fieldwork.awards import queries
from portal.fieldwork.awards.ranking import Findings, Share
from portal.fieldwork.inspections.models import Finding
from portal.fieldwork.reporting.models import SUBMITTED, FieldReport, FieldReportRevision
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.roster.shifts.coverage import AFTERNOON, MORNING, Crowding, HalfDay
from portal.web.data import clock
from tests import make
from tests.fieldwork.publicity.entries import kept, on, post
from tests.fieldwork.rounds import FIRST, desk, round_of, visits

pytestmark = pytest.mark.usefixtures("db")

DAYS = [on(0), on(1)]


def facts(survey, code: str = "07507"):
    top = make.unit("24")
    return queries.facts(survey, survey.plan_data, top, roster.points_in(top, survey))[desk(code).id]


@pytest.mark.parametrize(("seconds", "known"), [(-1, False), (0, True)])
def test_a_day_counts_from_the_hour_of_its_closing(at, seconds, known):
    survey = round_of()
    at(clock.at(on(1), 10) + timedelta(seconds=seconds))
    assert (facts(survey).locked is not None) is known


@pytest.mark.parametrize(
    ("locked_seconds", "in_time", "unlocked"), [(0, 1, False), (1, 0, False), (-9999, 1, False), (None, 0, True)]
)
def test_a_day_closed_to_the_second_is_in_time_and_one_left_open_puts_out(at, locked_seconds, in_time, unlocked):
    survey = round_of(1)
    due = clock.at(on(1), 10)
    count = visits(desk(), FIRST, make.account(), locked=locked_seconds is not None)
    if locked_seconds is not None:
        count.locked_at = due + timedelta(seconds=locked_seconds)
    database.session.flush()
    at(due + timedelta(days=1))
    found = facts(survey)
    assert found.locked == Share(in_time, 1)
    assert found.unlocked == ((FIRST,) if unlocked else ())


@pytest.mark.parametrize("days", [28, 62])
def test_in_a_long_round_every_day_that_is_due_counts(at, days):
    survey = round_of(days)
    at(clock.at(on(12), 9))
    found = facts(survey)
    assert found.locked == Share(0, 9), "the days up to Thursday; Friday's hour is ten of Monday"
    assert found.unlocked == tuple(on(n) for n in range(9))


@pytest.mark.parametrize(
    ("there", "crowd", "share", "bare"),
    [
        ({}, Crowding(), Share(0, 4), 4),
        ({(0, MORNING): 1, (0, AFTERNOON): 1, (1, MORNING): 1, (1, AFTERNOON): 1}, Crowding(), Share(4, 4), 0),
        ({(0, MORNING): 3}, Crowding(), Share(1, 4), 3),
        ({(0, MORNING): 1}, Crowding(by_hand=True), Share(1, 8), 3),
        ({(0, MORNING): 1, (1, MORNING): 1}, Crowding(busy_days=(on(0),)), Share(2, 6), 2),
    ],
)
def test_people_count_up_to_those_needed_and_bare_is_only_where_nobody_is(there, crowd, share, bare):
    present = {HalfDay(on(day), half): n for (day, half), n in there.items()}
    found, gaps = queries.desk_staffing(DAYS, present, crowd)
    assert (found, len(gaps)) == (share, bare)
    assert queries.desk_staffing(DAYS, {}, crowd)[1] != ()


@pytest.mark.parametrize(
    ("hour_after_due", "sent", "in_time"), [(-1, True, True), (0, True, False), (1, True, False), (None, False, False)]
)
def test_a_report_is_in_time_to_the_end_of_its_day_by_its_first_sending(at, hour_after_due, sent, in_time):
    survey = round_of()
    over = clock.end_of(survey.plan_data.deadlines.commune_report)
    sent_at("07519", survey, over)
    if hour_after_due is not None:
        sent_at("07507", survey, over + timedelta(hours=hour_after_due), over + timedelta(hours=99))
    at(over)
    found = facts(survey).report
    assert (found.sent, found.in_time, found.is_over) == (sent, in_time, True)
    at(over - timedelta(seconds=1))
    assert not facts(survey).report.is_over


def sent_at(code: str, survey, *moments) -> None:
    by = make.account()
    row = FieldReport(round_id=survey.id, unit_id=make.unit(code).id, state=SUBMITTED, fields={})
    row.changed_by, row.changed_at = by.id, clock.now()
    row.revisions = [
        FieldReportRevision(version=n, deed=SUBMITTED, fields={}, made_by=by.id, made_at=moment)
        for n, moment in enumerate(moments, 1)
    ]
    database.session.add(row)
    database.session.flush()


def test_where_nobody_has_done_anything_nothing_is_known(at):
    survey = round_of()
    at(clock.at(FIRST, 9))
    found = facts(survey)
    assert (found.cover, found.locked, found.report, found.channels, found.posts, found.findings) == (None,) * 6


def test_one_communes_entry_makes_nought_of_the_others(at):
    survey = round_of()
    at(clock.at(on(2), 9))
    kept(0, 1)
    kept(0, channel="posted")
    assert facts(survey).channels == Share(1, 5)
    assert facts(survey, "07210").channels == Share(0, 5)


@pytest.mark.parametrize(("hour", "share"), [(16, Share(1, 1)), (23, Share(1, 1)), (24, Share(0, 1))])
def test_a_post_counts_when_it_stood_in_the_group_on_its_day(at, hour, share):
    survey = round_of()
    at(clock.at(on(1), 9))
    post(0, clock.at(FIRST, 0) + timedelta(hours=hour))
    assert facts(survey).posts == share
    assert facts(survey, "07210").posts == Share(0, 1)


def finding(due: int, fixed: int | None, hour: int = 9) -> Finding:
    return Finding(due_day=on(due), fixed_at=None if fixed is None else clock.at(on(fixed), hour))


@pytest.mark.parametrize(
    ("found", "summed"),
    [
        ([], Findings(0, 0, 0, 0)),
        ([[]], Findings(1, 0, 0, 0)),
        ([[finding(1, 1, 23)]], Findings(1, 1, 0, 0)),
        ([[finding(1, 2, 0)]], Findings(1, 0, 1, 0)),
        ([[finding(1, None)]], Findings(1, 0, 0, 1)),
        ([[finding(1, 0), finding(1, 5)], [finding(0, None), finding(9, None)]], Findings(2, 1, 1, 2)),
    ],
)
def test_findings_are_mended_in_time_to_the_end_of_their_day(found, summed):
    assert queries.summed(found) == summed


@pytest.mark.parametrize(("seconds", "days"), [(-1, 0), (0, 1), (86_399, 1), (86_400, 2)])
def test_a_day_without_a_post_counts_once_it_is_over(at, seconds, days):
    survey = round_of()
    at(clock.at(FIRST, 9))
    post(0, clock.now())
    at(clock.end_of(FIRST) + timedelta(seconds=seconds))
    assert facts(survey).posts == (Share(1, days) if days else None)
