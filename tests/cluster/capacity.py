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

COST_SECONDS, A_SECOND = 15, 40
MOST_RATIO, MOST_DATABASE_MS = 1.1, 1.0
DELAY_MS, OVERLOAD_SECONDS = 60, 15
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
    return [judged("processor time of a citizen", wanted, told, faults)]


def not_here(_portal: Portal) -> list[Row]:
    """What other programs measure, or what this machine cannot show."""
    order = "the round would have to close and be opened; tests/ballots/sealing and bench/run --only secrecy do it"
    return [
        not_run("throughput of two nodes", "≥ 1.8 × one, or by processor time", "load is bounded: see processor time"),
        not_run("linkage attack after the purge", "no better than chance", order),
        not_run("single machine, SQLite", "≤ 1.03 × before", "bench/run --only citizens measures it"),
    ]


def measured(portal: Portal, nodes: Sequence[Node]) -> tuple[float, float, list[str]]:
    """Milliseconds of the nodes and of the database for each citizen, and what was wrong."""
    primary = portal.databases.primary().postmaster()
    roots = [node.server.process.pid for node in nodes if node.server.process is not None]
    with Crowd([(node.address, WEB_PORT) for node in nodes], portal.paths, A_SECOND) as crowd:
        takes_again(crowd)
        before, taken = [processor(roots), processor([primary or 0])], crowd.taken()
        time.sleep(COST_SECONDS)
        after, many = [processor(roots), processor([primary or 0])], crowd.taken() - taken
    faults = checks.faults_after(portal, crowd.ledger)
    ours, theirs = (1000 * (late - early) / many for early, late in zip(before, after, strict=True))
    return ours, theirs, faults


def processor(roots: Sequence[int]) -> float:
    """Seconds of these processes and all that came of them."""
    return sum(time_of(pid) for root in roots for pid in family(root))


def three_times_the_capacity(portal: Portal) -> list[Row]:
    """A node of one thread whose commits take long, so that the bounded load is three times what it can serve."""
    node, place = portal.nodes["web2"], (portal.nodes["web2"].address, WEB_PORT)
    slow_commits(portal, on=True)
    node.restart(PORTAL_WORKERS="1", PORTAL_THREADS="1")
    try:
        with Crowd([place], portal.paths, 50, at_once=4) as closed:
            takes_again(closed)
            before = closed.taken()
            time.sleep(5)
            capacity = (closed.taken() - before) / 5
        with Crowd([place], portal.paths, min(50, 3 * capacity), at_once=200) as crowd:
            takes_again(crowd)
            before = crowd.taken()
            time.sleep(OVERLOAD_SECONDS)
            goodput = (crowd.taken() - before) / OVERLOAD_SECONDS
            crowd.stop()
    finally:
        slow_commits(portal, on=False)
        node.restart()
    faults = checks.faults_after(portal, closed.ledger) + checks.faults_after(portal, crowd.ledger)
    faults += ["GOODPUT"] if goodput < GOODPUT * capacity else []
    told = f"capacity {capacity:.1f}/s, at {min(50, 3 * capacity):.0f}/s goodput {goodput / capacity:.0%}; "
    wanted = f"goodput ≥ {GOODPUT:.0%}, no form loses its answers, no 5xx without Retry-After"
    return [judged("three times the capacity", wanted, told + checks.told(crowd.ledger), faults)]


def slow_commits(portal: Portal, *, on: bool) -> None:
    """A commit of the citizens' site waits until a standby shows it, which the standbys put off."""
    delay = f"{DELAY_MS}ms" if on else "0"
    for standby in portal.databases.standbys():
        with standby.connection() as connection:
            connection.execute(f"ALTER SYSTEM SET recovery_min_apply_delay = '{delay}'")
            connection.execute("SELECT pg_reload_conf()")
    with portal.databases.primary().connection() as connection:
        what = "SET synchronous_commit = remote_apply" if on else "RESET synchronous_commit"
        connection.execute(f"ALTER ROLE ydan_public {what}")
