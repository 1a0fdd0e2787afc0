"""Standbys that are away, commits that are cancelled meanwhile, a standby whose disk is full."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import psycopg

from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import TAKING_SECONDS, front, kill_process, takes_again
from tests.cluster.machines import until
from tests.cluster.table import Row, judged, not_run
from tests.faults.test_crashes import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.nodes import Portal
    from tests.cluster.services import Database

CANCEL = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
AWAY_SECONDS, NOTICING_SECONDS, BY_ITSELF_SECONDS = 10, 8, 12
ROOM = 96 << 20
"""Bytes that the small disk has beside the data."""


def one_standby_away(portal: Portal) -> list[Row]:
    """The other confirms: nobody notices."""
    with Crowd(portal, [front(portal)], 20) as crowd:
        takes_again(crowd)
        lost = portal.databases.standbys()[0]
        lost.kill_machine()
        time.sleep(AWAY_SECONDS)
        lost.patroni.start()
        portal.databases.wait_until_whole()
    faults = checks.faults_after(portal, crowd.ledger)
    late = [] if crowd.ledger.longest_outage() <= NOTICING_SECONDS else ["OUTAGE"]
    wanted = f"goes on ({NOTICING_SECONDS} s without a receipt at most), 0 lost"
    return [judged("one standby of two away", wanted, checks.told(crowd.ledger), faults + late)]


def both_standbys_away(portal: Portal) -> list[Row]:
    """Finding 1: commits that wait are cancelled, forms sent again; the primary falls, comes back, and is replaced."""
    web1 = portal.nodes["web1"]
    with Crowd(portal, [front(portal)], 20) as crowd:
        takes_again(crowd)
        primary, standbys = portal.databases.primary(), portal.databases.standbys()
        for standby in standbys:
            standby.kill_machine()
        time.sleep(1)  # what was confirmed before is told to its citizen
        before = crowd.taken()
        cancelled = cancelling(primary, AWAY_SECONDS)
        given, ready = crowd.taken() - before, web1.status("/readyz")
        primary.kill_machine()
        for standby in standbys:
            standby.patroni.start()
        time.sleep(BY_ITSELF_SECONDS)
        promoted = portal.databases.primary_name()
        primary.patroni.start()
        portal.databases.wait_until_whole(120)
        takes_again(crowd)
        kill_process(portal, crowd)
        portal.databases.wait_until_whole()
    faults = checks.faults_after(portal, crowd.ledger)
    faults += [f"{given} RECEIPTS FROM ONE DISK"] if given else []
    faults += [f"{promoted} WAS PROMOTED without the last commits"] if promoted else []
    faults += [] if cancelled else ["no commit was cancelled"]
    faults += [] if ready == 503 else [f"/readyz {ready}"]
    told = f"{cancelled} commits cancelled; the primary back, then replaced; {checks.told(crowd.ledger)}"
    wanted = (
        "no receipt and nobody promoted meanwhile, /readyz red; none for a ballot that is not there after the failover"
    )
    return [judged("both standbys away, commits cancelled", wanted, told, faults)]


def cancelling(primary: Database, seconds: float) -> int:
    """Cancel every commit that waits for a standby, for some time. Returns how many."""
    cancelled, deadline = 0, time.monotonic() + seconds
    with primary.connection() as connection:
        while time.monotonic() < deadline:
            cancelled += connection.execute(CANCEL).fetchall()[0][0]
            time.sleep(0.3)
    return cancelled


def disk_of_a_standby_full(portal: Portal) -> list[Row]:
    """A standby that can write no more confirms nothing: the other does."""
    check, wanted = "disk of a standby full", "the other confirms: goes on, 0 lost; the full one comes back"
    if os.getuid():
        return [not_run(check, wanted, "only root may mount a small disk")]
    standby = portal.databases.standbys()[0]
    with on_a_small_disk(standby):
        portal.databases.wait_until_whole()
        with Crowd(portal, [front(portal)], 20) as crowd:
            takes_again(crowd)
            fill(standby.data / "ballast")
            flood(portal)
            until(lambda: portal.databases.streaming() == 1, TAKING_SECONDS, "the full standby to fall")
            time.sleep(5)
            (standby.data / "ballast").unlink()
            portal.databases.wait_until_whole(120)
        faults = checks.faults_after(portal, crowd.ledger)
    portal.databases.wait_until_whole(120)
    return [judged(check, wanted, checks.told(crowd.ledger), faults)]


def flood(portal: Portal) -> None:
    """Log that the standby has no room for: more than a segment."""
    with portal.databases.primary().connection() as connection, suppress(psycopg.Error):
        for _ in range(24):
            connection.execute("SELECT pg_logical_emit_message(false, 'rig', repeat('x', 1000000))")


@contextmanager
def on_a_small_disk(standby: Database) -> Iterator[None]:
    """Its data on a disk that is full soon, in memory, until the block ends."""
    standby.end()
    was = standby.data.with_name("data-was")
    size = sum(file.stat().st_size for file in standby.data.rglob("*") if file.is_file())
    standby.data.rename(was)
    standby.data.mkdir()
    options = f"size={size + ROOM},mode=700,uid={was.stat().st_uid},gid={was.stat().st_gid}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(standby.data)], check=True)
    try:
        subprocess.run(["cp", "-a", f"{was}/.", str(standby.data)], check=True)
        standby.patroni.start()
        yield
    finally:
        standby.end()
        subprocess.run(["umount", "-l", str(standby.data)], check=True)
        standby.data.rmdir()
        was.rename(standby.data)
        standby.patroni.start()
