"""Reading what each commune did around its survey: channels used, helpers, inspections; and what it noted by day."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from portal.documents.synthesis.figures import Work
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.reporting.content.fields import note_of
from portal.fieldwork.roster import queries as roster

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from portal.fieldwork.inspections.models import Inspection
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit


def work_by_unit(top: Unit, round_: Round, plan: Plan, made_inspections: Sequence[Inspection]) -> dict[int, Work]:
    """By unit, with the inspections made there; what no commune of the subtree has recorded is unknown everywhere."""
    points, days = roster.points_in(top, round_), roster.days_of(round_, plan)
    days_by_point = roster.people_days([point.id for point in points], days)
    channels, by_point = publicity.channels_used(top, round_), defaultdict[int, list["Inspection"]](list)
    for inspection in made_inspections:
        by_point[inspection.point_id].append(inspection)
    return {
        point.unit_id: Work(
            channels=used_channels(plan, channels.get(point.id, set())) if channels else (),
            helpers_a_day=days_by_point[point.id] / len(days) if point.id in days_by_point else None,
            **inspection_work(by_point[point.id], anywhere=bool(made_inspections)),
        )
        for point in points
    }


def used_channels(plan: Plan, channels: Collection[str]) -> tuple[bool, ...]:
    """Each channel of the plan, used at least once or not."""
    return tuple(channel.id in channels for channel in plan.channels)


def inspection_work(made_inspections: list[Inspection], *, anywhere: bool) -> dict[str, Any]:
    """The days of a commune's inspections, and the faults they found."""
    if not anywhere:
        return {}
    findings = [finding for one in made_inspections for finding in one.findings]
    return {
        "inspected": tuple(sorted({one.day for one in made_inspections})),
        "faults": len(findings) if made_inspections else None,
        "faults_open": sum(finding.is_open for finding in findings) if made_inspections else None,
    }


def notes_by_day(top: Unit, round_: Round) -> dict[tuple[int, date], str]:
    """What communes noted of their days in their reports, by unit and day."""
    reports = reporting.reports_in(top, round_)
    noted = {(report.unit_id, day): note_of(report.fields, day) for report in reports for day in round_.days}
    return {place: note for place, note in noted.items() if note}
