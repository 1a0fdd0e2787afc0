"""What stands around a node: its clock, and the Redis that counts for all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import takes_again
from tests.cluster.nodes import WEB_PORT
from tests.cluster.table import Row, judged, not_run

if TYPE_CHECKING:
    from tests.cluster.nodes import Node, Portal

LONGEST_SECONDS = 3
LOG = "/log/198-kh-bdvtu"


def clock_of_a_node_off(_portal: Portal) -> list[Row]:
    """Not run: there is no way to give one process of this machine another time."""
    why = "libfaketime 0.9.10 makes Python 3.11's sleep fail (EINVAL); the rule is in tests/web/data (clock)"
    wanted = "forms pass between nodes, the ten minutes counted are the database's"
    return [not_run("clock of a node 10 minutes off", wanted, why)]


def redis_gone(portal: Portal) -> list[Row]:
    """Nobody is kept waiting by what only counts."""
    counting = portal.nodes["web2"]
    counting.restart(PORTAL_BENCH="0")  # as in production it counts who reads the log
    before = timed(counting, LOG)
    with Crowd([(portal.nodes["web1"].address, WEB_PORT)], portal.paths, 20) as crowd:
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
