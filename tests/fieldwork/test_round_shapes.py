"""A commune's pages, its «chốt», rosters, publicity, reminders and report, in rounds of every shape."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.accounts.permissions import Role
from portal.extensions import db as database
from portal.fieldwork import tasks
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity import operations as publicity
from portal.fieldwork.publicity import queries as publicised
from portal.fieldwork.reminders import schedule
from portal.fieldwork.reminders.models import Reminder
from portal.fieldwork.reporting import operations as reports
from portal.fieldwork.reporting.content import figure_sources
from portal.fieldwork.reporting.models import SUBMITTED, FieldReport, FieldReportRevision
from portal.fieldwork.roster import operations as roster
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Point, Round
from portal.surveys.plan.deadlines import next_working_day
from portal.units.models import Unit
from portal.web.data import clock, transactions
from tests import make, shapes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from flask import Flask

    from tests.browser import PageClient
    from tests.shapes import World


def books() -> dict[tuple[str, str, date], tuple[int, bool]]:
    """Every figure in the books: visits and whether they are «chốt», by round, commune and day."""
    asked = select(Round.slug, Unit.code, VisitCount).join(Point, Point.round_id == Round.id)
    found = asked.join(Unit, Unit.id == Point.unit_id).join(VisitCount, VisitCount.point_id == Point.id)
    fresh = found.execution_options(populate_existing=True)
    return {
        (slug, code, count.day): (count.visits, count.is_locked)
        for slug, code, count in database.session.execute(fresh)
    }


def lead_of(survey: Round, sign_in: Callable[..., PageClient]) -> PageClient:
    return sign_in(make.account(Role.COMMUNE_LEAD, shapes.points(survey)[0].unit))


def test_a_figure_lands_in_the_round_and_day_of_its_address_and_no_other_moves(
    shape: World, at: Callable[[datetime], None], sign_in: Callable[..., PageClient]
) -> None:
    at(shape.after)
    expected = dict(shape.visits)
    assert books() == expected
    for survey in shape.rounds:
        lead, code, slug = lead_of(survey, sign_in), shapes.points(survey)[0].unit.code, survey.slug
        assert lead.get("/today").status == 200
        for day in (survey.first_day - shapes.DAY, survey.last_day + shapes.DAY):
            refused = lead.post(f"/visits/{day}?round={slug}", {"visits": "5", "source": "direct", "version": "0"})
            assert (refused.status, books()) == (422, expected), day
        for day in {survey.first_day, survey.last_day}:
            path, place = f"/visits/{day}?round={slug}", (slug, code, day)
            page = lead.get(path)
            assert page.status == 200
            if place in expected and expected[place][1]:
                assert f"Có {shape.ballots(survey, code, day)} phiếu" in page.text
                continue
            lead.submit(path, {"visits": 7})
            assert lead.submit(f"/visits/{day}/lock?round={slug}", {}).status == 303
            expected[place] = (7, True)
            assert books() == expected
            assert f"Có {shape.ballots(survey, code, day)} phiếu" in lead.get(path).text


def test_what_a_commune_has_still_to_do_are_the_days_that_nobody_closed(
    app: Flask, shape: World, at: Callable[[datetime], None]
) -> None:
    at(shape.after)
    for survey in shape.rounds:
        for point in shapes.points(survey):
            counts, code = queries.counts_of(point), point.unit.code
            left = [day for day in survey.days if shape.came(survey, code, day, locked=True) is None]
            today = [clock.today()] if clock.today() in survey.days else []
            assert agenda.day_to_show(survey, counts) == (today or left or [survey.last_day])[0]
            with app.test_request_context():
                told = agenda.day_tasks(point, counts, None, may_lock=False)
            assert len(told) == len(left)


def test_a_report_freezes_every_day_and_nothing_of_another_round(shape: World, at: Callable[[datetime], None]) -> None:
    for survey in shape.rounds:
        at(survey.takes_until)
        point = shapes.points(survey)[0]
        lead = make.account(Role.COMMUNE_LEAD, point.unit)
        lock_the_rest(shape, survey, point, by=lead.id)
        counts = {day.isoformat(): {"helped": 1, "guided": 0} for day in survey.days}
        kept = reports.save(point.unit, survey, fields={"days": counts, "texts": {}}, version=0, by=lead)
        reports.submit(point.unit, survey, version=kept.version, by=lead)
        transactions.commit()
    at(shape.after)
    for survey in shape.rounds:
        point = shapes.points(survey)[0]
        code = point.unit.code
        submitted = select(FieldReportRevision).join(FieldReportRevision.report)
        wanted = submitted.where(FieldReport.round_id == survey.id, FieldReportRevision.deed == SUBMITTED)
        revision = database.session.scalars(wanted).one()
        assert revision.figures["days"] == [
            [str(day), shape.came(survey, code, day), 1, 0, shape.ballots(survey, code, day)] for day in survey.days
        ]
        figures = figure_sources.commune_figures(point.unit, survey)[0]
        assert figures.total("ballots") == figures.whole("ballots") == shape.ballots(survey, code)


def lock_the_rest(world: World, survey: Round, point: Point, *, by: int) -> None:
    """«Chốt» what is not: five visits where nothing was entered."""
    code = point.unit.code
    for day in survey.days:
        count = queries.count_of(point, day) or VisitCount(
            point_id=point.id, day=day, visits=5, source="direct", entered_by=by, entered_at=clock.now()
        )
        count.locked_by, count.locked_at = by, clock.now()
        database.session.add(count)
        world.visits[survey.slug, code, day] = (count.visits, True)
    database.session.flush()


def test_channels_gaps_and_debts_are_of_their_own_round(shape: World, at: Callable[[datetime], None]) -> None:
    """In each round the first commune logs one channel on every day, and has one helper in every half-day."""
    for survey in shape.rounds:
        at(clock.at(survey.last_day, 8) if survey.closes_at > clock.at(survey.last_day, 8) else survey.takes_until)
        point, plan = shapes.points(survey)[0], survey.plan_data
        by = make.account(Role.COMMUNE_OFFICER, point.unit)
        channel = plan.channels[0]
        days = {"first_day": survey.first_day, "last_day": survey.last_day, "times": 1, "link": ""}
        publicity.add_entry(point, key=uuid.uuid4().hex, by=by, channel=channel.id, place="Trụ sở", body="", **days)
        lines = checklist.lines(plan.channels, publicised.entries_of(point))
        assert lines[0].run == len(survey.days)
        assert not any(line.is_begun for line in lines[1:])
        places = coverage.half_days(rosters.days_of(survey, plan))
        assert len(rosters.desk(point).gaps) == len(places)
        helper = roster.add_helper(
            point, full_name="Nguyễn Văn An", association="Hội", phone="", note="", extra=False, by=by
        )
        helper = rosters.helper_in(point.unit, helper.id)
        for place in places:
            roster.assign(helper, place.day, place.half, by=by)
        assert not rosters.desk(point).gaps or rosters.desk(point).crowd.busy_days
        transactions.commit()
    at(shape.after)
    for survey in shape.rounds:
        point, *others = shapes.points(survey)
        entries = publicised.entries_in_round(shapes.top_of(survey), survey)
        assert [(number, len(found)) for number, found in entries.items()] == [(point.id, 1)]
        for other in others:
            assert rosters.desk(other).helpers == []


def test_reminders_name_the_days_of_their_own_round(shape: World, at: Callable[[datetime], None]) -> None:
    """In the afternoon after the last day's figures were due, each round's latest days without one are told."""
    due = max(next_working_day(one.last_day) for one in shape.rounds)
    at(clock.at(due, 14))
    schedule.run()
    transactions.allow_writes()
    for survey in shape.rounds:
        days = survey.days[-tasks.DAYS_SHOWN :]
        places = [(point, day) for point in shapes.points(survey) for day in days]
        for rule, is_owed in (
            ("visits_missing", lambda place: place not in shape.visits),
            ("visits_unlocked", lambda place: place in shape.visits and not shape.visits[place][1]),
        ):
            told = select(Reminder.point_id, Reminder.day).where(Reminder.round_id == survey.id, Reminder.rule == rule)
            owed = {(point.id, day) for point, day in places if is_owed((survey.slug, point.unit.code, day))}
            assert {tuple(row) for row in database.session.execute(told)} == owed, (survey.slug, rule)
