"""Whoever says which database is the primary is wrong, or does not know: etcd without majority, a proxy left behind."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from portal.ballots.intake import receipts
from tests.cluster import checks
from tests.cluster.driver import Crowd
from tests.cluster.failover import TAKING_SECONDS, front, takes_again, tried_at
from tests.cluster.machines import until
from tests.cluster.table import Row, judged

if TYPE_CHECKING:
    from tests.cluster.nodes import Portal

LONGER_THAN_A_LEASE_SECONDS = 25
SHORT_SECONDS = 10


def etcd_without_majority(portal: Portal) -> list[Row]:
    """Two of three are away for longer than the primary's lease; then the primary falls, and nobody may follow."""
    databases = portal.databases
    with Crowd(portal, [front(portal)], 20) as crowd:
        takes_again(crowd)
        gone = list(databases.etcds.values())[:2]
        for program in gone:
            program.kill()
        time.sleep(LONGER_THAN_A_LEASE_SECONDS)
        went_on = takes_again(crowd)
        primary = databases.primary()
        primary.kill_machine()
        time.sleep(SHORT_SECONDS)
        promoted = databases.primary_name()
        for program in gone:
            program.start()
        primary.patroni.start()
        until(databases.primary_name, TAKING_SECONDS, "a primary once etcd has its majority")
        back = takes_again(crowd)
        databases.wait_until_whole(120)
    faults = checks.faults_after(portal, crowd.ledger)
    faults += [f"{promoted} WAS PROMOTED"] if promoted else []
    told = (
        f"next receipt without majority after {went_on:.1f} s, with it again {back:.1f} s; {checks.told(crowd.ledger)}"
    )
    wanted = "the primary goes on while it reaches both others; nobody is promoted; 0 lost"
    return [judged("etcd without majority", wanted, told, faults)]


def proxy_left_behind(portal: Portal) -> list[Row]:
    """A proxy still leads to the old primary, which is a standby now."""
    databases, node = portal.databases, portal.nodes["web2"]
    old = databases.primary()
    with Crowd(portal, [front(portal)], 20) as crowd:
        takes_again(crowd)
        old.kill_postgres()
        until(lambda: databases.primary_name() not in {"", old.name}, TAKING_SECONDS, "another primary")
        databases.wait_until_whole()
        node.sent_to(old)
        given = tried_at(node, crowd.target)
        ready = node.status("/readyz")
        node.sent_to(None)
        takes_again(crowd)
    portal.promised |= {receipts.digest(code) for code in given.receipts}
    faults = checks.faults_after(portal, crowd.ledger) + checks.faults_of_answers(given)
    faults += [f"{len(given.receipts)} RECEIPTS from a standby"] if given.receipts else []
    faults += [] if ready == 503 else [f"/readyz {ready}"]
    wanted = "its node takes nothing, forms come back filled, /readyz red; the other goes on, 0 lost"
    told = f"{given.came_back} refused at that node; {checks.told(crowd.ledger)}"
    return [judged("proxy leads to the old primary, a standby", wanted, told, faults)]
