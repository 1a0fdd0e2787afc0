"""Races and repeats, over the real database: constraints decide, nothing is kept by halves."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlencode

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from portal.ballots.intake import statements
from portal.ballots.models import receipt_pool
from portal.extensions import db
from tests.ballots.conftest import kept

PARALLEL = 50


def post_at_once(app, path: str, bodies: list[bytes]) -> list:
    """Send all bodies at the same moment, each from a browser of its own."""
    gate = Barrier(len(bodies))
    db.session.commit()

    def send(raw: bytes):
        client = app.test_client()
        gate.wait(timeout=60)
        return client.post(path, data=raw, content_type="application/x-www-form-urlencoded")

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(lambda raw: contextvars.Context().run(send, raw), bodies))


def test_fifty_at_once_with_one_nonce_are_one_ballot_and_one_receipt(app, citizen):
    citizen.open()
    citizen.wait(seconds=60)
    raw = urlencode(citizen.fill()).encode()
    replies = post_at_once(app, citizen.path, [raw] * PARALLEL)
    assert [reply.status_code for reply in replies] == [303] * PARALLEL
    receipts = {citizen.client.get(reply.headers["Location"]).reads(".receipt") for reply in replies}
    assert len(receipts) == 1
    assert kept() == {**kept(), "ballot_pool": 1, "receipt_pool": 1, "spent_mark": 2, "arrivals": 1}


def test_fifty_different_citizens_at_once_are_all_taken_and_counted(app, phone):
    bodies = []
    for _one in range(PARALLEL):
        citizen = phone()
        citizen.open()
        bodies.append(urlencode(citizen.fill()).encode())
    citizen.wait(seconds=60)
    replies = post_at_once(app, citizen.path, bodies)
    assert [reply.status_code for reply in replies] == [303] * PARALLEL
    assert kept()["ballot_pool"] == PARALLEL
    assert db.session.scalar(text("SELECT sum(n) FROM arrivals")) == PARALLEL


def test_one_cookie_racing_with_sixteen_family_forms_stays_within_four(app, citizen):
    marked = citizen.answer().response.headers["Set-Cookie"].split(";")[0]
    bodies = []
    for _form in range(16):
        citizen.open("?family=1")
        bodies.append(urlencode(citizen.fill()).encode())
    citizen.wait(seconds=200)
    db.session.commit()

    def send(raw: bytes) -> int:
        client = app.test_client(use_cookies=False)
        return client.post(
            citizen.path, data=raw, content_type="application/x-www-form-urlencoded", headers={"Cookie": marked}
        ).status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda raw: contextvars.Context().run(send, raw), bodies))
    assert sorted(statuses) == [303] * 3 + [409] * 13
    assert kept()["ballot_pool"] == 4


@pytest.mark.parametrize("name", ["KEEP_BALLOT", "KEEP_RECEIPT", "KEEP_COMMENT", "COUNT"])
def test_a_failure_at_any_statement_keeps_nothing(citizen, monkeypatch, name):
    def fail(*_args: object, **_values: object) -> None:
        raise OperationalError(name, {}, Exception("the disk is full"))

    citizen.open()
    # PostgreSQL is sent three of them as one
    is_part = db.engine.dialect.name == "postgresql" and name != "KEEP_COMMENT"
    statement = statements.BALLOT.plain if is_part else getattr(statements, name)
    monkeypatch.setattr(statement, "run", fail)
    assert citizen.send(Q15="Xin cảm ơn").status == 503
    assert set(kept().values()) == {0}
    monkeypatch.undo()
    assert citizen.send(Q15="Xin cảm ơn").status == 303


def test_only_the_hash_of_a_receipt_is_kept(citizen):
    receipt = citizen.receipt(citizen.answer()).replace(" ", "")
    [row] = db.session.execute(select(receipt_pool)).all()
    assert len(row.hash) == 32
    assert receipt.encode() not in row.hash
