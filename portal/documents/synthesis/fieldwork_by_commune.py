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


def work_by_unit(top: Unit, round_: Round, plan: Plan, made: Sequence[Inspection]) -> dict[int, Work]:
    """By unit, with the inspections made there; what no commune of the subtree has recorded is unknown everywhere."""
    points, days = roster.points_in(top, round_), roster.days_of(round_, plan)
    there = roster.people_days([point.id for point in points], days)
    channels, by_point = publicity.channels_used(top, round_), defaultdict[int, list["Inspection"]](list)
    for one in made:
        by_point[one.point_id].append(one)
    return {
        point.unit_id: Work(
            channels=used_channels(plan, channels.get(point.id, set())) if channels else (),
            helpers_a_day=there[point.id] / len(days) if point.id in there else None,
            **inspection_work(by_point[point.id], anywhere=bool(made)),
        )
        for point in points
    }


def used_channels(plan: Plan, channels: Collection[str]) -> tuple[bool, ...]:
    """Each channel of the plan, used at least once or not."""
    return tuple(channel.id in channels for channel in plan.channels)


def inspection_work(made: list[Inspection], *, anywhere: bool) -> dict[str, Any]:
    """The days of a commune's inspections, and the faults they found."""
    if not anywhere:
        return {}
    findings = [finding for one in made for finding in one.findings]
    return {
        "inspected": tuple(sorted({one.day for one in made})),
        "faults": len(findings) if made else None,
        "faults_open": sum(finding.is_open for finding in findings) if made else None,
    }


def notes_by_day(top: Unit, round_: Round) -> dict[tuple[int, date], str]:
    """What communes noted of their days in their reports, by unit and day."""
    reports = reporting.reports_in(top, round_)
    found = {(report.unit_id, day): note_of(report.fields, day) for report in reports for day in round_.days}
    return {place: note for place, note in found.items() if note}
