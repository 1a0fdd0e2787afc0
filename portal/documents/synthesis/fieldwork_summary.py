"""What communes, districts and the veterans recorded of their work, counted for section I of the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.documents.synthesis.figures import Fieldwork
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.taskforce import queries as taskforces
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.inspections.models import Inspection
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit

CHANNELS = {
    "posted": {"posted"},
    "loudspeaker": {"loudspeaker"},
    "online": {"website", "social"},
    "villages": {"village"},
}
"""The report's ways of publicity, each with the plan's channels that count for it."""


def summarise_fieldwork(top: Unit, round_: Round, plan: Plan, inspections: Sequence[Inspection]) -> Fieldwork:
    """The counts; None for a part of which nothing was recorded (printed as «chưa có số liệu»)."""
    return Fieldwork(
        task_forces=taskforces.count_registered(top, round_) or None,
        **helper_counts(round_, plan),
        **channel_counts(top, round_),
        **inspection_counts(inspections),
    )


def helper_counts(round_: Round, plan: Plan) -> dict[str, Any]:
    """Rosters handed in by the plan's day, and people at the desks on an average day."""
    a_day = rosters.helpers_a_day(round_, plan)
    if a_day is None:
        return {}
    due = plan.deadlines.rosters
    handed_in = rosters.handed_in_until(round_, clock.end_of(due))
    return {"rosters": handed_in, "rosters_by": due, "helpers_a_day": int(a_day + 0.5)}


def channel_counts(top: Unit, round_: Round) -> dict[str, Any]:
    """Communes that used each way at least once."""
    used = publicity.channels_used(top, round_).values()
    if not used:
        return {}
    return {way: sum(bool(found & named) for found in used) for way, named in CHANNELS.items()}


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
