"""Which server of PostgreSQL may be written to: a primary on the newest timeline ever seen, with a standby to wait for.

A standby that takes over begins a new timeline. Whoever has seen it knows by its number that the old primary, should
it come back, is not to be trusted with anything.
"""

import json
import logging
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from portal.web.data import durable

log = logging.getLogger(__name__)

STANDING = (
    "current_setting('synchronous_standby_names'), current_setting('synchronous_commit'), "
    "CASE WHEN pg_is_in_recovery() THEN '0' ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END"
)
"""What a server says of itself, in the columns that `refusal` is asked with; no role needs a right for it."""
WAITS_FOR_STANDBY = frozenset({"on", "remote_apply"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a server is not written to; `bars_jobs`: not by jobs and commands either, which promise nobody anything."""

    reason: str
    bars_jobs: bool


class Mark(NamedTuple):
    """The name of a transaction: its cluster, its timeline (as PostgreSQL writes it), its own number."""

    system: str
    timeline: str
    number: str


def refusal(names: str, commit: str, timeline: int, newest: int) -> Refusal | None:
    """Judge a server by its synchronous_standby_names, synchronous_commit and timeline (0: it is a standby itself).

    `newest` is the newest timeline seen of its cluster. None where it may be written to.
    """
    if not timeline:
        return Refusal("this server is a standby", bars_jobs=True)
    if timeline < newest:
        return Refusal(f"old primary: timeline {timeline} after {newest}", bars_jobs=True)
    if not names.strip():
        return Refusal("synchronous_standby_names is empty", bars_jobs=False)
    if commit not in WAITS_FOR_STANDBY:
        return Refusal(f"synchronous_commit is {commit}", bars_jobs=False)
    return None


class Timelines:
    """The newest timeline that this node has seen of each cluster, by the cluster's own number.

    A database that was set up anew has another number, so nobody has to be told of it. Processes of one node share
    the file.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.lock = threading.Lock()
        self.seen: dict[str, int] = {}

    def newest(self, system: str, timeline: int) -> int:
        """The newest timeline of a cluster, `timeline` among them, which is remembered."""
        with self.lock:
            if timeline > self.seen.get(system, 0):
                self.remember(system, timeline)
            return self.seen.get(system, 0)

    def refresh(self) -> None:
        """Learn what the other processes of this node have seen."""
        with self.lock:
            self.merge()

    def remember(self, system: str, timeline: int) -> None:
        """Keep a newer timeline, beside what others kept meanwhile."""
        self.merge()
        if timeline <= self.seen.get(system, 0):
            return
        self.seen[system] = timeline
        try:
            durable.replace_atomically(self.file, json.dumps(self.seen).encode())
        except OSError as error:
            log.error("timeline_not_kept", extra={"error": type(error).__name__})  # noqa: TRY400 - the memory holds it

    def merge(self) -> None:
        """Take over what is newer in the file; one that is missing or unreadable says nothing."""
        with suppress(OSError, ValueError, TypeError, AttributeError):
            for system, timeline in json.loads(self.file.read_bytes()).items():
                self.seen[system] = max(int(timeline), self.seen.get(system, 0))
