"""More citizens than a node can serve, and what a citizen costs with one node and with two."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import mean
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.servers import family, time_of
from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import takes_again
from tests.cluster.nodes import WEB_PORT
from tests.cluster.table import Row, judged, not_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg import Connection

    from tests.cluster.nodes import Node, Portal

COST_SECONDS, A_SECOND, TURNS = 40, 40, 2
WARM_SECONDS = 5
"""Each process prints a point's page once, and each connection plans its statements."""
BARE_CONNECTIONS = 8
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
    # by turns: what other guests of the machine leave of its cores changes within minutes
    ones, twos = zip(
        *((measured(portal, [web1]), measured(portal, [web1, web2])) for _turn in range(TURNS)), strict=True
    )
    one, two = (mean(turn.nodes for turn in turns) for turns in (ones, twos))
    database, bare = mean(turn.database for turn in twos), bare_insert(portal)
    faults = [fault for turn in (*ones, *twos) for fault in turn.faults]
    faults += ["TWO COST MORE"] if two > MOST_RATIO * one else []
    faults += ["DATABASE COSTS MORE"] if database > MOST_DATABASE_MS else []
    told = f"{one:.2f} ms by one node, {two:.2f} by two ({two / one:.2f}); database {database:.2f} ms a ballot, "
    told += f"{bare:.2f} an insert of one row and nothing else"
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


class Cost(NamedTuple):
    """Milliseconds of the nodes and of the database for each citizen, and what was wrong."""

    nodes: float
    database: float
    faults: list[str]


def measured(portal: Portal, nodes: Sequence[Node]) -> Cost:
    """What a citizen costs while these nodes serve.

    What each takes at rest, where everybody looks every few seconds how the others are, is left out.
    """
    roots = [node.server.process.pid for node in nodes if node.server.process is not None]
    groups = roots, [portal.databases.primary().postmaster() or 0]
    rest = spent(groups, RESTING_SECONDS)
    with Crowd(portal, [(node.address, WEB_PORT) for node in nodes], A_SECOND) as crowd:
        takes_again(crowd)
        time.sleep(WARM_SECONDS)
        taken = crowd.taken()
        busy = spent(groups, COST_SECONDS)
        many = crowd.taken() - taken
    faults = checks.faults_after(portal, crowd.ledger)
    return Cost(*(above(seconds, idle, many) for seconds, idle in zip(busy, rest, strict=True)), faults)


def bare_insert(portal: Portal) -> float:
    """Milliseconds of the database for the least that a receipt of two disks can be: one row of one table."""
    primary = portal.databases.primary()
    groups = ([primary.postmaster() or 0],)
    with ExitStack() as stack:
        connections = [stack.enter_context(primary.connection()) for _ in range(BARE_CONNECTIONS)]
        connections[0].execute("CREATE TABLE rig_bare (id bytea PRIMARY KEY)")
        try:
            rest = spent(groups, RESTING_SECONDS)
            with ThreadPoolExecutor(1) as pool:
                inserting = pool.submit(insert_steadily, connections)
                busy = spent(groups, COST_SECONDS)
                many = inserting.result()
        finally:
            connections[0].execute("DROP TABLE rig_bare")
    return above(busy[0], rest[0], many)


def insert_steadily(connections: Sequence[Connection[Any]]) -> int:
    """Insert as many rows a second as citizens come, over some connections in turn. Returns how many."""
    began, many = time.monotonic(), 0
    while time.monotonic() - began < COST_SECONDS:
        connection = connections[many % len(connections)]
        connection.execute("INSERT INTO rig_bare VALUES (%s)", (os.urandom(32),), prepare=True)
        many += 1
        time.sleep(max(0.0, began + many / A_SECOND - time.monotonic()))
    return many


def spent(groups: Sequence[Sequence[int]], seconds: float) -> list[float]:
    """Processor seconds that groups of processes take in so many seconds."""
    before = [processor(roots) for roots in groups]
    time.sleep(seconds)
    return [processor(roots) - early for roots, early in zip(groups, before, strict=True)]


def above(busy: float, rest: float, many: int) -> float:
    """Milliseconds each, above what was taken at rest."""
    return 1000 * (busy - rest / RESTING_SECONDS * COST_SECONDS) / many


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
