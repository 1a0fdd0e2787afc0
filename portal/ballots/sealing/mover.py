"""Moves ballots, comments and receipts from the pools to the sealed tables, so that no order of arrival is left.

Never in a request. While a round runs, everything of it enters together at a full hour, in an order of chance over
kinds and communes, and only where the receipts of fifty voters wait; else at the next hour. A point with twenty ballots
waiting gives ten at random: at least ten always stay, so that nobody who saw the last person leave can find their
ballot (P2). Once the round takes no more, all goes. What is moved becomes leaves of the round's log in the same
transaction, in the order of their hashes. A row without the portal's own mark is never moved (P9).
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
from portal.ballots.sealing import aside, staging, traces
from portal.ballots.sealing.keys import SpentKeys
from portal.ballots.sealing.loads import BALLOTS, COMMENTS, LOADS, RECEIPTS, Load, places_of
from portal.extensions import db
from portal.sealing import sealer
from portal.sealing.log import marks
from portal.surveys.models import GRACE, Round
from portal.web.data import clock, locks, transactions

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection


log = logging.getLogger(__name__)

ENOUGH, BATCH = 20, 10
LEAST_VOTERS = 50
"""So many receipts must wait: the log's growth in a quiet hour would tell who answered, and who did not."""
FIRST_OF_HOUR = timedelta(minutes=10)
"""A run in the first minutes of an hour makes the hour's batch: the worker may have been busy when it struck."""
CHUNK = 200
BREATH_SECONDS = 0.05
"""SQLite has one writer, and whoever waits for it looks again every few hundredths of a second."""
Waiting = tuple[Load, int, bytes]
"""Where a row waits, its point, its key."""
KEY_LIFE = timedelta(seconds=LIFE_SECONDS) + GRACE
chance = SystemRandom()


@dataclass(frozen=True)
class Moved:
    """What one run did; `ran` is false where another run was at it."""

    ran: bool
    ballots: int = 0
    comments: int = 0
    receipts: int = 0
    waiting: bool = field(default=False, compare=False)
    """Whether receipts wait for a full hour, or for more voters."""
    strange: int = 0
    """Rows taken aside: the portal did not write them."""
    troubles: tuple[tuple[str, str], ...] = ()
    """Rounds whose log was not signed, and why."""


def run(*, sign: bool = False) -> Moved:
    """Move what may be moved and seal it, one run at a time over all machines; `sign` waits for no ten minutes."""
    with locks.exclusive("seal", Path(current_app.config["INSTANCE"])) as got:
        if not got:
            return Moved(ran=False)
        strange, gone = sum(aside.sift(load) for load in LOADS), batches()
        destroy_old_keys()
        if not traces.cut_log():  # it still holds receipts beside their ballots
            log.warning("write_ahead_log_not_cut")
        troubles = sealer.run(now=sign)
        waits = any(map(receipts_waiting, rounds_waiting()))
    counted = {"ballots": gone[BALLOTS], "comments": gone[COMMENTS], "receipts": gone[RECEIPTS]}
    return Moved(ran=True, waiting=waits, strange=strange, troubles=tuple(troubles.items()), **counted)


def batches() -> Counter[Load]:
    """Every round's batch, where it is time for one. Returns how many rows of each kind went."""
    gone, now = Counter[Load](), clock.now()
    over, hour = rounds_closed_before(now - GRACE), now.replace(minute=0, second=0, microsecond=0)
    for round_id in rounds_waiting():
        if round_id in over:
            gone += move(round_id, everything(round_id))
        elif now - hour < FIRST_OF_HOUR and last_hour(round_id) != hour:
            if receipts_waiting(round_id) >= LEAST_VOTERS:
                gone += move(round_id, some(round_id), breath=BREATH_SECONDS)
            keep_hour(round_id, hour)
    return gone


def rounds_closed_before(moment: datetime) -> set[int]:
    """The rounds that were closed by then."""
    with reading() as connection:
        return set(connection.scalars(select(Round.id).where(Round.closes_at <= moment)))


def rounds_waiting() -> list[int]:
    """The rounds of which anything waits."""
    with reading() as connection:
        return sorted(
            {number for load in LOADS for number in connection.scalars(select(load.pool.c.round_id).distinct())}
        )


def receipts_waiting(round_id: int) -> int:
    """How many voters' receipts wait."""
    mine = select(func.count()).select_from(RECEIPTS.pool).where(RECEIPTS.pool.c.round_id == round_id)
    with reading() as connection:
        return connection.scalar(mine) or 0


def last_hour(round_id: int) -> datetime | None:
    """The full hour at which a round's batch was last made, or left to the next; None before the first."""
    with reading() as connection:
        hour: datetime | None = connection.scalar(select(batch_hour.c.hour).where(batch_hour.c.round_id == round_id))
        return hour


def keep_hour(round_id: int, hour: datetime) -> None:
    """Note that this hour's batch was made or left: whoever comes now waits for the next."""
    with transactions.write_engine().begin() as connection:
        connection.execute(delete(batch_hour).where(batch_hour.c.round_id == round_id))
        connection.execute(insert(batch_hour).values(round_id=round_id, hour=hour))


def some(round_id: int) -> list[Waiting]:
    """What enters from a running round: all receipts, tens of each point's ballots and comments, all by chance."""
    return shuffled([*waiting(RECEIPTS, round_id), *tens(BALLOTS, round_id), *tens(COMMENTS, round_id)])


def everything(round_id: int) -> list[Waiting]:
    """Whatever waits of a round."""
    return shuffled([one for load in LOADS for one in waiting(load, round_id)])


def shuffled(rows: list[Waiting]) -> list[Waiting]:
    """An order of chance over kinds and points."""
    chance.shuffle(rows)
    return rows


def tens(load: Load, round_id: int) -> list[Waiting]:
    """From each point tens at random."""
    by_point: dict[int, list[Waiting]] = {}
    for one in waiting(load, round_id):
        by_point.setdefault(one[1], []).append(one)
    return [one for rows in by_point.values() for one in chance.sample(rows, share(len(rows)))]


def share(waiting: int) -> int:
    """How many of a running point's ballots may go: tens, and ten or more stay."""
    return (waiting - BATCH) // BATCH * BATCH if waiting >= ENOUGH else 0


def waiting(load: Load, round_id: int) -> list[Waiting]:
    """The points and keys of the rows that wait."""
    pool = load.pool.c
    with reading() as connection:
        found = connection.execute(select(pool.point_id, load.key).where(pool.round_id == round_id))
        return [(load, point_id, key) for point_id, key in found]


def move(round_id: int, batch: list[Waiting], *, breath: float = 0) -> Counter[Load]:
    """Move a round's batch in short transactions, with a breath between them while ballots come in."""
    moved = Counter[Load]()
    with reading() as connection:
        places = places_of(connection, round_id)
    for start in range(0, len(batch), CHUNK):
        if start and breath:
            sleep(breath)
        moved += move_chunk(round_id, batch[start : start + CHUNK], places)
    return moved


def move_chunk(round_id: int, chunk: list[Waiting], places: dict[int, str]) -> Counter[Load]:
    """Copy rows, take them out of the pools and append their leaves: all of it or nothing. Returns how many.

    What is sealed is what was read and found ours; the transaction, for which others wait, only writes. Where not all
    of it is in the pools any more nothing is kept, and the next batch looks again.
    """
    kept = {load: rows for load in LOADS if (rows := found_ours(load, round_id, chunk))}
    leaves = {load.leaf(row, places): (load, load.kept(row)) for load, rows in kept.items() for row in rows}
    with db.engine.connect() as connection:
        for load, rows in kept.items():
            gone = these(load, round_id, ((row["point_id"], row[load.key_name]) for row in rows))
            if connection.execute(delete(load.pool).where(gone)).rowcount != len(rows):
                return Counter()
        numbers = marks.append(connection, round_id, leaves)
        ordered = [leaves[leaf] for leaf in sorted(leaves, key=lambda leaf: numbers[leaf.entry])]
        for load in kept:
            connection.execute(insert(load.sealed), [row for of, row in ordered if of is load])
        connection.commit()
    return Counter({load: len(rows) for load, rows in kept.items()})


def found_ours(load: Load, round_id: int, chunk: list[Waiting]) -> list[dict[str, Any]]:
    """The rows of a chunk that wait in this pool and were put there by the portal."""
    mine = [(point_id, key) for of, point_id, key in chunk if of is load]
    if not mine:
        return []
    with reading() as connection:
        rows = connection.execute(select(load.pool).where(these(load, round_id, mine))).mappings()
        return [row for row in map(dict, rows) if staging.is_ours(load, row)]


def these(load: Load, round_id: int, rows: Iterable[tuple[int, bytes]]) -> ColumnElement[bool]:
    """The rows of a pool with these points and keys."""
    points, keys = zip(*rows, strict=True)
    pool = load.pool.c
    return and_(pool.round_id == round_id, pool.point_id.in_(set(points)), load.key.in_(keys))


def reading() -> Connection:
    """A connection that only reads, so that it waits for no writer."""
    return db.engine.connect().execution_options(sqlite_readonly=True)


def destroy_old_keys() -> None:
    """Destroy the spent keys of rounds none of whose forms is still alive."""
    spent = SpentKeys(Path(current_app.config["INSTANCE"]) / "keys")
    for round_id in rounds_closed_before(clock.now() - KEY_LIFE):
        spent.destroy(round_id)
