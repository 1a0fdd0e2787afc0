"""Moves ballots, comments and receipts from the pools to the sealed tables, so that no order of arrival is left.

Never in a request. While a round runs, a point with twenty waiting gives ten at random: at least ten always stay,
so that nobody who saw the last person leave can find their ballot (P2). Receipts go every run, all of a round shuffled.
What is moved becomes leaves of the round's log in the same transaction, in the order of their hashes. A row without the
portal's own mark is never moved (P9).
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import SystemRandom
from time import sleep
from typing import TYPE_CHECKING

from flask import current_app
from sqlalchemy import and_, delete, func, insert, select, true

from portal.ballots import aside, staging, traces
from portal.ballots.keys import SpentKeys
from portal.ballots.loads import BALLOTS, COMMENTS, LOADS, RECEIPTS, places_of
from portal.ballots.nonce import LIFE_SECONDS
from portal.extensions import db
from portal.sealing import marks, sealer
from portal.surveys.models import GRACE, Round
from portal.web import clock, locks

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from portal.ballots.loads import Load

log = logging.getLogger(__name__)

ENOUGH, BATCH = 20, 10
CHUNK = 200
BREATH_SECONDS = 0.05
"""SQLite has one writer, and whoever waits for it looks again every few hundredths of a second."""
Waiting = tuple[int, int, bytes]
"""Round, point, key."""
KEY_LIFE = timedelta(seconds=LIFE_SECONDS) + GRACE
chance = SystemRandom()


@dataclass(frozen=True)
class Moved:
    """What one run did; `ran` is false where another run was at it."""

    ran: bool
    ballots: int = 0
    comments: int = 0
    receipts: int = 0
    strange: int = 0
    """Rows taken aside: the portal did not write them."""
    troubles: tuple[tuple[str, str], ...] = ()
    """Rounds whose log was not signed, and why."""


def run(*, sign: bool = False) -> Moved:
    """Move what may be moved and seal it, one run at a time over all machines; `sign` waits for no ten minutes."""
    with locks.alone("seal", Path(current_app.config["INSTANCE"])) as got:
        if not got:
            return Moved(ran=False)
        over, strange = rounds_closed_before(clock.now() - GRACE), sum(aside.sift(load) for load in LOADS)
        moved = Moved(
            ran=True,
            ballots=move(BALLOTS, some(BALLOTS, over), over),
            comments=move(COMMENTS, some(COMMENTS, over), over),
            receipts=move(RECEIPTS, everything(RECEIPTS), over),
            strange=strange,
        )
        destroy_old_keys()
        if not traces.cut_log():  # it still holds receipts beside their ballots
            log.warning("write_ahead_log_not_cut")
        troubles = sealer.run(now=sign)
    return replace(moved, troubles=tuple(troubles.items()))


def rounds_closed_before(moment: datetime) -> set[int]:
    """The rounds that were closed by then."""
    with reading() as connection:
        return set(connection.scalars(select(Round.id).where(Round.closes_at < moment)))


def some(load: Load, over: set[int]) -> list[Waiting]:
    """From each point some at random: tens of running rounds, everything of rounds that take no more."""
    pool = load.pool.c
    counted = select(pool.round_id, pool.point_id, func.count()).group_by(pool.round_id, pool.point_id)
    with reading() as connection:
        points = list(connection.execute(counted))
    chance.shuffle(points)
    found: list[Waiting] = []
    for round_id, point_id, n in points:
        count = n if round_id in over else share(n)
        if count:
            mine = and_(pool.round_id == round_id, pool.point_id == point_id)
            found += chance.sample(waiting(load, mine), count)
    return found


def share(waiting: int) -> int:
    """How many of a running point's ballots may go: tens, and ten or more stay."""
    return (waiting - BATCH) // BATCH * BATCH if waiting >= ENOUGH else 0


def everything(load: Load) -> list[Waiting]:
    """Whatever waits, in an order of chance over all points."""
    found = waiting(load, true())
    chance.shuffle(found)
    return found


def waiting(load: Load, mine: ColumnElement[bool]) -> list[Waiting]:
    """Where the rows that wait belong, and their keys."""
    pool = load.pool.c
    with reading() as connection:
        return list(connection.execute(select(pool.round_id, pool.point_id, load.key).where(mine)))


def move(load: Load, wanted: list[Waiting], over: set[int]) -> int:
    """Move rows, round by round, in short transactions with a breath between them while ballots come in."""
    moved = 0
    for round_id in sorted({one[0] for one in wanted}):
        mine = [one for one in wanted if one[0] == round_id]
        with reading() as connection:
            places = places_of(connection, round_id)
        for start in range(0, len(mine), CHUNK):
            if start and round_id not in over:
                sleep(BREATH_SECONDS)
            moved += move_chunk(load, round_id, mine[start : start + CHUNK], places)
    return moved


def move_chunk(load: Load, round_id: int, chunk: list[Waiting], places: dict[int, str]) -> int:
    """Copy rows, take them out of the pool and append their leaves: all of it or nothing. Returns how many.

    What is sealed is what was read and found ours; the transaction, for which others wait, only writes. Where not all
    of it is in the pool any more nothing is kept, and the next run looks again.
    """
    pool = load.pool.c
    points = {point_id for _round, point_id, _key in chunk}
    mine = and_(pool.round_id == round_id, pool.point_id.in_(points))
    these = and_(mine, load.key.in_([key for _round, _point, key in chunk]))
    with reading() as connection:
        waiting = map(dict, connection.execute(select(load.pool).where(these)).mappings())
        found = [load.kept(row) for row in waiting if staging.is_ours(load, row)]
    rows = {load.leaf(row, places): row for row in found}
    gone = and_(mine, load.key.in_([row[load.key_name] for row in found]))
    with db.engine.connect() as connection:
        if not found or connection.execute(delete(load.pool).where(gone)).rowcount != len(found):
            return 0
        numbers = marks.append(connection, round_id, rows)
        ordered = sorted(rows, key=lambda leaf: numbers[leaf.entry])
        connection.execute(insert(load.sealed), [rows[leaf] for leaf in ordered])
        connection.commit()
    return len(found)


def reading() -> Connection:
    """A connection that only reads, so that it waits for no writer."""
    return db.engine.connect().execution_options(sqlite_readonly=True)


def destroy_old_keys() -> None:
    """Destroy the spent keys of rounds none of whose forms is still alive."""
    spent = SpentKeys(Path(current_app.config["INSTANCE"]) / "keys")
    for round_id in rounds_closed_before(clock.now() - KEY_LIFE):
        spent.destroy(round_id)
