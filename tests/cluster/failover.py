"""Primaries that die, one that comes back, a web node that is gone: under load, every receipt checked afterwards."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from bench.visitors import LoadTarget
from portal.ballots.intake import receipts
from tests.cluster import checks
from tests.cluster.driver import Citizen, Crowd, Ledger, Pace
from tests.cluster.machines import step, until
from tests.cluster.nodes import FRONT_PORT, WEB_PORT
from tests.cluster.table import Row, judged

if TYPE_CHECKING:
    from tests.cluster.nodes import Node, Portal
    from tests.cluster.services import Database

TAKING_SECONDS, WARM = 90, 120
OLD_PRIMARY_SECONDS, OLD_PRIMARY_A_SECOND = 5, 4
AS_IT_WAS, WAITS_FOR_NOBODY = "as it was", "waits for nobody"
OLD_PRIMARIES: dict[str, dict[str, str]] = {AS_IT_WAS: {}, WAITS_FOR_NOBODY: {"synchronous_standby_names": ""}}
"""How somebody starts it by hand."""


def front(portal: Portal) -> tuple[str, int]:
    """Where citizens go."""
    return portal.site.address("front"), FRONT_PORT


def takes_again(crowd: Crowd) -> float:
    """Wait until somebody is given a receipt. Returns the seconds."""
    before, began = crowd.taken(), time.monotonic()
    until(lambda: crowd.taken() > before, TAKING_SECONDS, "a receipt")
    return time.monotonic() - began


def kill_process(portal: Portal, crowd: Crowd) -> Database:
    """PostgreSQL falls on a machine that lives: its Patroni hands over, and brings it back as a standby."""
    old = portal.databases.primary()
    old.kill_postgres()
    return replaced(portal, crowd, old)


def kill_machine(portal: Portal, crowd: Crowd) -> Database:
    """PostgreSQL and its Patroni at once: nobody is left to hand over."""
    old = portal.databases.primary()
    old.kill_machine()
    return replaced(portal, crowd, old)


def replaced(portal: Portal, crowd: Crowd, old: Database) -> Database:
    """Wait for another primary that takes ballots. Returns the old one."""
    until(lambda: portal.databases.primary_name() not in {"", old.name}, TAKING_SECONDS, "another primary")
    takes_again(crowd)
    return old


def short_form(portal: Portal) -> list[Row]:
    """Two kills, the old primary back with a node that leads to it, a lost node."""
    web1, web2 = portal.nodes["web1"], portal.nodes["web2"]
    with Crowd(portal, [front(portal)], 30) as crowd:
        until(lambda: crowd.taken() >= WARM, TAKING_SECONDS, "every process to have shown every form")
        step("load")
        kill_process(portal, crowd)
        step("process killed, replaced")
        portal.databases.wait_until_whole()
        step("whole again")
        old = kill_machine(portal, crowd)
        step("machine killed, replaced")
        wrong = led_to_an_old_primary(portal, web2, old, crowd.target)
        step("old primary tried")
        old.patroni.start()
        web1.kill()
        pause = takes_again(crowd)
        step("web node lost")
        portal.databases.wait_until_whole()
        crowd.stop()
    step("load ended")
    faults = checks.faults_after(portal, crowd.ledger)
    step("checked")
    web1.start()
    web1.wait_until_it_serves()
    return [
        kills_row(crowd.ledger, 2, faults),
        old_primary_row(wrong),
        judged("web node lost", "the other goes on, 0 lost", f"next receipt after {pause:.1f} s", faults),
    ]


def ten_kills(portal: Portal, seconds: float = 300, kills: int = 10) -> list[Row]:
    """Fifty posts a second for five minutes, the primary killed ten times: its process, or all of its machine."""
    with Crowd(portal, [front(portal)], 50) as crowd:
        deadline = time.monotonic() + seconds
        for number in range(kills):
            takes_again(crowd)
            if number % 2:
                kill_machine(portal, crowd).patroni.start()
            else:
                kill_process(portal, crowd)
            portal.databases.wait_until_whole()
        time.sleep(max(0.0, deadline - time.monotonic()))
        crowd.stop()
    return [kills_row(crowd.ledger, kills, checks.faults_after(portal, crowd.ledger))]


def site_lost(portal: Portal) -> list[Row]:
    """All of one place at once: the primary with its etcd, and a web node. Later all of it comes back."""
    node, old = portal.nodes["web1"], portal.databases.primary()
    keeper = portal.databases.etcds[old.name]
    with Crowd(portal, [front(portal)], 20) as crowd:
        takes_again(crowd)
        node.kill()
        keeper.kill()
        old.kill_machine()
        replaced(portal, crowd, old)
        keeper.start()
        old.patroni.start()
        node.start()
        portal.databases.wait_until_whole(120)
        node.wait_until_it_serves()
        takes_again(crowd)
    faults = checks.faults_after(portal, crowd.ledger)
    return [outage_row("a site lost: primary, etcd, web node", crowd.ledger, faults)]


def kills_row(ledger: Ledger, kills: int, faults: list[str]) -> Row:
    return outage_row(f"primary killed {kills} times under load", ledger, faults)


def outage_row(check: str, ledger: Ledger, faults: list[str]) -> Row:
    wanted = "0 lost, 0 doubled, every receipt found, no outage over 30 s, refused forms come back filled"
    late = [] if ledger.longest_outage() <= checks.OUTAGE_SECONDS else ["OUTAGE TOO LONG"]
    return judged(check, wanted, checks.told(ledger), faults + late)


def old_primary_row(wrong: list[str]) -> Row:
    wanted = "it takes nothing, says why in the log, /readyz red"
    return judged("old primary back, a node led to it", wanted, f"started {' and '.join(OLD_PRIMARIES)}", wrong)


def led_to_an_old_primary(portal: Portal, node: Node, old: Database, target: LoadTarget) -> list[str]:
    """The old primary is started by hand, and a node's proxy leads to it. Returns what is wrong."""
    wrong, said = [], len(node.said())
    for how, settings in OLD_PRIMARIES.items():
        program = old.alone(**settings)
        program.start()
        until(old.takes_connections, TAKING_SECONDS, "the old primary to run")
        node.sent_to(old)
        given = tried_at(node, target)
        ready = node.status("/readyz")
        portal.promised |= {receipts.digest(code) for code in given.receipts}
        wrong += [f"{len(given.receipts)} RECEIPTS ({how})"] if given.receipts else []
        wrong += [] if given.came_back else [f"nothing was refused ({how})"]
        wrong += checks.faults_of_answers(given)
        wrong += [] if ready == 503 else [f"/readyz {ready} ({how})"]
        program.kill()
        old.kill_postgres()
    node.sent_to(None)
    # once for each reason, whichever way it was started
    return wrong if "two_disks_refused" in node.said()[said:] else [*wrong, "the log does not say why"]


def tried_at(node: Node, target: LoadTarget, seconds: float = OLD_PRIMARY_SECONDS) -> Ledger:
    """Somebody sends forms to one node, each once. Returns what they were told."""
    ledger, pace, luck = Ledger(), Pace(OLD_PRIMARY_A_SECOND), random.Random(2)
    ledger.began = time.monotonic()
    while time.monotonic() < ledger.began + seconds:
        citizen = Citizen([(node.address, WEB_PORT)], ledger, pace, luck, seconds)
        form = citizen.form(target)
        if form is not None:
            citizen.try_once(*form)
    ledger.ended = time.monotonic()
    return ledger
