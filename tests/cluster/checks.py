"""What became of the promises: every receipt is found at the portal and is one row, and nothing else is there."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from portal.ballots.intake import receipts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tests.cluster.driver import Ledger
    from tests.cluster.nodes import Node, Portal

RECEIPTS = "SELECT hash FROM receipt_pool UNION ALL SELECT hash FROM sealed_receipt"
BALLOTS = "SELECT (SELECT count(*) FROM ballot_pool) + (SELECT count(*) FROM sealed_ballot)"
ARRIVED = "SELECT coalesce(sum(n), 0) FROM arrivals"
OUTAGE_SECONDS = 30
ASKERS, TRIES = 4, 10


@dataclass(frozen=True)
class Box:
    """What lies in the tables: how often each receipt's hash, how many ballots, how many arrivals were counted."""

    hashes: Counter[bytes]
    ballots: int
    arrived: int


def box_of(portal: Portal) -> Box:
    """Read from the primary, as its superuser."""
    hashes = Counter(bytes(row[0]) for row in portal.databases.ask(RECEIPTS))
    [(ballots,)], [(arrived,)] = portal.databases.ask(BALLOTS), portal.databases.ask(ARRIVED)
    return Box(hashes, int(ballots), int(arrived))


def faults_of(promised: Collection[bytes], box: Box, unsure: int = 0) -> list[str]:
    """What is wrong with a box, by the hashes of all receipts given.

    `unsure`: how many people gave up and do not know whether their ballot is in it.
    """
    lost = [one for one in promised if not box.hashes[one]]
    doubled = [one for one, times in box.hashes.items() if times > 1]
    extra = len(box.hashes) - len(set(promised) & box.hashes.keys())
    faults = [f"{len(lost)} LOST"] if lost else []
    faults += [f"{len(doubled)} DOUBLED"] if doubled else []
    faults += [f"{extra} that nobody was promised"] if extra > unsure else []
    rows = sum(box.hashes.values())
    if not rows == box.ballots == box.arrived:
        faults.append(f"{rows} receipts, {box.ballots} ballots, {box.arrived} arrivals")
    return faults


def not_found(portal: Portal, given: Sequence[str]) -> list[str]:
    """The receipts that the page /receipt does not know, asked by several people at the nodes in turn."""
    servers = [node for node in portal.nodes.values() if node.server.runs()]
    missing: list[str] = []

    def ask(number: int) -> None:
        for place, code in enumerate(given[number::ASKERS]):
            if not is_found(servers[place % len(servers)], code):
                missing.append(code)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(ASKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return missing


def is_found(node: Node, code: str) -> bool:
    """Whether /receipt knows a receipt; one that is busy is asked again."""
    for _ in range(TRIES):
        status, _page = node.asked("/receipt", "POST", urlencode({"code": code}))
        if status in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            return status == HTTPStatus.OK
        time.sleep(1)
    return False


def faults_after(portal: Portal, ledger: Ledger) -> list[str]:
    """What is wrong after a load: with the box, with the receipts, with the answers that were no receipts."""
    portal.promised |= {receipts.digest(code) for code in ledger.receipts}
    faults = faults_of(portal.promised, box_of(portal), portal.unsure)
    missing = not_found(portal, sorted(ledger.receipts))
    return faults + ([f"{len(missing)} not found by /receipt"] if missing else []) + faults_of_answers(ledger)


def faults_of_answers(ledger: Ledger) -> list[str]:
    """What is wrong with the answers that were no receipts."""
    faults = [f"{sum(ledger.without_time.values())} faults without Retry-After"] if ledger.without_time else []
    if ledger.came_back_otherwise:
        kinds = Counter(one.split(" without ")[0] for one in ledger.came_back_otherwise)
        faults.append(f"{len(ledger.came_back_otherwise)} refused forms not as sent ({dict(kinds)})")
    if ledger.gave_up:
        faults.append(f"{ledger.gave_up} gave up")
    return faults + sorted(set(ledger.surprises))


def told(ledger: Ledger) -> str:
    """What a load came to, in a line."""
    refused = f"{ledger.came_back} of {ledger.came_back + len(ledger.came_back_otherwise)} refused forms filled"
    return f"{len(ledger.receipts)} acknowledged, longest without a receipt {ledger.longest_outage():.1f} s, {refused}"
