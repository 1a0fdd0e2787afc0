"""The ranking from what other topics have recorded, the weights in force, the proposal; what annex 10 prints.

The ranking asks a fixed number of questions, however many communes there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.extensions import db
from portal.fieldwork.awards import ranking
from portal.fieldwork.awards.models import ACCEPTED, AwardLine, AwardProposal, AwardWeights
from portal.fieldwork.awards.ranking import Facts, Findings, Line, Ranking, Report, Share
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.inspections.models import Finding
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.publicity.models import DailyPost
from portal.fieldwork.reporting.models import SUBMITTED, FieldReport, FieldReportRevision
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.roster.board import board as rosters
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Crowding, Gap, HalfDay
from portal.fieldwork.scope import point_ids
from portal.fieldwork.today import agenda
from portal.fieldwork.turnout import queries as turnout
from portal.fieldwork.turnout.figures import verdict_of
from portal.fieldwork.visits.queries import policy_of
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.surveys.turnout import Status
from portal.units.models import COMMUNE, Unit
from portal.web.data import clock

PartsOfFacts = dict[int, dict[str, Any]]
"""Some fields of the facts of each point; empty where nothing of the kind is recorded of the whole round."""


@dataclass(frozen=True)
class RankingState:
    """The communes of a round with their lines, and the weights they were ranked with."""

    points: Mapping[int, Point]
    ranking: Ranking
    weights: Mapping[str, int]
    version: int

    def line_of(self, point_id: int | None) -> Line | None:
        """One commune's line."""
        return next((line for line in self.ranking.lines if line.candidate.key == point_id), None)


def ranking_state(top: Unit, round_: Round, plan: Plan) -> RankingState:
    """The ranking of all communes as it is now."""
    points, weights_row = roster.points_in(top, round_), weights_in_force(round_)
    facts_by_point = facts(round_, plan, top, points)
    weights = weights_row.weights if weights_row else ranking.DEFAULT_WEIGHTS
    ranked = ranking.rank([ranking.candidate(point.id, facts_by_point[point.id]) for point in points], weights)
    version = weights_row.version if weights_row else 0
    return RankingState({point.id: point for point in points}, ranked, weights, version)


def facts(round_: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> dict[int, Facts]:
    """Everything the ranking knows of each commune."""
    parts = (
        lock_facts(round_, plan, top),
        staffing_facts(round_, plan, top, points),
        report_facts(round_, plan, points),
        channel_facts(round_, plan, top, points),
        post_facts(round_, plan, top, points),
        finding_facts(round_, top, points),
    )
    return {
        point.id: Facts(**{name: value for part in parts for name, value in part.get(point.id, {}).items()})
        for point in points
    }


def lock_facts(round_: Round, plan: Plan, top: Unit) -> PartsOfFacts:
    """Of the days due: those «chốt» in time, those open, those with far more ballots than visits."""
    due = {day: agenda.deadline(plan, day) for day in round_.days if agenda.deadline(plan, day) <= clock.now()}
    policy = policy_of(round_, plan)
    found: PartsOfFacts = {}
    for line in turnout.lines(round_, top, list(due), policy) if due else ():
        # a draft is no ground to leave a commune out
        judged = [(day.day, verdict_of(policy, [day]).status) for day in line.settled(policy).days]
        in_time = [day for day in line.days if day.locked_at is not None and day.locked_at <= due[day.day]]
        found[line.point_id] = {
            "locked": Share(len(in_time), len(due)),
            "unlocked": tuple(day.day for day in line.days if day.locked_at is None),
            "abnormal": tuple(day for day, status in judged if status == Status.CAO_BAT_THUONG),
        }
    return found


def staffing_facts(round_: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> PartsOfFacts:
    """The share of the needed helpers assigned, and the half-days without any."""
    days, scope = roster.days_of(round_, plan), point_ids(top, round_)
    present = rosters.present_by_point(scope, days)
    if not present:
        return {}
    roster_rows, busy = rosters.rosters_by_point(scope), roster.busy_days(scope, plan.crowded_from)
    found: PartsOfFacts = {}
    for point in points:
        crowd = roster.crowding_of(roster_rows.get(point.id), busy.get(point.id, ()))
        cover, bare = desk_staffing(days, present.get(point.id, {}), crowd)
        found[point.id] = {"cover": cover, "bare": bare}
    return found


def desk_staffing(days: list[date], present: Mapping[HalfDay, int], crowd: Crowding) -> tuple[Share, tuple[Gap, ...]]:
    """One desk."""
    gaps, needed = coverage.gaps(days, present, crowd), coverage.helpers_needed_in_all(days, crowd)
    unstaffed = tuple(gap for gap in gaps if not present.get(coverage.HalfDay(gap.day, gap.half)))
    # people beyond those needed do not make up for another half-day
    return Share(needed - sum(gap.missing for gap in gaps), needed), unstaffed


def report_facts(round_: Round, plan: Plan, points: Sequence[Point]) -> PartsOfFacts:
    """The first time each commune's report was handed in."""
    query = (
        # the first sending decides: one returned and sent again was in time
        select(FieldReport.unit_id, func.min(FieldReportRevision.made_at))
        .join(FieldReport.revisions)
        .join(Unit, Unit.id == FieldReport.unit_id)
        .where(FieldReport.round_id == round_.id, FieldReportRevision.deed == SUBMITTED, Unit.level == COMMUNE)
        .group_by(FieldReport.unit_id)
    )
    first = {row[0]: row[1] for row in db.session.execute(query)}
    over_at = clock.end_of(plan.deadlines.commune_report)
    is_over = clock.now() >= over_at
    found: PartsOfFacts = {}
    for point in points if first else ():
        sent_at = first.get(point.unit_id)
        found[point.id] = {"report": Report(sent_at is not None, sent_at is not None and sent_at < over_at, is_over)}
    return found


def channel_facts(round_: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> PartsOfFacts:
    """Channels of the plan done as it wants."""
    spans = publicity.spans_in_round(top, round_)
    found: PartsOfFacts = {}
    for point in points if spans else ():
        lines = checklist.lines(plan.channels, spans.get(point.id, []))
        found[point.id] = {"channels": Share(sum(line.is_done for line in lines), len(lines))}
    return found


def post_facts(round_: Round, plan: Plan, top: Unit, points: Sequence[Point]) -> PartsOfFacts:
    """Days that are over whose post stood in the group on the same day."""
    days = [day for day in round_.days if clock.end_of(day) <= clock.now()]
    query = select(DailyPost.point_id, DailyPost.day, DailyPost.posted_at).where(
        DailyPost.point_id.in_(point_ids(top, round_)),
        DailyPost.day.in_(days),
        DailyPost.posted_at.is_not(None),
    )
    rows = db.session.execute(query).all() if plan.chat else []
    # midnight belongs to the next day
    in_time = {(row.point_id, row.day) for row in rows if row.posted_at < clock.end_of(row.day)}
    return {
        point.id: {"posts": Share(sum((point.id, day) in in_time for day in days), len(days))}
        for point in (points if rows else ())
    }


def finding_facts(round_: Round, top: Unit, points: Sequence[Point]) -> PartsOfFacts:
    """What inspections found."""
    by_point: dict[int, list[list[Finding]]] = {}
    for inspection in inspections.inspections_in(top, round_):
        by_point.setdefault(inspection.point_id, []).append(inspection.findings)
    return {point.id: {"findings": summed(by_point.get(point.id, []))} for point in (points if by_point else ())}


def summed(findings_by_inspection: Sequence[Iterable[Finding]]) -> Findings:
    """The findings of one desk, by how they were mended."""
    findings = [finding for found in findings_by_inspection for finding in found]
    fixed = [(finding.fixed_at, clock.end_of(finding.due_day)) for finding in findings if finding.fixed_at is not None]
    in_time = sum(when < end for when, end in fixed)
    return Findings(len(findings_by_inspection), in_time, len(fixed) - in_time, len(findings) - len(fixed))


def weights_in_force(round_: Round) -> AwardWeights | None:
    """The latest version; None where the defaults hold."""
    return next(iter(weight_versions(round_)), None)


def weight_versions(round_: Round) -> Sequence[AwardWeights]:
    """Every version of the weights, the latest first."""
    query = select(AwardWeights).where(AwardWeights.round_id == round_.id).options(joinedload(AwardWeights.changer))
    return db.session.scalars(query.order_by(AwardWeights.version.desc())).all()


def proposal_of(round_: Round) -> AwardProposal | None:
    """The round's proposal with its lines, as the database has it now."""
    query = (
        select(AwardProposal)
        .where(AwardProposal.round_id == round_.id)
        .options(
            selectinload(AwardProposal.lines).joinedload(AwardLine.point).joinedload(Point.unit),
            joinedload(AwardProposal.sender),
            joinedload(AwardProposal.decider),
        )
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def line_in(round_: Round, line_id: int) -> AwardLine | None:
    """A line of the round's proposal."""
    query = (
        select(AwardLine)
        .join(AwardLine.proposal)
        .where(AwardProposal.round_id == round_.id, AwardLine.id == line_id)
        .options(contains_eager(AwardLine.proposal), joinedload(AwardLine.point).joinedload(Point.unit))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def proposal_lines(round_: Round) -> Sequence[AwardLine]:
    """The lines of an accepted proposal; empty before acceptance."""
    proposal = proposal_of(round_)
    return proposal.lines if proposal is not None and proposal.status == ACCEPTED else ()
