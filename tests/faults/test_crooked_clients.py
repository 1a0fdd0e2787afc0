"""Requests no browser sends, the same form sent sixteen times at once, an old recording, a line that loses a third."""

from __future__ import annotations

import base64
import json
import os
import random
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from select import select as look
from typing import TYPE_CHECKING

import psutil
import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, union_all

from bench import slow
from bench.servers import ROOT
from bench.visitors import NONCE, Browser, LoadTarget, together
from portal.ballots.models import receipt_pool, sealed_receipt
from portal.extensions import db
from portal.sealing.log import checkpoints, log
from portal.surveys.models import Round
from tests.faults import crowd, malformed
from tests.faults.installation import application

if TYPE_CHECKING:
    from tests.faults.installation import Installation

NOTHING = (0, 0)
EMPTY_URL = {"PORTAL_DATABASE_URL": ""}


def test_malformed_requests_do_no_harm(installation: Installation, long, note):
    """Grammar and byte fuzz from a seed: nothing is a fault of the server, nothing is kept, it is not larger after."""
    many = 10_000 if long else 300
    with installation.serving() as server:
        sent = malformed.Sender(server.port, installation.paths, random.Random(198))
        sent.send(many // 10)
        before, size = installation.ballots(), resident(server.process_ids[0])
        workers = {child.pid for child in psutil.Process(server.process_ids[0]).children()}
        sent.send(many)
        grown = resident(server.process_ids[0]) / size
        with crowd.coming(server.port, installation.paths, at_once=1) as ledger:
            time.sleep(0.3)
        same = workers == {child.pid for child in psutil.Process(server.process_ids[0]).children()}
    note(requests=sum(sent.statuses.values()), statuses=dict(sorted(sent.statuses.items())), memory=f"{grown:.2f}")
    assert [status for status in sent.statuses if status >= 500] == []
    assert same, "a worker was restarted"
    assert grown < 1.1
    assert installation.ballots() == before + len(ledger.acknowledged)
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


SLOW, LIMIT_SECONDS = 16, 30


def test_sixteen_slow_heads_and_sixteen_slow_bodies_keep_no_citizen_waiting(installation: Installation, note):
    """Eight threads would not be enough for them; a form is taken while all are open, then each is hung up on."""
    with installation.serving(LIMIT_SECONDS) as server, ExitStack() as stack:
        beginnings = [slow.HEAD, slow.BODY] * SLOW
        lines = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port), 180)) for _ in beginnings]
        for line, beginning in zip(lines, beginnings, strict=True):
            line.sendall(beginning)
        place, ledger = LoadTarget(server.port, installation.paths), crowd.Ledger()
        place.learn()
        crowd.Citizen(server.port, ledger, random.Random(5)).go(place)
        spoken_to, _writable, _broken = look(lines, [], [], 0)
        answers = [everything(line)[:12] for line in lines]
    note(slow=len(lines), hung_up_on=len(answers))
    assert (len(ledger.acknowledged), spoken_to) == (1, [])
    assert answers == [b"", b"HTTP/1.1 408"] * SLOW
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


def everything(line: socket.socket) -> bytes:
    """What the server says until it hangs up."""
    return b"".join(iter(lambda: line.recv(65536), b""))


def resident(process_id: int) -> int:
    """Bytes of memory of a process and its children."""
    whole = psutil.Process(process_id)
    return sum(one.memory_info().rss for one in (whole, *whole.children(recursive=True)))


def forms(place: LoadTarget, count: int) -> list[tuple[str, bytes]]:
    """Filled forms, one of a kind each: the path and the body."""
    luck, found = random.Random(7), []
    for number in range(count):
        path = place.paths[number % len(place.paths)]
        with Browser(place.port) as browser:
            nonce = NONCE.search(browser.get(path).text)
        found.append((path, place.filled(nonce[1], luck)))
    return found


def test_a_form_sent_sixteen_times_at_once_to_two_nodes_is_one_ballot(installation: Installation, long, note):
    count, at_once = (1000, 16) if long else (4, 16)
    replies: dict[int, set[str]] = {}
    with installation.serving() as one, installation.serving() as other:
        place = LoadTarget(one.port, installation.paths)
        place.learn()
        for number, (path, body) in enumerate(forms(place, count)):
            replies[number] = race(path, body, [one.port, other.port], at_once)
    receipts = set().union(*replies.values())
    note(forms=count, posts=count * at_once, receipts=len(receipts))
    assert all(len(given) == 1 for given in replies.values())
    assert len(receipts) == count
    assert installation.lost_or_doubled(receipts) == NOTHING


def race(path: str, body: bytes, ports: list[int], at_once: int) -> set[str]:
    """Send the same form from so many threads at the same moment. Returns every receipt that was shown."""
    start, shown = threading.Barrier(at_once), set[str]()

    def send(number: int) -> None:
        with Browser(ports[number % len(ports)]) as browser:
            start.wait()
            thanks = browser.get(browser.post(path, body).location).text
        found = crowd.RECEIPT.search(thanks)
        shown.add(found[1].decode().replace(" ", "") if found else "none")

    together([threading.Thread(target=send, args=(number,)) for number in range(at_once)])
    return shown


@pytest.mark.long_fault
def test_a_recording_played_again_after_a_restart_adds_nothing(installation: Installation, long, note):
    count = 300 if long else 15
    with installation.serving() as server:
        place = LoadTarget(server.port, installation.paths)
        place.learn()
        recorded = forms(place, count)
        first = [race(path, body, [server.port], 1) for path, body in recorded]
    before = installation.ballots()
    with installation.serving() as server:
        again = [race(path, body, [server.port], 1) for path, body in recorded]
    note(forms=count, added=installation.ballots() - before)
    assert again == first
    assert installation.lost_or_doubled(set().union(*first)) == NOTHING


@pytest.mark.long_fault
def test_a_line_that_loses_a_third_still_gives_everybody_one_receipt(installation: Installation, long, note):
    with (
        installation.serving() as server,
        crowd.coming(server.port, installation.paths, at_once=4, loses=0.3) as ledger,
    ):
        time.sleep(30 if long else 2)
    note(ballots=len(ledger.acknowledged), cut=ledger.cut, gave_up=ledger.gave_up)
    assert ledger.cut
    assert ledger.gave_up == 0
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING


@pytest.mark.long_fault
def test_the_sealer_is_killed_at_every_step(installation: Installation, long, note):
    """Kill -9 before each statement and each commit in turn; whatever it leaves, the next run goes on from."""
    with installation.serving() as server, crowd.coming(server.port, installation.paths, at_once=6) as ledger:
        time.sleep(4 if long else 1.5)
    settings = {**os.environ, **installation.environment}
    program = [sys.executable, "-m", "tests.faults.dying", "200" if long else "8"]
    done = subprocess.run(program, cwd=ROOT, env=settings, check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(done.stdout)
    checked = installation.flask("box", "verify", check=False)
    note(deaths=told["deaths"], ballots=len(ledger.acknowledged))
    assert told["deaths"] >= 8
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING
    assert checked.returncode == 0, checked.stdout


@pytest.mark.long_fault
def test_a_backup_under_load_is_a_whole_portal_elsewhere(installation: Installation, long, note, tmp_path):
    file = tmp_path / "backup.zip"
    with installation.serving() as server, crowd.coming(server.port, installation.paths, at_once=4) as ledger:
        time.sleep(0.5)
        with installation.sealing(1) as seal:
            assert seal.wait() == 0
        installation.flask("backup", "create", str(file))
        time.sleep(0.3)
    drill = installation.flask("backup", "drill", str(file))
    elsewhere = application({"PORTAL_INSTANCE": str(tmp_path / "bare"), **EMPTY_URL})
    with elsewhere.app_context():
        upgrade()
        result = elsewhere.test_cli_runner().invoke(args=["backup", "restore", str(file)])
        kept = set(db.session.scalars(select(receipt_hash())))
        size, root = grown_root()
        db.session.rollback()
        for engine in db.engines.values():
            engine.dispose()
    assert result.exit_code == 0, result.output
    assert "Diễn tập đạt" in drill.stdout
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING
    note(ballots=len(ledger.acknowledged), in_the_backup=len(kept))
    assert kept
    assert kept <= installation.promised
    with installation.app.app_context():
        survey = db.session.scalars(select(Round)).one()
        published = checkpoints.at(survey, size)
        db.session.rollback()
    assert published.note.splitlines()[2] == root


def grown_root() -> tuple[int, str]:
    """How many leaves the last checkpoint here covers, and the root that the leaves grow to, as notes write it."""
    survey = db.session.scalars(select(Round)).one()
    size = checkpoints.latest(survey).size
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        return size, base64.b64encode(log.tree_of(connection, survey.id, size).root()).decode()


def receipt_hash():
    """Receipts that still wait, sealed or not, as one column."""
    return union_all(select(receipt_pool.c.hash), select(sealed_receipt.c.hash)).subquery().c.hash


def test_migrations_go_down_and_up_and_ballots_do_not_change(installation: Installation, long, note):
    """Back to the first revision and forward again: whatever the first revision had is the same to the byte."""
    with installation.serving() as server, crowd.coming(server.port, installation.paths, at_once=2) as ledger:
        time.sleep(0.5)
    assert installation.lost_or_doubled(ledger.acknowledged) == NOTHING
    before = digests(installation)
    with installation.app.app_context():
        downgrade(revision="0024")
        upgrade()
        for engine in db.engines.values():
            engine.dispose()
    after = digests(installation)
    note(tables=len(before), rows=sum(count for count, _digest in before.values()))
    assert after == before
    assert before["receipt_pool"][0] + before["sealed_receipt"][0] > 0


FIRST_TABLES = (
    "receipt_pool",
    "sealed_receipt",
    "ballot_pool",
    "sealed_ballot",
    "comment_pool",
    "sealed_comment",
    "arrivals",
    "spent_mark",
    "unit",
    "event",
)


def digests(installation: Installation) -> dict[str, tuple[int, int]]:
    """Rows and a digest of every table that ballots live in."""
    with installation.app.app_context():
        tables = {name: db.metadata.tables[name] for name in FIRST_TABLES}
        found = {name: [tuple(row) for row in db.session.execute(select(table))] for name, table in tables.items()}
        db.session.rollback()
    return {name: (len(rows), hash(frozenset(map(repr, rows)))) for name, rows in found.items()}
