"""Reading the figures of reports from what the pages of this room have: the same few queries for one commune or 209."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

from portal.fieldwork.directives import queries as directing
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.invitations import queries as invitations
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.publicity.models import PublicityEntry
from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.content import figures as content
from portal.fieldwork.reporting.content.fields import count_of, note_of, texts_of
from portal.fieldwork.reporting.content.figures import CommuneFigures, DistrictFigures, Figures
from portal.fieldwork.reporting.models import DRAFT
from portal.fieldwork.roster import queries as roster
from portal.fieldwork.roster.queries import Desk
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.taskforce import queries as taskforce
from portal.fieldwork.taskforce.models import TaskForce
from portal.fieldwork.turnout.figures import DayFigures, is_told
from portal.fieldwork.turnout.queries import settled_lines
from portal.fieldwork.visits.queries import policy_of
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.models import COMMUNE, Unit


def report_figures(unit: Unit, round_: Round) -> Figures:
    """What a unit's report says now."""
    return commune_figures(unit, round_)[0] if unit.level == COMMUNE else district_figures(unit, round_)


def commune_figures(top: Unit, round_: Round, *, to_commune: bool = False) -> list[CommuneFigures]:
    """The communes of a subtree, by their order; told to a commune itself, and of one alone, with less (P7)."""
    plan, points, to_commune = round_.plan_data, roster.points_in(top, round_), to_commune or top.level == COMMUNE
    policy = policy_of(round_, plan)
    lines = {line.point_id: line for line in settled_lines(top, round_, policy)}
    forces = {force.point_id: force for force in taskforce.forces_in(top, round_)}
    entries_by_point = publicity.entries_in_round(top, round_)
    reports = {report.unit_id: report for report in queries.reports_in(top, round_)}
    in_words = cache(coverage.half_day_in_words)  # hundreds of helpers stand in the same few half-days

    def commune(desk: Desk) -> CommuneFigures:
        point, report = desk.point, reports.get(desk.point.unit_id)
        typed, entries = report.fields if report else {}, entries_by_point.get(point.id, [])
        days = tuple(day_of(round_, day, desk, typed, to_commune=to_commune) for day in lines[point.id].days)
        return content.CommuneFigures(
            code=point.unit.code,
            title=point.unit.title,
            full=point.unit.full,
            days=days,
            verdict=verdict_of(policy, days),
            roster_in=desk.handed_in_at is not None,
            gaps=len(desk.gaps),
            helpers=helpers_of(desk, in_words),
            channels=tuple(
                content.Channel(line.channel.label, line.run, line.channel.least_days)
                for line in checklist.lines(plan.channels, entries)
            ),
            activities=activities_of(plan, entries),
            texts=texts_of(typed),
            state=report.state if report else DRAFT,
            **task_force_values(forces.get(point.id)),
        )

    return [commune(desk) for desk in roster.desks(points, roster.days_of(round_, plan), plan)]


def day_of(
    round_: Round, figures: DayFigures, desk: Desk, typed: Mapping[str, Any], *, to_commune: bool
) -> content.Day:
    """One day at a desk."""
    day = figures.day
    told = is_told(round_, day, locked=figures.locked_at is not None, to_commune=to_commune)
    return content.Day(
        day,
        figures.visits,
        figures.ballots if told else None,
        len({helper for helper, place in desk.shifts if place.day == day}) or None,
        count_of(typed, "helped", day),
        count_of(typed, "guided", day),
        note_of(typed, day),
    )


def verdict_of(policy: turnout.Policy, days: Sequence[content.Day]) -> content.Verdict:
    """The judgement over all days; days without a known ballot figure count as missing."""
    # visits beside ballots that are not told would read as no ballot at all
    days_and_ballots = [(day.visits if day.ballots is not None else None, day.ballots or 0) for day in days]
    verdict = turnout.judge_period(policy, days_and_ballots)
    return content.Verdict(str(verdict.status), verdict.low)


def task_force_values(force: TaskForce | None) -> dict[str, Any]:
    """The task force as the report names it."""
    if force is None:
        return {"is_founded": False, "decision_number": "", "decided_on": None, "members": ()}
    return {
        "is_founded": force.is_founded,
        "decision_number": force.decision_number,
        "decided_on": force.decided_on,
        "members": tuple(content.Member(member.full_name, member.office, member.part) for member in force.members),
    }


def helpers_of(desk: Desk, in_words: Callable[[date, str], str]) -> tuple[content.Helper, ...]:
    """Those who stand at the desk in some half-day, each half-day `in_words`."""
    half_days = {
        helper: ", ".join([in_words(turn.day, turn.half) for turn in desk.turns(helper)]) for helper in desk.helpers
    }
    return tuple(
        content.Helper(helper.full_name, helper.association, turns) for helper, turns in half_days.items() if turns
    )


def activities_of(plan: Plan, entries: Sequence[PublicityEntry]) -> tuple[content.Activity, ...]:
    """The log in the order of its days."""
    return tuple(
        content.Activity(
            checklist.label_of(plan.channels, entry.channel),
            entry.place,
            entry.first_day,
            entry.last_day,
            entry.times,
            entry.link,
        )
        # of equal days in the order of entry
        for entry in sorted(entries, key=lambda entry: (entry.first_day, entry.id))
    )


def district_figures(unit: Unit, round_: Round) -> DistrictFigures:
    """A district's figures, from its communes' and its own pages."""
    report = queries.report_of(unit, round_)
    directed, chat = directing.directives_in(unit, round_).of(unit), directing.chat_members(unit, round_)
    return content.DistrictFigures(
        code=unit.code,
        title=unit.title,
        full=unit.full,
        days=tuple(round_.days),
        communes=tuple(commune_figures(unit, round_)),
        papers=tuple(
            content.Paper(paper.issuer, paper.number, paper.issued_on, paper.subject) for paper in directed.papers
        ),
        launches=tuple(content.Launch(launch.day, launch.place, launch.people) for launch in directed.launches),
        in_chat=sum(member.joined_at is not None for member in chat),
        named_for_chat=len(chat),
        visits=inspections_of(unit, round_),
        texts=texts_of(report.fields if report else {}),
        state=report.state if report else DRAFT,
        **invitation_values(unit, round_),
    )


def invitation_values(unit: Unit, round_: Round) -> dict[str, Any]:
    """The register of invitations, where the plan asks for one."""
    if not round_.plan_data.invitations.counted:
        return {}
    days = tuple(content.Invited(*day) for day in invitations.invited_by_day(unit, round_))
    return {"invited": days, "tallied": len(invitations.invited_by_unit(unit, round_))}


def inspections_of(unit: Unit, round_: Round) -> tuple[content.Visit, ...]:
    """The inspections made in a subtree, by day."""
    places = {point.id: point.unit for point in roster.points_in(unit, round_)}
    made = [(inspection, places.get(inspection.point_id)) for inspection in inspections.inspections_in(unit, round_)]
    found = [(inspection, place) for inspection, place in made if place is not None]
    return tuple(
        content.Visit(
            inspection.day,
            place.capital,
            inspection.team,
            len(inspection.findings),
            sum(finding.is_open for finding in inspection.findings),
        )
        for inspection, place in sorted(found, key=lambda pair: (pair[0].day, pair[1].position, pair[0].id))
    )
