"""Moves ballots, comments and receipts from the pools to the sealed tables, so that no order of arrival is left.

Never in a request. While a round runs, everything of it enters together at a full hour, in an order of chance over
kinds and communes, and only where the receipts of fifty voters wait; else at the next hour. A point with twenty ballots
waiting gives ten at random: at least ten always stay, so that nobody who saw the last person leave can find their
ballot (P2). Once the round takes no more, all goes. What is moved becomes leaves of the round's log in the same
transaction, in the order of their hashes. A row without the portal's own MAC is never moved (P9).
"""

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import SystemRandom
from time import sleep

from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, func, insert, select

from portal.ballots.intake.tokens import FORM_LIFE_SECONDS
from portal.ballots.models import batch_hour
from portal.ballots.sealing import pool_encryption, quarantine, sealable_tables
from portal.ballots.sealing.pool_encryption import PoolKey
from portal.ballots.sealing.sealable_tables import BALLOTS, COMMENTS, RECEIPTS, SEALABLE_TABLES, Row, SealableTable
from portal.extensions import db
from portal.nodes.round_secrets import current_secrets
from portal.sealing import sealer
from portal.sealing.log import log
from portal.surveys.models import GRACE, Round
from portal.web.data import clock, databases, locks, transactions
from portal.web.data.sealed_box import Unopened

logger = logging.getLogger(__name__)

EVERY_MINUTES = 2
LEAST_WAITING, BATCH = 20, 10
# so many receipts must wait: the log's growth in a quiet hour would tell who answered, and who did not (ruling 1)
LEAST_VOTERS = 50
# a run in the first minutes of an hour makes the hour's batch: the worker may have been busy when it struck
FIRST_OF_HOUR = timedelta(minutes=10)
CHUNK = 200
# on SQLite a form waits as long as such a transaction takes, so while a round runs they are kept short
SHORT_CHUNK = 50
# SQLite has one writer, and whoever waits for it looks again every few hundredths of a second
PAUSE_SECONDS = 0.05
KEY_LIFE = timedelta(seconds=FORM_LIFE_SECONDS) + GRACE
WaitingRow = tuple[SealableTable, int, bytes]  # where a row waits, its point, its key
chance = SystemRandom()  # not a seeded one: who knew the seed would know the order (P2)


@dataclass(frozen=True)
class BatchResult:
    """What one run did; `ran` is false where another run was at it.

    `waiting` says whether receipts wait for a full hour, or for more voters; `quarantined` counts rows the portal did
    not write; `troubles` are the rounds whose log was not signed, and why.
    """

    ran: bool
    ballots: int = 0
    comments: int = 0
    receipts: int = 0
    waiting: bool = field(default=False, compare=False)
    quarantined: int = 0
    troubles: tuple[tuple[str, str], ...] = ()


def run(*, sign: bool = False, pause: float = PAUSE_SECONDS) -> BatchResult:
    """Move what may be moved and seal it, one run at a time over all machines; `sign` waits for no ten minutes.

    `pause`: seconds between its transactions while a round runs, in which ballots come in.
    """
    with locks.exclusive("seal", Path(current_app.config["INSTANCE"])) as got:
        if not got:
            return BatchResult(ran=False)
        # first: a foreign row must not be counted among the voters that wait
        quarantined = sum(quarantine.quarantine_foreign_rows(sealable) for sealable in SEALABLE_TABLES)
        sealed = seal_due_batches(pause)
        # a day after closing the last form has expired: what a phone sent before is then no longer told apart
        # and nothing waits encrypted under it
        end_secrets(rounds_closed_before(clock.now() - KEY_LIFE).difference(rounds_waiting()))
        if not databases.truncate_wal(db.engine):  # it still holds receipts beside their ballots
            logger.warning("write_ahead_log_not_cut")
        troubles = sealer.run(now=sign)
        waits = any(map(receipts_waiting, rounds_waiting()))
    counted = {"ballots": sealed[BALLOTS], "comments": sealed[COMMENTS], "receipts": sealed[RECEIPTS]}
    return BatchResult(ran=True, waiting=waits, quarantined=quarantined, troubles=tuple(troubles.items()), **counted)


def seal_due_batches(pause: float) -> Counter[SealableTable]:
    """Every round's batch, where it is time for one. Returns how many rows of each kind went."""
    sealed, now = Counter[SealableTable](), clock.now()
    over, hour = rounds_closed_before(now - GRACE), now.replace(minute=0, second=0, microsecond=0)
    for round_id in rounds_waiting():
        if round_id in over:
            batch = [row for sealable in SEALABLE_TABLES for row in waiting_rows(sealable, round_id)]
            sealed += seal_batch(round_id, shuffled(batch))
        elif now - hour < FIRST_OF_HOUR and last_hour(round_id) != hour:
            if receipts_waiting(round_id) >= LEAST_VOTERS:
                # all receipts, but of each point's ballots and comments tens alone: ten or more always stay
                tens = [*sample_tens(BALLOTS, round_id), *sample_tens(COMMENTS, round_id)]
                batch = shuffled([*waiting_rows(RECEIPTS, round_id), *tens])
                sealed += seal_batch(round_id, batch, pause=pause)
            # also where too few waited: what comes now waits for the next hour
            with transactions.write_engine().begin() as connection:
                log.replace_row(connection, batch_hour, round_id, hour=hour)
    return sealed


def end_secrets(rounds: Iterable[int]) -> None:
    """Have the used-token keys of rounds destroyed, on this machine at once."""
    used_token_keys = current_secrets()
    with transactions.read_connection() as connection:
        due = used_token_keys.unended(connection, rounds)
    for round_id in due:
        with transactions.write_engine().begin() as connection:
            used_token_keys.end(connection, round_id)


def rounds_closed_before(moment: datetime) -> set[int]:
    """The rounds that were closed by then."""
    with transactions.read_connection() as connection:
        return set(connection.scalars(select(Round.id).where(Round.closes_at <= moment)))


def rounds_waiting() -> list[int]:
    """The rounds of which anything waits."""
    queries = [select(sealable.pool.c.round_id).distinct() for sealable in SEALABLE_TABLES]
    with transactions.read_connection() as connection:
        return sorted({number for query in queries for number in connection.scalars(query)})


def receipts_waiting(round_id: int) -> int:
    """How many voters' receipts wait."""
    query = select(func.count()).select_from(RECEIPTS.pool).where(RECEIPTS.pool.c.round_id == round_id)
    with transactions.read_connection() as connection:
        return connection.scalar(query) or 0


def last_hour(round_id: int) -> datetime | None:
    """The full hour at which a round's batch was last made, or left to the next; None before the first."""
    with transactions.read_connection() as connection:
        hour: datetime | None = connection.scalar(select(batch_hour.c.hour).where(batch_hour.c.round_id == round_id))
        return hour


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
    """How many of a running point's ballots may go: tens, and ten or more stay (P2)."""
    return (waiting - BATCH) // BATCH * BATCH if waiting >= LEAST_WAITING else 0


def waiting_rows(sealable: SealableTable, round_id: int) -> list[WaitingRow]:
    """The points and keys of the rows that wait."""
    pool = sealable.pool.c
    with transactions.read_connection() as connection:
        rows = connection.execute(select(pool.point_id, sealable.key).where(pool.round_id == round_id))
        return [(sealable, point_id, key) for point_id, key in rows]


def seal_batch(round_id: int, batch: list[WaitingRow], *, pause: float = 0) -> Counter[SealableTable]:
    """Move a round's batch in short transactions, with a pause between them while ballots come in."""
    sealed = Counter[SealableTable]()
    with transactions.read_connection() as connection:
        places = sealable_tables.unit_codes(connection, round_id)
    size = SHORT_CHUNK if pause and db.engine.dialect.name == "sqlite" else CHUNK
    for start in range(0, len(batch), size):
        if start and pause:
            sleep(pause)
        sealed += seal_chunk(round_id, batch[start : start + size], places)
    return sealed


def seal_chunk(round_id: int, chunk: list[WaitingRow], places: dict[int, str]) -> Counter[SealableTable]:
    """Copy rows, take them out of the pools and append their leaves: all of it or nothing. Returns how many."""
    # what is sealed is what was read here and found ours; the transaction, for which others wait, only writes
    valid = {sealable: rows for sealable in SEALABLE_TABLES if (rows := read_valid_rows(sealable, round_id, chunk))}
    leaves = {
        sealable.leaf(row, places): (sealable, sealable.sealed_row(row))
        for sealable, rows in valid.items()
        for _waiting, row in rows
    }
    with db.engine.connect() as connection:
        for sealable, rows in valid.items():
            condition = rows_with_keys(
                sealable, round_id, ((row["point_id"], row[sealable.key_name]) for row, _sealed in rows)
            )
            if connection.execute(delete(sealable.pool).where(condition)).rowcount != len(rows):
                return Counter()  # not all of it is there any more: nothing is kept, and the next batch looks again
        numbers = log.append(connection, round_id, leaves)
        # in the order of the leaves: PostgreSQL lays rows in the order of their writing, which must tell no other (P2)
        ordered = [leaves[leaf] for leaf in sorted(leaves, key=lambda leaf: numbers[leaf.entry])]
        for sealable in valid:
            connection.execute(insert(sealable.sealed), [row for table, row in ordered if table is sealable])
        connection.commit()
    return Counter({sealable: len(rows) for sealable, rows in valid.items()})


def read_valid_rows(sealable: SealableTable, round_id: int, chunk: list[WaitingRow]) -> list[tuple[Row, Row]]:
    """The rows of a chunk that wait in this pool and were put there by the portal, each as it waits and is sealed."""
    keys = [(point_id, key) for table, point_id, key in chunk if table is sealable]
    if not keys:
        return []
    with transactions.read_connection() as connection:
        rows = connection.execute(select(sealable.pool).where(rows_with_keys(sealable, round_id, keys))).mappings()
        valid = [row for row in map(dict, rows) if sealable.has_valid_mac(row)]
    encrypted = any(map(sealable.is_encrypted, valid))
    return list(decrypted(sealable, valid, pool_encryption.key_of(round_id) if encrypted else None))


def decrypted(sealable: SealableTable, rows: Iterable[Row], key: PoolKey | None) -> Iterator[tuple[Row, Row]]:
    """Each row as it waits and as it is to be sealed; without its key an encrypted row goes on waiting."""
    for row in rows:
        if key is not None:
            # made under another key since the look for foreign rows, the next of which takes it out
            with suppress(Unopened):
                yield row, sealable.decrypted(row, key)
        elif not sealable.is_encrypted(row):
            yield row, row


def rows_with_keys(sealable: SealableTable, round_id: int, rows: Iterable[tuple[int, bytes]]) -> ColumnElement[bool]:
    """The rows of a pool with these points and keys."""
    points, keys = zip(*rows, strict=True)
    pool = sealable.pool.c
    # the points are part of what ballots and comments lie by: without them all of a round would be read
    return and_(pool.round_id == round_id, pool.point_id.in_(set(points)), sealable.key.in_(keys))
