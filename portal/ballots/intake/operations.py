"""Takes a ballot: one short transaction in which unique constraints decide every race.

The one place without the ORM. Nothing is read back from the tables of ballots, here or anywhere on the public site:
the statements need the right to insert and no other, and run as they stand on both databases.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from portal.ballots.form.window import Gate, Window
from portal.ballots.intake import receipts
from portal.ballots.intake.nonce import spent_mark as mark_of_form
from portal.ballots.models import BUCKET_SECONDS
from portal.ballots.sealing.staging import mark
from portal.sealing.log.leaves import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Transaction

    from portal.ballots.desks.turns import Turn
    from portal.ballots.intake.marker import Marker
    from portal.ballots.intake.nonce import Nonce

    Mark = Marker | Turn

HOUR_SECONDS = 3600


class Statement:
    """A statement written once, with the holes of either driver; run without the toolkit's own bookkeeping."""

    def __init__(self, sql: str) -> None:
        self.sql = {"sqlite": sql, "postgresql": re.sub(r":(\w+)", r"%(\1)s", sql)}

    def run(self, connection: Connection, values: dict[str, object]) -> Any:  # noqa: ANN401 - the driver's own cursor
        driver: Any = connection.connection.dbapi_connection
        return driver.execute(self.sql[connection.dialect.name], values)


SPEND = Statement("INSERT INTO spent_mark (mark, round_id) VALUES (:mark, :round_id) ON CONFLICT DO NOTHING")
KEEP_BALLOT = Statement(
    "INSERT INTO ballot_pool (round_id, point_id, id, payload, mac) VALUES (:round_id, :point_id, :id, :payload, :mac)"
)
KEEP_COMMENT = Statement(
    "INSERT INTO comment_pool (round_id, point_id, id, body, mac) VALUES (:round_id, :point_id, :id, :body, :mac)"
)
KEEP_RECEIPT = Statement(
    "INSERT INTO receipt_pool (hash, round_id, point_id, mac) VALUES (:hash, :round_id, :point_id, :mac)"
)
COUNT = Statement(
    "INSERT INTO arrivals (point_id, bucket, channel, n) VALUES (:point_id, :bucket, :channel, 1) "
    "ON CONFLICT (point_id, bucket, channel) DO UPDATE SET n = arrivals.n + 1"
)
PACE = Statement(
    "INSERT INTO desk_pace (phone_id, hour, n) VALUES (:phone_id, :hour, 1) "
    "ON CONFLICT (phone_id, hour) DO UPDATE SET n = desk_pace.n + 1"
)
EDGES = Statement("SELECT opens_at, closes_at, results_opened_at FROM round WHERE id = :round_id")


class Outcome(Enum):
    """How a submission ended."""

    TAKEN = "taken"
    REPEATED = "repeated"
    EARLY = "early"
    OVER = "over"
    TOO_OLD = "too old"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in form that passed every check made without the database.

    `markers` are the counts this ballot may take on its browser, the lowest first: the first that is free is taken.
    `source` is for the counters in memory and goes into no table. `phone_id` names a desk phone, whose hour is counted.
    """

    nonce: Nonce
    markers: tuple[Mark, ...]
    payload: bytes
    comment: str
    channel: str
    receipt: str
    source: bytes
    phone_id: int | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The round's spent key, which makes the marks of used forms; the row key, which marks what waits as ours."""

    spent: bytes
    row: bytes


def take(engine: Engine, keys: Keys, sent: Submission, moment: datetime) -> tuple[Outcome, Mark | None]:
    """Keep a ballot and return its marker, or say why not and keep nothing."""
    round_id = sent.nonce.round_id
    with all_or_nothing(engine) as (connection, transaction):
        if not spend(connection, mark_of_form(keys.spent, sent.nonce), round_id):
            return Outcome.REPEATED, None
        gate = window(connection, round_id).takes(moment, sent.nonce.issued)
        if gate is not Gate.OPEN:
            return Outcome(gate.value), None
        free = (one for one in sent.markers if spend(connection, one.spent(keys.spent), round_id))
        marker = next(free, None)
        if marker is None:
            return Outcome.USED, None
        write(connection, keys.row, sent, int(moment.timestamp()))
        transaction.commit()
    return Outcome.TAKEN, marker


def is_spent(engine: Engine, mark: bytes, round_id: int) -> bool:
    """Whether a mark stands already: the constraint is asked, and what it let in is given back."""
    with all_or_nothing(engine) as (connection, _transaction):
        return not spend(connection, mark, round_id)


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
    return bool(SPEND.run(connection, {"mark": mark, "round_id": round_id}).rowcount)


def window(connection: Connection, round_id: int) -> Window:
    """Return the round's window as it is at this very moment."""
    opens_at, closes_at, results_opened_at = EDGES.run(connection, {"round_id": round_id}).fetchone()
    return Window(aware(opens_at), aware(closes_at), results_opened_at is not None)


def aware(kept: datetime | str) -> datetime:
    """Read a moment as its driver gives it: SQLite keeps text in UTC."""
    return datetime.fromisoformat(kept).replace(tzinfo=UTC) if isinstance(kept, str) else kept


def write(connection: Connection, key: bytes, sent: Submission, second: int) -> None:
    """Write ballot, receipt, comment and count: rows that share nothing but their point, each under its own mark."""
    where = sent.nonce.round_id, sent.nonce.point_id
    place: dict[str, object] = dict(zip(("round_id", "point_id"), where, strict=True))
    name, receipt = os.urandom(16), receipts.digest(sent.receipt)
    mac = mark(key, Kind.BALLOT, where, name, sent.payload)
    KEEP_BALLOT.run(connection, {**place, "id": name, "payload": sent.payload, "mac": mac})
    KEEP_RECEIPT.run(connection, {**place, "hash": receipt, "mac": mark(key, Kind.RECEIPT, where, receipt)})
    if sent.comment:
        name = os.urandom(16)
        mac = mark(key, Kind.COMMENT, where, name, sent.comment)
        KEEP_COMMENT.run(connection, {**place, "id": name, "body": sent.comment, "mac": mac})
    bucket = second // BUCKET_SECONDS
    COUNT.run(connection, {"point_id": sent.nonce.point_id, "bucket": bucket, "channel": sent.channel})
    if sent.phone_id is not None:
        PACE.run(connection, {"phone_id": sent.phone_id, "hour": second // HOUR_SECONDS})
