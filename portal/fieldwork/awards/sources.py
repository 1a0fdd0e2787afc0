"""What the other topics have recorded, commune by commune: a fixed number of questions, however many communes.

Each source answers None where nothing of its kind is recorded of the whole round yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.ballots import counting
from portal.extensions import db
from portal.fieldwork.awards.rules import Facts, Findings, Report, Share
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.publicity.models import DailyPost
from portal.fieldwork.reporting.models import SUBMITTED, FieldReport, FieldReportRevision
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.roster.board import board as rosters
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.today import agenda
from portal.fieldwork.visits import queries as fieldwork
from portal.fieldwork.visits.models import VisitCount
from portal.surveys import turnout
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import clock

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select

    from portal.fieldwork.inspections.models import Finding
    from portal.fieldwork.roster.shifts.coverage import Crowding, Gap, HalfDay
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan


@dataclass(frozen=True)
class Counts:
    """Days due and chốt in time; days due and open; days with far more ballots than visits."""

    locked: Share
    unlocked: tuple[date, ...]
    abnormal: tuple[date, ...]


def facts(survey: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> dict[int, Facts]:
    """Everything the ranking knows of each commune."""
    scope = select(Point.id).join(Point.unit).where(Point.round_id == survey.id, within(top))
    counts = lock_counts(survey, plan, scope, points)
    staffed = staffing(survey, plan, scope, points)
    reports = reports_by_point(survey, plan, points)
    channels = channel_shares(survey, plan, top, points)
    posts = post_shares(survey, plan, scope, points)
    findings = findings_by_point(survey, top, points)
    return {
        point.id: Facts(
            cover=staffed[point.id][0] if staffed else None,
            bare=staffed[point.id][1] if staffed else (),
            locked=counts[point.id].locked if counts else None,
            unlocked=counts[point.id].unlocked if counts else (),
            abnormal=counts[point.id].abnormal if counts else (),
            report=reports[point.id] if reports else None,
            channels=channels[point.id] if channels else None,
            posts=posts[point.id] if posts else None,
            findings=findings[point.id] if findings else None,
        )
        for point in points
    }


def lock_counts(survey: Round, plan: Plan, scope: Select[Any], points: Sequence[Point]) -> dict[int, Counts] | None:
    """Visits of the days whose hour of «chốt» has gone by."""
    due = {day: agenda.deadline(plan, day) for day in survey.days if agenda.deadline(plan, day) <= clock.now()}
    if not due:
        return None
    asked = select(VisitCount.point_id, VisitCount.day, VisitCount.visits, VisitCount.locked_at).where(
        VisitCount.point_id.in_(scope), VisitCount.locked_at.is_not(None), VisitCount.day.in_(due)
    )
    locked = {(row.point_id, row.day): (row.visits, row.locked_at) for row in db.session.execute(asked)}
    policy, ballots = fieldwork.policy_of(survey, plan), counting.by_day(survey, due)

    def is_abnormal(point: int, day: date) -> bool:
        visits = locked[point, day][0] if (point, day) in locked else None
        verdict = turnout.judge(policy, visits, ballots.get((point, day), 0))
        return verdict.status == turnout.Status.CAO_BAT_THUONG

    return {
        point.id: Counts(
            in_time_share({day: locked.get((point.id, day), (0, None))[1] for day in due}, due),
            tuple(day for day in due if (point.id, day) not in locked),
            tuple(day for day in due if is_abnormal(point.id, day)),
        )
        for point in points
    }


def in_time_share(done: dict[date, datetime | None], due: dict[date, datetime]) -> Share:
    """How many of the days due were done by their moment."""
    return Share(sum(when is not None and when <= due[day] for day, when in done.items()), len(due))


def staffing(
    survey: Round, plan: Plan, scope: Select[Any], points: Sequence[Point]
) -> dict[int, tuple[Share, tuple[Gap, ...]]] | None:
    """People at the desk of those needed, half-day by half-day, and the half-days with nobody."""
    days = roster.days_of(survey, plan)
    present = rosters.present_by_point(scope, days)
    if not present:
        return None
    heads, busy = rosters.rosters_by_point(scope), roster.busy_days(scope, plan.turnout.crowded_from)
    return {
        point.id: desk_staffing(
            days, present.get(point.id), roster.crowding_of(heads.get(point.id), busy.get(point.id, ()))
        )
        for point in points
    }


def desk_staffing(days: list[date], present: Counter[HalfDay] | None, crowd: Crowding) -> tuple[Share, tuple[Gap, ...]]:
    """One desk."""
    here: Mapping[HalfDay, int] = present or {}
    gaps = coverage.gaps(days, here, crowd)
    needed = coverage.helpers_needed_in_all(days, crowd)
    bare = tuple(gap for gap in gaps if not here.get(coverage.HalfDay(gap.day, gap.half)))
    return Share(needed - sum(gap.missing for gap in gaps), needed), bare


def reports_by_point(survey: Round, plan: Plan, points: Sequence[Point]) -> dict[int, Report] | None:
    """The first time each commune's report was handed in."""
    asked = (
        select(FieldReport.unit_id, func.min(FieldReportRevision.made_at))
        .join(FieldReport.revisions)
        .join(Unit, Unit.id == FieldReport.unit_id)
        .where(FieldReport.round_id == survey.id, FieldReportRevision.deed == SUBMITTED, Unit.level == "commune")
        .group_by(FieldReport.unit_id)
    )
    first = {unit: moment for unit, moment in db.session.execute(asked)}  # noqa: C416 - rows are no pairs
    over_at = clock.end_of(plan.deadlines.commune_report)
    if not first:
        return None
    is_over = clock.now() >= over_at
    return {
        point.id: Report(point.unit_id in first, point.unit_id in first and first[point.unit_id] < over_at, is_over)
        for point in points
    }


def channel_shares(survey: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> dict[int, Share] | None:
    """Channels of the plan done as it wants."""
    entries = publicity.entries_in_round(top, survey)
    if not entries:
        return None
    return {point.id: done_share(checklist.lines(plan.channels, entries.get(point.id, []))) for point in points}


def done_share(lines: Sequence[checklist.Line]) -> Share:
    """How many channels are done."""
    return Share(sum(line.is_done for line in lines), len(lines))


def post_shares(survey: Round, plan: Plan, scope: Select[Any], points: Sequence[Point]) -> dict[int, Share] | None:
    """Days that are over whose post stood in the group on the same day."""
    days = [day for day in survey.days if clock.end_of(day) <= clock.now()]
    asked = select(DailyPost.point_id, DailyPost.day, DailyPost.posted_at).where(
        DailyPost.point_id.in_(scope), DailyPost.day.in_(days), DailyPost.posted_at.is_not(None)
    )
    found = {(row.point_id, row.day): row.posted_at for row in db.session.execute(asked)} if plan.chat else {}
    if not found:
        return None
    on_its_day = {key for key, when in found.items() if when < clock.end_of(key[1])}
    return {point.id: Share(sum((point.id, day) in on_its_day for day in days), len(days)) for point in points}


def findings_by_point(survey: Round, top: Unit, points: Sequence[Point]) -> dict[int, Findings] | None:
    """What inspections found."""
    by_point: dict[int, list[list[Finding]]] = {}
    for one in inspections.inspections_in(top, survey):
        by_point.setdefault(one.point_id, []).append(one.findings)
    return {point.id: summed_findings(by_point.get(point.id, [])) for point in points} if by_point else None


def summed_findings(found: Sequence[Sequence[Finding]]) -> Findings:
    """The findings of one desk, by how they were mended."""
    every = [finding for findings in found for finding in findings]
    mended = [(one.fixed_at, clock.end_of(one.due_day)) for one in every if one.fixed_at is not None]
    timely = sum(when < end for when, end in mended)
    return Findings(len(found), timely, len(mended) - timely, len(every) - len(mended))
