"""What the monitoring sees of the box: age of the last checkpoint and check, logs not signed, faults found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import Gauge

from portal.sealing import periodic_check, queries
from portal.web.data import clock

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry


def add(registry: CollectorRegistry) -> None:
    """Add our figures to a scrape."""
    last = queries.last_signed()
    if last is not None:
        age = Gauge("portal_checkpoint_age_seconds", "Age of the newest checkpoint of any log", registry=registry)
        age.set((clock.now() - last).total_seconds())
    broken = Gauge("portal_logs_broken", "Logs that do not go on from what was signed", registry=registry)
    broken.set(sum(1 for _slug, _ran_at, trouble in queries.runs() if trouble))
    faults = Gauge(
        "portal_box_faults", "Faults that the last check of all boxes found; alarm above 0", registry=registry
    )
    faults.set(sum(map(len, periodic_check.faults_by_round().values())))
    verdicts = [verdict for _slug, verdict in periodic_check.verdicts() if verdict is not None]
    if verdicts:
        age = Gauge("portal_box_check_age_seconds", "Age of the oldest box's last check", registry=registry)
        age.set((clock.now() - min(verdict.checked_at for verdict in verdicts)).total_seconds())
        leaves = Gauge("portal_box_checked_leaves", "Leaves that were found right", registry=registry)
        leaves.set(sum(verdict.prefix.size for verdict in verdicts))
