"""What stands around a node: its clock, and the Redis that counts for all."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import time
from contextlib import closing
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING

from portal.ballots.models import BUCKET_SECONDS
from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import takes_again
from tests.cluster.nodes import WEB_PORT
from tests.cluster.table import Row, judged, not_run

if TYPE_CHECKING:
    from tests.cluster.nodes import Node, Portal

LONGEST_SECONDS = 3
OFF_SECONDS, OFF_LOAD_SECONDS, ASKING_TAKES = 600, 8, 5
COUNTED = "SELECT bucket, sum(n) FROM arrivals GROUP BY bucket"
LOG = "/log/198-kh-bdvtu"


def clock_of_a_node_off(portal: Portal) -> list[Row]:
    """A node's clock is ten minutes ahead, then ten behind; citizens open a form at one node and send it to another."""
    wanted = "forms pass between nodes, 0 refused; the ten minutes counted are the database's"
    if not shutil.which("cc"):
        return [not_run("clock of a node 10 minutes off", wanted, "no compiler for late_clock.c")]
    node, library = portal.nodes["web2"], late_clock(portal)
    faults, taken, shown = list[str](), 0, list[int]()
    for late in (OFF_SECONDS, -OFF_SECONDS):
        node.restart(LD_PRELOAD=str(library), LATE_SECONDS=str(late))
        shown.append(round(clock_of(node) - time.time()))
        faults += [] if abs(shown[-1] - late) < ASKING_TAKES else [f"its clock is {shown[-1]} s off"]
        began, before = int(time.time()) // BUCKET_SECONDS, dict(portal.databases.ask(COUNTED))
        with Crowd(portal, [(one.address, WEB_PORT) for one in portal.nodes.values()], 30) as crowd:
            takes_again(crowd)
            time.sleep(OFF_LOAD_SECONDS)
        faults += checks.faults_after(portal, crowd.ledger)
        faults += [f"REFUSED: {dict(crowd.ledger.statuses)}"] if crowd.ledger.statuses else []
        grown = {bucket for bucket, n in portal.databases.ask(COUNTED) if n != before.get(bucket)}
        wrong = grown - {began, int(time.time()) // BUCKET_SECONDS}
        faults += [f"COUNTED {sorted(bucket - began for bucket in wrong)} TEN MINUTES OFF"] if wrong else []
        taken += len(crowd.ledger.receipts)
    node.restart()
    told = f"{shown[0]:+d} and {shown[1]:+d} s: {taken} acknowledged"
    return [judged("clock of a node 10 minutes off", wanted, told, faults)]


def late_clock(portal: Portal) -> Path:
    """The library that puts a program's clock forward or back."""
    library = portal.site.folder / "late_clock.so"
    source = Path(__file__).with_name("late_clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    return library


def clock_of(node: Node) -> float:
    """What the node's server says that it is, in seconds since 1970."""
    with closing(http.client.HTTPConnection(node.address, WEB_PORT, timeout=30)) as connection:
        connection.request("GET", "/healthz")
        return parsedate_to_datetime(connection.getresponse().headers["Date"]).timestamp()


def redis_gone(portal: Portal) -> list[Row]:
    """Nobody is kept waiting by what only counts."""
    counting = portal.nodes["web2"]
    counting.restart(PORTAL_BENCH="0")  # as in production it counts who reads the log
    before = timed(counting, LOG)
    with Crowd(portal, [(portal.nodes["web1"].address, WEB_PORT)], 20) as crowd:
        takes_again(crowd)
        portal.redis.kill()
        during = [timed(counting, LOG) for _ in range(3)]
        doctor = portal.office.flask(portal.office.environment, "doctor", check=False).stdout
        time.sleep(3)
        portal.redis.start()
        time.sleep(1)
        after = timed(counting, LOG)
    said = "limits_not_counted" in counting.said()
    counting.restart()
    faults = checks.faults_after(portal, crowd.ledger)
    faults += [f"REFUSED: {dict(crowd.ledger.statuses)}"] if crowd.ledger.statuses else []
    answers = [before, *during, after]
    faults += [f"{LOG}: {status}" for status, _seconds in answers if status != 200]
    faults += ["SLOW"] if max(seconds for _status, seconds in answers) > LONGEST_SECONDS else []
    faults += [] if said else ["the node's log does not say so"]
    faults += [] if "Redis" in doctor else ["the doctor does not say so"]
    slowest = max(seconds for _status, seconds in during)
    told = f"{len(crowd.ledger.receipts)} acknowledged, 0 refused; the log's page within {slowest:.1f} s"
    return [judged("Redis gone", "0 refused, limited pages answered, node and doctor say so", told, faults)]


def timed(node: Node, path: str) -> tuple[int, float]:
    """Status and seconds of a page."""
    began = time.monotonic()
    return node.status(path), time.monotonic() - began
