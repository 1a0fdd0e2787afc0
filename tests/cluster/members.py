"""Nodes that come, go and are replaced, one that nobody knows, and forms that reach two of them at once."""

from __future__ import annotations

import random
import re
import shutil
import threading
import time
from typing import TYPE_CHECKING

from bench.visitors import NONCE, Browser, LoadTarget
from portal.ballots.intake import receipts
from tests.cluster import checks, nodes
from tests.cluster.driver import Citizen, Crowd, Ledger, Pace, fields_of
from tests.cluster.failover import front, takes_again, tried_at
from tests.cluster.machines import APPROVERS, until
from tests.cluster.nodes import WEB_PORT, Node
from tests.cluster.table import Row, judged

if TYPE_CHECKING:
    from tests.cluster.nodes import Portal

FORMS, PHONES, A_SECOND = 200, 20, 20
"""Each form is two posts."""
SECONDS_TO_OPEN = 90
COOKIE = re.compile(rb"\r\nSet-Cookie: ([^;\r]+)", re.IGNORECASE)


def forms_at_both_nodes_at_once(portal: Portal) -> list[Row]:
    """Two hundred forms, each sent to both nodes in the same moment; then twenty phones once more, at the other."""
    places = [(node.address, WEB_PORT) for node in portal.nodes.values()]
    ledger, luck = Ledger(began=time.monotonic()), random.Random(5)
    target, pace = LoadTarget(0, portal.paths, fields_of(places[0], portal.paths[0])), Pace(A_SECOND)
    unlike = 0
    for _ in range(FORMS):
        form = Citizen(places, ledger, pace, luck).form(target)
        if form is not None:
            pace.wait()
            unlike += len(set(sent_to_all(places, form, ledger))) != 1
    ledger.ended = time.monotonic()
    again = [second_ballot(places, target, ledger, luck) for _ in range(PHONES)]
    faults = checks.faults_after(portal, ledger)
    wanted_ballots = FORMS + PHONES
    faults += [f"{len(ledger.receipts)} ballots"] if len(ledger.receipts) != wanted_ballots else []
    faults += [f"{unlike} forms with two receipts"] if unlike else []
    faults += [f"second ballots: {sorted(set(again))}"] if set(again) != {409} else []
    told = f"{len(ledger.receipts)} ballots of {FORMS} forms and {PHONES} phones; second ballots {sorted(set(again))}"
    wanted = f"{FORMS} ballots; a phone's second is known at the other node (409)"
    return [judged(f"{FORMS} forms to both nodes at once", wanted, told, faults)]


def sent_to_all(places: list[tuple[str, int]], form: tuple[str, bytes], ledger: Ledger) -> list[str]:
    """Send a form to each place in the same moment. Returns the receipts."""
    gate, given = threading.Barrier(len(places)), [""] * len(places)

    def send(number: int) -> None:
        citizen = Citizen([places[number]], ledger, Pace(50), random.Random(number))
        gate.wait()
        given[number] = citizen.send(*form)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(places))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def second_ballot(places: list[tuple[str, int]], target: LoadTarget, ledger: Ledger, luck: random.Random) -> int:
    """A phone votes at one node, then tries again with a new form at the other. Returns the status of that."""
    first, other = luck.sample(places, 2)
    form = Citizen([first], ledger, Pace(A_SECOND), luck).form(target)
    if form is None:
        return 0
    path, body = form
    with Browser(first[1], first[0]) as browser:
        reply = browser.post(path, body)
        cookie = COOKIE.search(reply.head)
    Citizen([other], ledger, Pace(A_SECOND), luck).send(path, body)  # the same form: shown its receipt again
    carried = cookie[1].decode() if cookie else ""
    with Browser(other[1], other[0]) as browser:
        nonce = NONCE.search(browser.get(path, cookie=carried).text)
        return browser.post(path, target.filled(nonce[1] if nonce else b"", luck), None, cookie=carried).status


def node_enrolled_lost_replaced(portal: Portal) -> list[Row]:
    """A third node: nobody knows it; it is enrolled; it is lost and revoked; another comes in its place."""
    node, office = Node(portal.site, "web3"), portal.office
    with Crowd(portal, [front(portal)], 15) as crowd:
        takes_again(crowd)
        node.start()
        until(lambda: answers_or_says_why(node), SECONDS_TO_OPEN, "an unknown node to say that it is none of ours")
        unknown = refusals_of(portal, node, crowd)
        node.stop()
        nodes.enrol(office, node)
        node.start()
        taken = first_receipts(portal, node, crowd)
        node.kill()
        office.flask(office.environment, "nodes", "revoke", "web3")
        said = len(node.said())
        node.start()
        until(lambda: answers_or_says_why(node, said), SECONDS_TO_OPEN, "a revoked node to say so")
        revoked = refusals_of(portal, node, crowd)
        node.kill()
        shutil.rmtree(node.instance)
        node = Node(portal.site, "web3")
        nodes.enrol(office, node, "web3-new")
        node.start()
        replaced = first_receipts(portal, node, crowd)
        node.kill()
        office.flask(office.environment, "nodes", "revoke", "web3-new")
        shutil.rmtree(node.instance)
        by, second = APPROVERS
        for name in ("web3", "web3-new"):
            # else results would stay shut, waiting for it
            office.flask(office.environment, "nodes", "destroyed", name, "--by", by, "--second", second)
        takes_again(crowd)
    faults = checks.faults_after(portal, crowd.ledger)
    told = f"enrolled: {taken} receipts, replaced: {replaced}; {checks.told(crowd.ledger)}"
    return [
        judged(
            "a node with an unknown key",
            "takes nothing, says why; /readyz red, or it does not start",
            "ten forms of another node sent to it",
            unknown,
        ),
        judged("node enrolled, lost, replaced", "0 lost; the revoked key opens nothing", told, faults + revoked),
    ]


def refusals_of(portal: Portal, node: Node, crowd: Crowd) -> list[str]:
    """What is wrong with a node that must not take anything: forms of another node are sent to it."""
    given, luck = Ledger(began=time.monotonic()), random.Random(6)
    web1 = (portal.nodes["web1"].address, WEB_PORT)
    for _ in range(10):
        form = Citizen([web1], given, Pace(4), luck, 10).form(crowd.target)
        if form is not None:
            Citizen([(node.address, WEB_PORT)], given, Pace(4), luck).try_once(*form)
    portal.promised |= {receipts.digest(code) for code in given.receipts}
    wrong = [f"{len(given.receipts)} RECEIPTS"] if given.receipts else []
    wrong += checks.faults_of_answers(given)
    ready, why = node.asked("/readyz")
    return wrong + ([] if ready in {0, 503} else [f"/readyz {ready} {why[:200]}"])


def answers_or_says_why(node: Node, since: int = 0) -> bool:
    """Whether it is there, if only to refuse; or ended, with the reason in its log."""
    return node.status("/healthz") == 200 or any(word in node.said()[since:] for word in ("ghi danh", "thu hồi"))


def first_receipts(portal: Portal, node: Node, crowd: Crowd) -> int:
    """Wait until a node takes ballots. Returns how many it took in some seconds then."""
    node.wait_until_it_serves()
    given: list[Ledger] = []

    def takes() -> bool:
        given.append(tried_at(node, crowd.target, 2))
        portal.promised |= {receipts.digest(code) for code in given[-1].receipts}
        return bool(given[-1].receipts)

    until(takes, SECONDS_TO_OPEN, f"{node.name} to take ballots")
    return len(given[-1].receipts)
