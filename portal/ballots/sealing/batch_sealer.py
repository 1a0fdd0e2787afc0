"""Moves ballots, comments and receipts from the pools to the sealed tables, so that no order of arrival is left.

Never in a request. While a round runs, everything of it enters together at a full hour, in an order of chance over
kinds and communes, and only where the receipts of fifty voters wait; else at the next hour. A point with twenty ballots
waiting gives ten at random: at least ten always stay, so that nobody who saw the last person leave can find their
ballot (P2). Once the round takes no more, all goes. What is moved becomes leaves of the round's log in the same
transaction, in the order of their hashes. A row without the portal's own MAC is never moved (P9).
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from time import sleep
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import and_, delete, func, insert, select

from portal.ballots.intake.nonce import LIFE_SECONDS
from portal.ballots.models import batch_hour
from portal.ballots.sealing import quarantine, row_mac, traces
from portal.ballots.sealing.sealable_tables import (
    BALLOTS,
    COMMENTS,
    RECEIPTS,
    SEALABLE_TABLES,
    SealableTable,
    unit_codes,
)
from portal.ballots.sealing.used_token_keys import UsedTokenKeys
from portal.extensions import db
from portal.sealing import sealer
from portal.sealing.log import log_mac
from portal.surveys.models import GRACE, Round
from portal.web.data import clock, locks, transactions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


log = logging.getLogger(__name__)

EVERY_MINUTES = 2
LEAST_WAITING, BATCH = 20, 10
LEAST_VOTERS = 50
"""So many receipts must wait: the log's growth in a quiet hour would tell who answered, and who did not."""
FIRST_OF_HOUR = timedelta(minutes=10)
"""A run in the first minutes of an hour makes the hour's batch: the worker may have been busy when it struck."""
CHUNK = 200
PAUSE_SECONDS = 0.05
"""SQLite has one writer, and whoever waits for it looks again every few hundredths of a second."""
WaitingRow = tuple[SealableTable, int, bytes]
"""Where a row waits, its point, its key."""
KEY_LIFE = timedelta(seconds=LIFE_SECONDS) + GRACE
chance = SystemRandom()


@dataclass(frozen=True)
class BatchResult:
    """What one run did; `ran` is false where another run was at it."""

    ran: bool
    ballots: int = 0
    comments: int = 0
    receipts: int = 0
    waiting: bool = field(default=False, compare=False)
    """Whether receipts wait for a full hour, or for more voters."""
    quarantined: int = 0
    """Rows quarantined: the portal did not write them."""
    troubles: tuple[tuple[str, str], ...] = ()
    """Rounds whose log was not signed, and why."""


def run(*, sign: bool = False) -> BatchResult:
    """Move what may be moved and seal it, one run at a time over all machines; `sign` waits for no ten minutes."""
    with locks.exclusive("seal", Path(current_app.config["INSTANCE"])) as got:
        if not got:
            return BatchResult(ran=False)
        quarantined, sealed = (
            sum(quarantine.quarantine_foreign_rows(sealable) for sealable in SEALABLE_TABLES),
            seal_due_batches(),
        )
        destroy_old_keys()
        if not traces.cut_log():  # it still holds receipts beside their ballots
            log.warning("write_ahead_log_not_cut")
        troubles = sealer.run(now=sign)
        waits = any(map(receipts_waiting, rounds_waiting()))
    counted = {"ballots": sealed[BALLOTS], "comments": sealed[COMMENTS], "receipts": sealed[RECEIPTS]}
    return BatchResult(ran=True, waiting=waits, quarantined=quarantined, troubles=tuple(troubles.items()), **counted)


def seal_due_batches() -> Counter[SealableTable]:
    """Every round's batch, where it is time for one. Returns how many rows of each kind went."""
    sealed, now = Counter[SealableTable](), clock.now()
    over, hour = rounds_closed_before(now - GRACE), now.replace(minute=0, second=0, microsecond=0)
    for round_id in rounds_waiting():
        if round_id in over:
            sealed += seal_batch(round_id, whole_batch(round_id))
        elif now - hour < FIRST_OF_HOUR and last_hour(round_id) != hour:
            if receipts_waiting(round_id) >= LEAST_VOTERS:
                sealed += seal_batch(round_id, sample_batch(round_id), pause=PAUSE_SECONDS)
            save_hour(round_id, hour)
    return sealed


def rounds_closed_before(moment: datetime) -> set[int]:
    """The rounds that were closed by then."""
    with read_connection() as connection:
        return set(connection.scalars(select(Round.id).where(Round.closes_at <= moment)))


def rounds_waiting() -> list[int]:
    """The rounds of which anything waits."""
    with read_connection() as connection:
        return sorted(
            {
                number
                for sealable in SEALABLE_TABLES
                for number in connection.scalars(select(sealable.pool.c.round_id).distinct())
            }
        )


def receipts_waiting(round_id: int) -> int:
    """How many voters' receipts wait."""
    query = select(func.count()).select_from(RECEIPTS.pool).where(RECEIPTS.pool.c.round_id == round_id)
    with read_connection() as connection:
        return connection.scalar(query) or 0


def last_hour(round_id: int) -> datetime | None:
    """The full hour at which a round's batch was last made, or left to the next; None before the first."""
    with read_connection() as connection:
        hour: datetime | None = connection.scalar(select(batch_hour.c.hour).where(batch_hour.c.round_id == round_id))
        return hour


def save_hour(round_id: int, hour: datetime) -> None:
    """Note that this hour's batch was made or left: what comes now waits for the next hour."""
    with transactions.write_engine().begin() as connection:
        connection.execute(delete(batch_hour).where(batch_hour.c.round_id == round_id))
        connection.execute(insert(batch_hour).values(round_id=round_id, hour=hour))


def sample_batch(round_id: int) -> list[WaitingRow]:
    """What enters from a running round: all receipts, tens of each point's ballots and comments, all by chance."""
    return shuffled(
        [*waiting_rows(RECEIPTS, round_id), *sample_tens(BALLOTS, round_id), *sample_tens(COMMENTS, round_id)]
    )


def whole_batch(round_id: int) -> list[WaitingRow]:
    """Whatever waits of a round."""
    return shuffled([row for sealable in SEALABLE_TABLES for row in waiting_rows(sealable, round_id)])


def shuffled(rows: list[WaitingRow]) -> list[WaitingRow]:
    """An order of chance over kinds and points."""
    chance.shuffle(rows)
    return rows


def sample_tens(sealable: SealableTable, round_id: int) -> list[WaitingRow]:
    """From each point tens at random."""
    by_point: dict[int, list[WaitingRow]] = {}
    for row in waiting_rows(sealable, round_id):
        by_point.setdefault(row[1], []).append(row)
    return [row for rows in by_point.values() for row in chance.sample(rows, sample_size(len(rows)))]


def sample_size(waiting: int) -> int:
    """How many of a running point's ballots may go: tens, and ten or more stay."""
    return (waiting - BATCH) // BATCH * BATCH if waiting >= LEAST_WAITING else 0


def waiting_rows(sealable: SealableTable, round_id: int) -> list[WaitingRow]:
    """The points and keys of the rows that wait."""
    pool = sealable.pool.c
    with read_connection() as connection:
        rows = connection.execute(select(pool.point_id, sealable.key).where(pool.round_id == round_id))
        return [(sealable, point_id, key) for point_id, key in rows]


def seal_batch(round_id: int, batch: list[WaitingRow], *, pause: float = 0) -> Counter[SealableTable]:
    """Move a round's batch in short transactions, with a pause between them while ballots come in."""
    sealed = Counter[SealableTable]()
    with read_connection() as connection:
        places = unit_codes(connection, round_id)
    for start in range(0, len(batch), CHUNK):
        if start and pause:
            sleep(pause)
        sealed += seal_chunk(round_id, batch[start : start + CHUNK], places)
    return sealed


def seal_chunk(round_id: int, chunk: list[WaitingRow], places: dict[int, str]) -> Counter[SealableTable]:
    """Copy rows, take them out of the pools and append their leaves: all of it or nothing. Returns how many.

    What is sealed is what was read and found ours; the transaction, for which others wait, only writes. Where not all
    of it is in the pools any more nothing is kept, and the next batch looks again.
    """
    valid = {sealable: rows for sealable in SEALABLE_TABLES if (rows := read_valid_rows(sealable, round_id, chunk))}
    leaves = {
        sealable.leaf(row, places): (sealable, sealable.sealed_row(row))
        for sealable, rows in valid.items()
        for row in rows
    }
    with db.engine.connect() as connection:
        for sealable, rows in valid.items():
            condition = rows_with_keys(sealable, round_id, ((row["point_id"], row[sealable.key_name]) for row in rows))
            if connection.execute(delete(sealable.pool).where(condition)).rowcount != len(rows):
                return Counter()
        numbers = log_mac.append(connection, round_id, leaves)
        ordered = [leaves[leaf] for leaf in sorted(leaves, key=lambda leaf: numbers[leaf.entry])]
        for sealable in valid:
            connection.execute(insert(sealable.sealed), [row for table, row in ordered if table is sealable])
        connection.commit()
    return Counter({sealable: len(rows) for sealable, rows in valid.items()})


def read_valid_rows(sealable: SealableTable, round_id: int, chunk: list[WaitingRow]) -> list[dict[str, Any]]:
    """The rows of a chunk that wait in this pool and were put there by the portal."""
    keys = [(point_id, key) for table, point_id, key in chunk if table is sealable]
    if not keys:
        return []
    with read_connection() as connection:
        rows = connection.execute(select(sealable.pool).where(rows_with_keys(sealable, round_id, keys))).mappings()
        return [row for row in map(dict, rows) if row_mac.has_valid_mac(sealable, row)]


def rows_with_keys(sealable: SealableTable, round_id: int, rows: Iterable[tuple[int, bytes]]) -> ColumnElement[bool]:
    """The rows of a pool with these points and keys."""
    points, keys = zip(*rows, strict=True)
    pool = sealable.pool.c
    return and_(pool.round_id == round_id, pool.point_id.in_(set(points)), sealable.key.in_(keys))


def read_connection() -> Connection:
    """A connection that only reads, so that it waits for no writer."""
    return db.engine.connect().execution_options(sqlite_readonly=True)


def destroy_old_keys() -> None:
    """Destroy the used-token keys of rounds none of whose forms is still alive."""
    keys = UsedTokenKeys(Path(current_app.config["INSTANCE"]) / "keys")
    for round_id in rounds_closed_before(clock.now() - KEY_LIFE):
        keys.destroy(round_id)
