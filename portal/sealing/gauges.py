"""What the monitoring sees of the log: the age of the last checkpoint, and logs that would not be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import Gauge

from portal.sealing import queries
from portal.web import clock

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
