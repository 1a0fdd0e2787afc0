"""Reading what each commune did around its survey: channels used, helpers, inspections; and what it noted by day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.documents.figures import Work
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.reporting.fields import note_of
from portal.fieldwork.roster import queries as roster

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.fieldwork.inspections.models import Inspection
    from portal.fieldwork.publicity.models import PublicityEntry
    from portal.fieldwork.roster.queries import Desk
    from portal.surveys.models import Round
    from portal.surveys.plan import Plan
    from portal.units.models import Unit


def works(top: Unit, survey: Round, plan: Plan) -> dict[int, Work]:
    """By unit; a part that no commune of the subtree has recorded stays unknown everywhere."""
    points = roster.points_in(top, survey)
    desks = {desk.point.id: desk for desk in roster.desks(points, roster.days_of(survey, plan), plan)}
    entries, made = publicity.entries_in_round(top, survey), inspections.made(top, survey)
    by_point: dict[int, list[Inspection]] = {}
    for one in made:
        by_point.setdefault(one.point_id, []).append(one)
    return {
        point.unit_id: Work(
            channels=used(plan, entries.get(point.id, [])) if entries else (),
            helpers_a_day=a_day(desks[point.id]),
            **inspected(by_point.get(point.id, []), anywhere=bool(made)),
        )
        for point in points
    }


def used(plan: Plan, entries: Iterable[PublicityEntry]) -> tuple[bool, ...]:
    """Each channel of the plan, used at least once or not."""
    channels = {entry.channel for entry in entries}
    return tuple(channel.id in channels for channel in plan.channels)


def a_day(desk: Desk) -> float | None:
    """Different people at a desk on an average day; unknown without a roster."""
    if not desk.shifts or not desk.days:
        return None
    there = {(helper, place.day) for helper, place in desk.shifts}
    return len(there) / len(desk.days)


def inspected(made: list[Inspection], *, anywhere: bool) -> dict[str, Any]:
    """The days of a commune's inspections, and the faults they found."""
    if not anywhere:
        return {}
    findings = [finding for one in made for finding in one.findings]
    return {
        "inspected": tuple(sorted({one.day for one in made})),
        "faults": len(findings) if made else None,
        "faults_open": sum(finding.is_open for finding in findings) if made else None,
    }


def notes(top: Unit, survey: Round) -> dict[tuple[int, date], str]:
    """What communes noted of their days in their reports, by unit and day."""
    reports = reporting.reports_in(top, survey)
    found = {(report.unit_id, day): note_of(report.fields, day) for report in reports for day in survey.days}
    return {place: note for place, note in found.items() if note}
