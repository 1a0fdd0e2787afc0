"""Reading the figures of reports from what the pages of this room have: the same few queries for one commune or 209."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm.attributes import set_committed_value

from portal.extensions import db
from portal.fieldwork.directives import queries as directing
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.content.fields import count_of, note_of, texts_of
from portal.fieldwork.reporting.content.figures import (
    Activity,
    Channel,
    CommuneFigures,
    Day,
    DistrictFigures,
    Helper,
    Launch,
    Member,
    Paper,
    Verdict,
    Visit,
)
from portal.fieldwork.reporting.models import DRAFT
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.taskforce import queries as taskforce
from portal.fieldwork.turnout.figures import is_told
from portal.fieldwork.turnout.queries import settled_lines
from portal.fieldwork.visits import queries as fieldwork
from portal.surveys import queries as surveys
from portal.surveys import turnout
from portal.units.models import COMMUNE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from portal.fieldwork.publicity.models import PublicityEntry
    from portal.fieldwork.reporting.content.figures import Figures
    from portal.fieldwork.reporting.models import FieldReport
    from portal.fieldwork.roster.queries import Desk
    from portal.fieldwork.taskforce.models import TaskForce
    from portal.fieldwork.turnout.figures import DayFigures
    from portal.surveys.models import Point, Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit


def report_figures(unit: Unit, round_: Round, fields: Mapping[str, Any] | None = None) -> Figures:
    """What a unit's report says now; `fields` in place of those that are kept."""
    if unit.level == COMMUNE:
        return commune_figures(unit, round_, fields)[0]
    return district_figures(unit, round_, fields)


def commune_figures(top: Unit, round_: Round, fields: Mapping[str, Any] | None = None) -> list[CommuneFigures]:
    """The communes of a subtree, by their order. `fields` are for a single commune."""
    plan, points = round_.plan_data, points_with_round(top, round_)
    scope_data = ScopeData(top, round_, plan, points)
    return [scope_data.commune(point, fields) for point in points]


def points_with_round(top: Unit, round_: Round) -> Sequence[Point]:
    """The points of a subtree with their round at hand."""
    points = db.session.scalars(surveys.points(top, round_)).all()
    for point in points:
        set_committed_value(point, "round", round_)
    return points


class ScopeData:
    """All that was entered in a subtree, read once."""

    def __init__(self, top: Unit, round_: Round, plan: Plan, points: Sequence[Point]) -> None:
        self.survey, self.plan = round_, plan
        self.policy = fieldwork.policy_of(round_, plan)
        self.lines = {line.point_id: line for line in settled_lines(top, round_, self.policy)}
        self.to_commune = top.level == COMMUNE
        self.forces = {force.point_id: force for force in taskforce.forces_in(top, round_)}
        self.entries = publicity.entries_in_round(top, round_)
        days = roster.days_of(round_, plan)
        self.desks = {desk.point.id: desk for desk in roster.desks(points, days, plan)}
        self.reports = {report.unit_id: report for report in queries.reports_in(top, round_)}

    def commune(self, point: Point, fields: Mapping[str, Any] | None) -> CommuneFigures:
        """One commune's figures."""
        report = self.reports.get(point.unit_id)
        typed = typed_fields(report) if fields is None else fields
        desk, entries = self.desks[point.id], self.entries.get(point.id, [])
        days = tuple(self.day(day, desk, typed) for day in self.lines[point.id].days)
        return CommuneFigures(
            code=point.unit.code,
            title=point.unit.title,
            full=point.unit.full,
            days=days,
            verdict=verdict_of(self.policy, days),
            roster_in=desk.handed_in_at is not None,
            gaps=len(desk.gaps),
            helpers=helpers_of(desk),
            channels=channels_of(self.plan, entries),
            activities=activities_of(self.plan, entries),
            texts=texts_of(typed),
            state=report.state if report else DRAFT,
            **task_force_values(self.forces.get(point.id)),
        )

    def day(self, figures: DayFigures, desk: Desk, typed: Mapping[str, Any]) -> Day:
        """One day at a desk; its ballots once they are told."""
        day, is_locked = figures.day, figures.locked_at is not None
        told = is_told(self.survey, day, locked=is_locked, to_commune=self.to_commune)
        helper_ids = {helper for helper, place in desk.shifts if place.day == day}
        return Day(
            day,
            figures.visits,
            figures.ballots if told else None,
            len(helper_ids) or None,
            count_of(typed, "helped", day),
            count_of(typed, "guided", day),
            note_of(typed, day),
        )


def typed_fields(report: FieldReport | None) -> Mapping[str, Any]:
    return report.fields if report else {}


def verdict_of(policy: turnout.Policy, days: Sequence[Day]) -> Verdict:
    """The judgement over all days; days without a known ballot figure count as missing."""
    days_and_ballots = [(day.visits if day.ballots is not None else None, day.ballots or 0) for day in days]
    verdict = turnout.judge_period(policy, days_and_ballots)
    return Verdict(str(verdict.status), turnout.label(verdict.status), verdict.low)


def task_force_values(force: TaskForce | None) -> dict[str, Any]:
    """The task force as the report names it."""
    if force is None:
        return {"is_founded": False, "decision_number": "", "decided_on": None, "members": ()}
    members = tuple(Member(member.full_name, member.office, member.part) for member in force.members)
    return {
        "is_founded": force.is_founded,
        "decision_number": force.decision_number,
        "decided_on": force.decided_on,
        "members": members,
    }


def helpers_of(desk: Desk) -> tuple[Helper, ...]:
    """Those who stand at the desk in some half-day."""
    half_days_by_helper = ((helper, desk.turns(helper)) for helper in desk.helpers)
    return tuple(
        Helper(
            helper.full_name,
            helper.association,
            ", ".join(coverage.half_day_in_words(turn.day, turn.half) for turn in turns),
        )
        for helper, turns in half_days_by_helper
        if turns
    )


def channels_of(plan: Plan, entries: Sequence[PublicityEntry]) -> tuple[Channel, ...]:
    """The plan's channels and how far each is."""
    lines = checklist.lines(plan.channels, entries)
    return tuple(Channel(line.channel.label, line.run, line.channel.least_days) for line in lines)


def activities_of(plan: Plan, entries: Sequence[PublicityEntry]) -> tuple[Activity, ...]:
    """The log in the order of its days."""
    ordered = sorted(entries, key=lambda entry: (entry.first_day, entry.id))
    return tuple(
        Activity(
            checklist.label_of(plan.channels, entry.channel),
            entry.place,
            entry.first_day,
            entry.last_day,
            entry.times,
            entry.link,
        )
        for entry in ordered
    )


def district_figures(unit: Unit, round_: Round, fields: Mapping[str, Any] | None = None) -> DistrictFigures:
    """A district's figures, from its communes' and its own pages."""
    report = queries.report_of(unit, round_)
    typed = typed_fields(report) if fields is None else fields
    directed, chat = directing.directives_in(unit, round_).of(unit), directing.chat_members(unit, round_)
    return DistrictFigures(
        code=unit.code,
        title=unit.title,
        full=unit.full,
        days=tuple(round_.days),
        communes=tuple(commune_figures(unit, round_)),
        papers=tuple(Paper(one.issuer, one.number, one.issued_on, one.subject) for one in directed.papers),
        launches=tuple(Launch(one.day, one.place, one.people) for one in directed.launches),
        in_chat=sum(one.joined_at is not None for one in chat),
        named_for_chat=len(chat),
        visits=visits_in(unit, round_),
        texts=texts_of(typed),
        state=report.state if report else DRAFT,
    )


def visits_in(unit: Unit, round_: Round) -> tuple[Visit, ...]:
    """The inspections made in a subtree, by day."""
    places = {point.id: point.unit for point in points_with_round(unit, round_)}
    visits = [inspection for inspection in inspections.inspections_in(unit, round_) if inspection.point_id in places]
    return tuple(
        Visit(
            inspection.day,
            places[inspection.point_id].capital,
            inspection.team,
            len(inspection.findings),
            sum(finding.is_open for finding in inspection.findings),
        )
        for inspection in sorted(
            visits, key=lambda inspection: (inspection.day, places[inspection.point_id].position, inspection.id)
        )
    )
