"""Moves ballots, comments and receipts from the pools to the sealed tables, so that no order of arrival is left.

Never in a request. While a round runs, a point with twenty waiting gives ten at random: at least ten always stay,
so that nobody who saw the last person leave can find their ballot (P2). Receipts go every run, all of a round shuffled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import and_, delete, func, insert, select, true

from portal.ballots.keys import SpentKeys
from portal.ballots.models import (
    ballot_pool,
    comment_pool,
    receipt_pool,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
)
from portal.ballots.nonce import LIFE_SECONDS
from portal.extensions import db
from portal.surveys.models import GRACE, Round
from portal.web import clock, locks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection, Table

ENOUGH, BATCH = 20, 10
CHUNK = 200
PATIENCE_MILLISECONDS = 250
KEY_LIFE = timedelta(seconds=LIFE_SECONDS) + GRACE
chance = SystemRandom()


@dataclass(frozen=True)
class Moved:
    """What one run did; `ran` is false where another run was at it."""

    ran: bool
    ballots: int = 0
    comments: int = 0
    receipts: int = 0


def run() -> Moved:
    """Move what may be moved, one run at a time over all machines."""
    with locks.alone("seal", Path(current_app.config["INSTANCE"])) as got:
        if not got:
            return Moved(ran=False)
        over = rounds_closed_before(clock.now() - GRACE)
        moved = Moved(
            ran=True,
            ballots=move_by_point(ballot_pool, sealed_ballot, over),
            comments=move_by_point(comment_pool, sealed_comment, over),
            receipts=move_all(receipt_pool, sealed_receipt),
        )
        destroy_old_keys()
        if moved.ballots or moved.comments or moved.receipts:
            leave_no_trace()
    return moved


def rounds_closed_before(moment: datetime) -> set[int]:
    """The rounds that were closed by then."""
    with reading() as connection:
        return set(connection.scalars(select(Round.id).where(Round.closes_at < moment)))


def move_by_point(pool: Table, sealed: Table, over: set[int]) -> int:
    """Move from one pool: tens from running rounds, everything from rounds that take no more."""
    counted = select(pool.c.round_id, pool.c.point_id, func.count()).group_by(pool.c.round_id, pool.c.point_id)
    with reading() as connection:
        waiting = connection.execute(counted).all()
    moved = 0
    for round_id, point_id, n in waiting:
        count = n if round_id in over else share(n)
        if count:
            mine = and_(pool.c.round_id == round_id, pool.c.point_id == point_id)
            move(pool, sealed, pool.c.id, chance.sample(keys(pool.c.id, mine), count), mine)
            moved += count
    return moved


def share(waiting: int) -> int:
    """How many of a running point's ballots may go: tens, and ten or more stay."""
    return (waiting - BATCH) // BATCH * BATCH if waiting >= ENOUGH else 0


def move_all(pool: Table, sealed: Table) -> int:
    """Move whatever waits, in an order of chance over all points."""
    waiting = keys(pool.c.hash, true())
    chance.shuffle(waiting)
    move(pool, sealed, pool.c.hash, waiting, true())
    return len(waiting)


def keys(key: Column[bytes], mine: ColumnElement[bool]) -> list[bytes]:
    """The keys of the rows that wait."""
    with reading() as connection:
        return list(connection.scalars(select(key).where(mine)))


def move(pool: Table, sealed: Table, key: Column[bytes], wanted: list[bytes], mine: ColumnElement[bool]) -> None:
    """Copy rows in the order wanted and take them out of the pool, in short transactions that hold up no ballot."""
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        these = and_(mine, key.in_(chunk))
        with db.engine.begin() as connection:
            rows = {row[key.name]: dict(row) for row in connection.execute(select(pool).where(these)).mappings()}
            connection.execute(insert(sealed), [rows[one] for one in chunk])
            connection.execute(delete(pool).where(these))


def reading() -> Connection:
    """A connection that only reads, so that it waits for no writer."""
    return db.engine.connect().execution_options(sqlite_readonly=True)


def destroy_old_keys() -> None:
    """Destroy the spent keys of rounds none of whose forms is still alive."""
    spent = SpentKeys(Path(current_app.config["INSTANCE"]) / "keys")
    for round_id in rounds_closed_before(clock.now() - KEY_LIFE):
        spent.destroy(round_id)


def leave_no_trace() -> None:
    """Fold SQLite's write-ahead log into the database and cut it: it still holds receipts beside their ballots."""
    if db.engine.dialect.name != "sqlite":
        return
    borrowed = db.engine.raw_connection()
    try:
        driver: Any = borrowed.driver_connection
        driver.execute("PRAGMA wal_checkpoint(PASSIVE)")
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_MILLISECONDS}")
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        borrowed.invalidate()
