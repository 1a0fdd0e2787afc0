"""The check of the box by unit: each sealed row has its leaf, each leaf its row, each ballot a receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select

from portal.ballots.sealing import aside, erasure
from portal.ballots.sealing.loads import BALLOTS, LOADS, RECEIPTS, Load, places_of
from portal.sealing import wording
from portal.sealing.log import leaves
from portal.sealing.verification import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.sealing.verification import Sealed

CHUNK = 2000


def check(sealed: Sealed) -> Iterator[str]:
    """A sentence for everything that is not as it was sealed."""
    places = places_of(sealed.connection, sealed.round_id)
    gone = erasure.statement(sealed)
    for load in LOADS:
        if gone is not None and load.kind in erasure.ERASED:
            yield from erasure.check(sealed, load, gone)
            continue
        rows = entries(sealed, load, places)
        wanted = {place for kind, place in sealed.box if kind == load.kind}
        for place in sorted(wanted | rows.keys()):
            missing, extra = differences(rows.get(place, b""), sealed.box.get((load.kind, place), b""))
            if missing or extra:
                yield wording.changed(sealed.name(place), load.kind, missing, extra)
    if gone is None:
        yield from unequal(sealed, places)
    yield from aside.check(sealed)


def entries(sealed: Sealed, load: Load, places: dict[int, str]) -> dict[str, bytearray]:
    """The leaves that the rows of a sealed table make today, by place, end to end."""
    table, found = load.sealed.c, defaultdict[str, bytearray](bytearray)
    content = table[load.content_name] if load.content_name else literal("")
    asked = select(table.point_id, table[load.key_name], content).where(table.round_id == sealed.round_id)
    result = sealed.connection.execute(asked.execution_options(yield_per=CHUNK))
    for rows in result.partitions():
        for point_id, key, kept in rows:
            place = places.get(point_id, "")
            found[place] += leaves.make(load.kind, place, key, kept).entry
    return found


def unequal(sealed: Sealed, places: dict[int, str]) -> Iterator[str]:
    """Units where ballots and receipts, waiting and sealed, are not as many: one was taken out of a pool, or put in."""
    ballots, receipts = held(sealed, BALLOTS), held(sealed, RECEIPTS)
    for point_id in sorted(ballots.keys() | receipts.keys()):
        if ballots[point_id] != receipts[point_id]:
            where = sealed.name(places.get(point_id, ""))
            yield wording.unequal(where, ballots[point_id], receipts[point_id])


def held(sealed: Sealed, load: Load) -> Counter[int]:
    """How many rows each point has, in pool and sealed table."""
    found: Counter[int] = Counter()
    for table in (load.pool, load.sealed):
        counted = select(table.c.point_id, func.count()).where(table.c.round_id == sealed.round_id)
        for point_id, n in sealed.connection.execute(counted.group_by(table.c.point_id)):
            found[point_id] += n
    return found
