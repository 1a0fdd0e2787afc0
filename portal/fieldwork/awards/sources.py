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


def facts(round_: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> dict[int, Facts]:
    """Everything the ranking knows of each commune."""
    scope = select(Point.id).join(Point.unit).where(Point.round_id == round_.id, within(top))
    counts = lock_counts(round_, plan, scope, points)
    staffed = staffing(round_, plan, scope, points)
    reports = reports_by_point(round_, plan, points)
    channels = channel_shares(round_, plan, top, points)
    posts = post_shares(round_, plan, scope, points)
    findings = findings_by_point(round_, top, points)
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


def lock_counts(round_: Round, plan: Plan, scope: Select[Any], points: Sequence[Point]) -> dict[int, Counts] | None:
    """Visits of the days whose hour of «chốt» has gone by."""
    due = {day: agenda.deadline(plan, day) for day in round_.days if agenda.deadline(plan, day) <= clock.now()}
    if not due:
        return None
    query = select(VisitCount.point_id, VisitCount.day, VisitCount.visits, VisitCount.locked_at).where(
        VisitCount.point_id.in_(scope), VisitCount.locked_at.is_not(None), VisitCount.day.in_(due)
    )
    locked = {(row.point_id, row.day): (row.visits, row.locked_at) for row in db.session.execute(query)}
    policy, ballots = fieldwork.policy_of(round_, plan), counting.by_day(round_, due)

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


def in_time_share(done_at: dict[date, datetime | None], due_at: dict[date, datetime]) -> Share:
    """How many of the days due were done by their moment."""
    return Share(sum(when is not None and when <= due_at[day] for day, when in done_at.items()), len(due_at))


def staffing(
    round_: Round, plan: Plan, scope: Select[Any], points: Sequence[Point]
) -> dict[int, tuple[Share, tuple[Gap, ...]]] | None:
    """By point: share of the needed helpers assigned, and the half-days without any."""
    days = roster.days_of(round_, plan)
    present = rosters.present_by_point(scope, days)
    if not present:
        return None
    roster_rows, busy = rosters.rosters_by_point(scope), roster.busy_days(scope, plan.turnout.crowded_from)
    return {
        point.id: desk_staffing(
            days, present.get(point.id), roster.crowding_of(roster_rows.get(point.id), busy.get(point.id, ()))
        )
        for point in points
    }


def desk_staffing(days: list[date], present: Counter[HalfDay] | None, crowd: Crowding) -> tuple[Share, tuple[Gap, ...]]:
    """One desk."""
    helpers_present: Mapping[HalfDay, int] = present or {}
    gaps = coverage.gaps(days, helpers_present, crowd)
    needed = coverage.helpers_needed_in_all(days, crowd)
    unstaffed = tuple(gap for gap in gaps if not helpers_present.get(coverage.HalfDay(gap.day, gap.half)))
    return Share(needed - sum(gap.missing for gap in gaps), needed), unstaffed


def reports_by_point(round_: Round, plan: Plan, points: Sequence[Point]) -> dict[int, Report] | None:
    """The first time each commune's report was handed in."""
    query = (
        select(FieldReport.unit_id, func.min(FieldReportRevision.made_at))
        .join(FieldReport.revisions)
        .join(Unit, Unit.id == FieldReport.unit_id)
        .where(FieldReport.round_id == round_.id, FieldReportRevision.deed == SUBMITTED, Unit.level == "commune")
        .group_by(FieldReport.unit_id)
    )
    first = {row[0]: row[1] for row in db.session.execute(query)}
    over_at = clock.end_of(plan.deadlines.commune_report)
    if not first:
        return None
    is_over = clock.now() >= over_at
    return {
        point.id: Report(point.unit_id in first, point.unit_id in first and first[point.unit_id] < over_at, is_over)
        for point in points
    }


def channel_shares(round_: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> dict[int, Share] | None:
    """Channels of the plan done as it wants."""
    entries = publicity.entries_in_round(top, round_)
    if not entries:
        return None
    return {point.id: done_share(checklist.lines(plan.channels, entries.get(point.id, []))) for point in points}


def done_share(lines: Sequence[checklist.Line]) -> Share:
    """How many channels are done."""
    return Share(sum(line.is_done for line in lines), len(lines))


def post_shares(round_: Round, plan: Plan, scope: Select[Any], points: Sequence[Point]) -> dict[int, Share] | None:
    """Days that are over whose post stood in the group on the same day."""
    days = [day for day in round_.days if clock.end_of(day) <= clock.now()]
    query = select(DailyPost.point_id, DailyPost.day, DailyPost.posted_at).where(
        DailyPost.point_id.in_(scope), DailyPost.day.in_(days), DailyPost.posted_at.is_not(None)
    )
    posted_at = {(row.point_id, row.day): row.posted_at for row in db.session.execute(query)} if plan.chat else {}
    if not posted_at:
        return None
    on_its_day = {key for key, when in posted_at.items() if when < clock.end_of(key[1])}
    return {point.id: Share(sum((point.id, day) in on_its_day for day in days), len(days)) for point in points}


def findings_by_point(round_: Round, top: Unit, points: Sequence[Point]) -> dict[int, Findings] | None:
    """What inspections found."""
    by_point: dict[int, list[list[Finding]]] = {}
    for inspection in inspections.inspections_in(top, round_):
        by_point.setdefault(inspection.point_id, []).append(inspection.findings)
    return {point.id: summed_findings(by_point.get(point.id, [])) for point in points} if by_point else None


def summed_findings(findings_by_inspection: Sequence[Sequence[Finding]]) -> Findings:
    """The findings of one desk, by how they were mended."""
    all_findings = [finding for findings in findings_by_inspection for finding in findings]
    mended = [
        (finding.fixed_at, clock.end_of(finding.due_day)) for finding in all_findings if finding.fixed_at is not None
    ]
    in_time = sum(when < end for when, end in mended)
    return Findings(len(findings_by_inspection), in_time, len(mended) - in_time, len(all_findings) - len(mended))
