"""Takes a ballot: one short transaction in which unique constraints decide every race.

The one place without the ORM. Nothing is read back from the tables of ballots, here or anywhere on the public site:
the statements need the right to insert and no other, and run as they stand on both databases.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, text

from portal.ballots import receipts
from portal.ballots.marker import spent_mark as mark_of_browser
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.nonce import spent_mark as mark_of_form
from portal.ballots.window import Gate, Window
from portal.surveys.models import Round

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Transaction

    from portal.ballots.marker import Marker
    from portal.ballots.nonce import Nonce

SPEND = text("INSERT INTO spent_mark (mark, round_id) VALUES (:mark, :round_id) ON CONFLICT DO NOTHING")
KEEP_BALLOT = text(
    "INSERT INTO ballot_pool (id, round_id, point_id, payload) VALUES (:id, :round_id, :point_id, :payload)"
)
KEEP_COMMENT = text("INSERT INTO comment_pool (id, round_id, point_id, body) VALUES (:id, :round_id, :point_id, :body)")
KEEP_RECEIPT = text("INSERT INTO receipt_pool (hash, round_id, point_id) VALUES (:hash, :round_id, :point_id)")
COUNT = text(
    "INSERT INTO arrivals (point_id, bucket, channel, n) VALUES (:point_id, :bucket, :channel, 1) "
    "ON CONFLICT (point_id, bucket, channel) DO UPDATE SET n = arrivals.n + 1"
)
EDGES = select(Round.opens_at, Round.closes_at, Round.results_opened_at).where(Round.id == bindparam("round_id"))


class Outcome(Enum):
    """How a submission ended."""

    TAKEN = "taken"
    REPEATED = "repeated"
    EARLY = "early"
    OVER = "over"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in form that passed every check made without the database.

    `markers` are the counts this ballot may take on its browser, the lowest first: the first that is free is taken.
    """

    nonce: Nonce
    markers: tuple[Marker, ...]
    payload: bytes
    comment: str
    channel: str
    receipt: str


def take(engine: Engine, key: bytes, sent: Submission, moment: datetime) -> tuple[Outcome, Marker | None]:
    """Keep a ballot and return its marker, or say why not and keep nothing. `key` is the round's spent key."""
    round_id = sent.nonce.round_id
    with all_or_nothing(engine) as (connection, transaction):
        if not spend(connection, mark_of_form(key, sent.nonce), round_id):
            return Outcome.REPEATED, None
        gate = window(connection, round_id).takes(moment, sent.nonce.issued)
        if gate is not Gate.OPEN:
            return Outcome(gate.value), None
        free = (one for one in sent.markers if spend(connection, mark_of_browser(key, one), round_id))
        marker = next(free, None)
        if marker is None:
            return Outcome.USED, None
        write(connection, sent, int(moment.timestamp()) // BUCKET_SECONDS)
        transaction.commit()
    return Outcome.TAKEN, marker


def is_spent(engine: Engine, key: bytes, nonce: Nonce) -> bool:
    """Whether a form was taken before: the constraint is asked, and what it let in is given back."""
    with all_or_nothing(engine) as (connection, _transaction):
        return not spend(connection, mark_of_form(key, nonce), nonce.round_id)


@contextmanager
def all_or_nothing(engine: Engine) -> Iterator[tuple[Connection, Transaction]]:
    """Open a transaction that is kept only where the block says so."""
    with engine.connect() as connection:
        transaction = connection.begin()
        try:
            yield connection, transaction
        finally:
            if transaction.is_active:
                transaction.rollback()


def spend(connection: Connection, mark: bytes, round_id: int) -> bool:
    """Write a mark; False where it stands already."""
    return bool(connection.execute(SPEND, {"mark": mark, "round_id": round_id}).rowcount)


def window(connection: Connection, round_id: int) -> Window:
    """Return the round's window as it is at this very moment."""
    row = connection.execute(EDGES, {"round_id": round_id}).one()
    return Window(row.opens_at, row.closes_at, row.results_opened_at is not None)


def write(connection: Connection, sent: Submission, bucket: int) -> None:
    """Write ballot, comment, receipt and count: four rows that share nothing but their point."""
    place = {"round_id": sent.nonce.round_id, "point_id": sent.nonce.point_id}
    connection.execute(KEEP_BALLOT, {**place, "id": os.urandom(16), "payload": sent.payload})
    connection.execute(KEEP_RECEIPT, {**place, "hash": receipts.digest(sent.receipt)})
    if sent.comment:
        connection.execute(KEEP_COMMENT, {**place, "id": os.urandom(16), "body": sent.comment})
    connection.execute(COUNT, {"point_id": sent.nonce.point_id, "bucket": bucket, "channel": sent.channel})
