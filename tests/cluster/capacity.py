"""More citizens than a node can serve, and what a citizen costs with one node and with two."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.servers import family, time_of
from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import takes_again
from tests.cluster.nodes import WEB_PORT
from tests.cluster.table import Row, judged, not_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.cluster.nodes import Node, Portal

COST_SECONDS, A_SECOND = 40, 40
MOST_RATIO, MOST_DATABASE_MS, LEAST_OF_TWO = 1.1, 1.0, 1.8
RESTING_SECONDS = 20
"""Autovacuum looks at one of three databases every 20 seconds: as often at rest as under load."""
OVERLOAD_SECONDS, WAITING = 15, 100
SLOW = (
    "CREATE FUNCTION rig_slow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END'",
    "CREATE TRIGGER rig_slow BEFORE INSERT ON receipt_pool FOR EACH ROW EXECUTE FUNCTION rig_slow()",
)
SWIFT = ("DROP TRIGGER rig_slow ON receipt_pool", "DROP FUNCTION rig_slow()")
GOODPUT = 0.8


def cost_of_a_citizen(portal: Portal) -> list[Row]:
    """Processor time of a whole citizen (form, post, thanks), of the nodes and of the primary."""
    web1, web2 = portal.nodes.values()
    one, _database, faults = measured(portal, [web1])
    two, database, more = measured(portal, [web1, web2])
    one_again, _database, most = measured(portal, [web1])
    one = (one + one_again) / 2
    faults += more + most
    faults += ["TWO COST MORE"] if two > MOST_RATIO * one else []
    faults += ["DATABASE COSTS MORE"] if database > MOST_DATABASE_MS else []
    told = f"{one:.2f} ms by one node, {two:.2f} by two ({two / one:.2f}); database {database:.2f} ms a ballot"
    wanted = f"two nodes ≤ {MOST_RATIO} × one; database ≤ {MOST_DATABASE_MS:g} ms"
    by_time = 2 * one / two
    told_of_two = f"{by_time:.2f} × by processor time: load is bounded, and two nodes of this machine share its cores"
    few = ["TOO LITTLE"] if by_time < LEAST_OF_TWO else []
    return [
        judged("processor time of a citizen", wanted, told, faults),
        judged("throughput of two nodes", f"≥ {LEAST_OF_TWO} × one, or by processor time", told_of_two, few),
    ]


def not_here(_portal: Portal) -> list[Row]:
    """What other programs measure, or what this machine cannot show."""
    return [
        not_run("single machine, SQLite", "≤ 1.03 × before", "bench/run --only citizens measures it"),
    ]


def measured(portal: Portal, nodes: Sequence[Node]) -> tuple[float, float, list[str]]:
    """Milliseconds of the nodes and of the database for each citizen, and what was wrong.

    What each takes at rest, where everybody looks every few seconds how the others are, is left out.
    """
    primary = portal.databases.primary().postmaster()
    roots = [node.server.process.pid for node in nodes if node.server.process is not None]
    rest = [processor(roots), processor([primary or 0])]
    time.sleep(RESTING_SECONDS)
    rest = [late - early for early, late in zip(rest, [processor(roots), processor([primary or 0])], strict=True)]
    with Crowd(portal, [(node.address, WEB_PORT) for node in nodes], A_SECOND) as crowd:
        takes_again(crowd)
        before, taken = [processor(roots), processor([primary or 0])], crowd.taken()
        time.sleep(COST_SECONDS)
        after, many = [processor(roots), processor([primary or 0])], crowd.taken() - taken
    faults = checks.faults_after(portal, crowd.ledger)
    idle = [seconds / RESTING_SECONDS * COST_SECONDS for seconds in rest]
    busy = [late - early - resting for early, late, resting in zip(before, after, idle, strict=True)]
    ours, theirs = (1000 * seconds / many for seconds in busy)
    return ours, theirs, faults


def processor(roots: Sequence[int]) -> float:
    """Seconds of these processes and all that came of them."""
    return sum(time_of(pid) for root in roots for pid in family(root))


def three_times_the_capacity(portal: Portal) -> list[Row]:
    """A node of one thread whose ballots take long, so that the bounded load is three times what it can serve."""
    node, place = portal.nodes["web2"], (portal.nodes["web2"].address, WEB_PORT)
    slow_ballots(portal, on=True)
    node.restart(PORTAL_WORKERS="1", PORTAL_THREADS="1")
    try:
        with Crowd(portal, [place], 50, at_once=4) as closed:
            takes_again(closed)
            before = closed.taken()
            time.sleep(5)
            capacity = (closed.taken() - before) / 5
        with Crowd(portal, [place], min(50, 3 * capacity), at_once=WAITING) as crowd:
            takes_again(crowd)
            before = crowd.taken()
            time.sleep(OVERLOAD_SECONDS)
            goodput = (crowd.taken() - before) / OVERLOAD_SECONDS
            crowd.stop()
    finally:
        slow_ballots(portal, on=False)
        node.restart()
    faults = checks.faults_after(portal, closed.ledger) + checks.faults_after(portal, crowd.ledger)
    faults += ["GOODPUT"] if goodput < GOODPUT * capacity else []
    told = f"capacity {capacity:.1f}/s, at {min(50, 3 * capacity):.0f}/s goodput {goodput / capacity:.0%}; "
    wanted = f"goodput ≥ {GOODPUT:.0%}, no form loses its answers, no 5xx without Retry-After"
    return [judged("three times the capacity", wanted, told + checks.told(crowd.ledger), faults)]


def slow_ballots(portal: Portal, *, on: bool) -> None:
    """The database takes its time over each ballot."""
    with portal.databases.primary().connection() as connection:
        for statement in SLOW if on else SWIFT:
            connection.execute(statement)
