"""The box's public log: leaves, tree, checkpoints, proofs, verification. What fills it stands in the rooms above."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Seal the settings at every deed; let no results be opened from a box that was changed."""
    from portal.sealing import gauges, periodic_check, settings, verification
    from portal.surveys.rounds import approvals, round_views
    from portal.web.jobs.health import checks
    from portal.web.jobs.health import gauges as scraped

    _ = app
    for known, one in ((approvals.listeners, settings.seal), (approvals.guards, verification.refuse_changed)):
        if one not in known:
            known.append(one)
    if gauges.add not in scraped:
        scraped.append(gauges.add)
    checks["box"] = periodic_check.state
    if periodic_check.alarms not in round_views.alarms:
        round_views.alarms.append(periodic_check.alarms)
