"""What communes, districts and the veterans recorded of their work: counted for section I, and commune by commune."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from portal.documents.synthesis.figures import Fieldwork, Work
from portal.fieldwork.inspections.models import Inspection
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.reporting.content.fields import note_of
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.taskforce import queries as taskforces
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.models import Unit
from portal.web.data import clock

# The report's ways of publicity, each with the plan's channels that count for it.
CHANNELS = {
    "posted": {"posted"},
    "loudspeaker": {"loudspeaker"},
    "online": {"website", "social"},
    "villages": {"village"},
}


def summarise_fieldwork(top: Unit, round_: Round, plan: Plan, inspections: Sequence[Inspection]) -> Fieldwork:
    """The counts; None for a part of which nothing was recorded (printed as «chưa có số liệu»)."""
    used = publicity.channels_used(top, round_).values()
    ways: dict[str, Any] = {way: sum(bool(channels & named) for channels in used) for way, named in CHANNELS.items()}
    return Fieldwork(
        task_forces=taskforces.count_registered(top, round_) or None,
        **helper_counts(round_, plan),
        **(ways if used else {}),
        **inspection_counts(inspections),
    )


def helper_counts(round_: Round, plan: Plan) -> dict[str, Any]:
    """Rosters handed in by the plan's day, and people at the desks on an average day."""
    a_day = rosters.helpers_a_day(round_, plan)
    if a_day is None:
        return {}
    due = plan.deadlines.rosters
    handed_in = rosters.handed_in_until(round_, clock.end_of(due))
    return {"rosters": handed_in, "rosters_by": due, "helpers_a_day": int(a_day + 0.5)}  # halves up, not to even


def inspection_counts(inspections: Sequence[Inspection]) -> dict[str, Any]:
    """Inspections made, communes inspected, faults found and mended."""
    if not inspections:
        return {}
    findings = [finding for inspection in inspections for finding in inspection.findings]
    return {
        "inspections": len(inspections),
        "inspected": len({inspection.point_id for inspection in inspections}),
        "faults": len(findings),
        "faults_mended": sum(not finding.is_open for finding in findings),
    }


def work_by_unit(top: Unit, round_: Round, plan: Plan, inspections: Sequence[Inspection]) -> dict[int, Work]:
    """By unit, with the inspections made there; what no commune of the subtree has recorded is unknown everywhere."""
    points, days = rosters.points_in(top, round_), rosters.days_of(round_, plan)
    days_by_point = rosters.people_days([point.id for point in points], days)
    channels, by_point = publicity.channels_used(top, round_), defaultdict[int, list[Inspection]](list)
    for inspection in inspections:
        by_point[inspection.point_id].append(inspection)
    forces = taskforces.registered_points(top, round_)
    in_time = rosters.points_handed_in_until(round_, clock.end_of(plan.deadlines.rosters))
    return {
        point.unit_id: Work(
            channels=tuple(channel.id in channels.get(point.id, ()) for channel in plan.channels) if channels else (),
            helpers_a_day=days_by_point[point.id] / len(days) if point.id in days_by_point else None,
            task_force=point.id in forces if forces else None,
            roster=point.id in in_time if days_by_point else None,
            **inspection_work(by_point[point.id]),
        )
        for point in points
    }


def inspection_work(inspections: Sequence[Inspection]) -> dict[str, Any]:
    """The days of a commune's inspections, and the faults they found; nothing is known of one without any."""
    if not inspections:
        return {}
    findings = [finding for inspection in inspections for finding in inspection.findings]
    return {
        "inspected": tuple(sorted({inspection.day for inspection in inspections})),
        "faults": len(findings),
        "faults_open": sum(finding.is_open for finding in findings),
    }


def notes_by_day(top: Unit, round_: Round) -> dict[tuple[int, date], str]:
    """What communes noted of their days in their reports, by unit and day."""
    reports = reporting.reports_in(top, round_)
    noted = {(report.unit_id, day): note_of(report.fields, day) for report in reports for day in round_.days}
    return {place: note for place, note in noted.items() if note}
