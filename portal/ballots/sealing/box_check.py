"""The check of the box by unit: each sealed row has its leaf, each leaf its row, each ballot a receipt."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import func, literal, select

from portal.ballots.sealing import erasure, quarantine
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS, SEALABLE_TABLES, SealableTable, unit_codes
from portal.sealing import wording
from portal.sealing.log import leaves
from portal.sealing.verification import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.sealing.verification import SealedLog

CHUNK = 2000


def check(sealed: SealedLog) -> Iterator[str]:
    """A sentence for everything that is not as it was sealed."""
    places = unit_codes(sealed.connection, sealed.round_id)
    erased = erasure.statement(sealed)
    for sealable in SEALABLE_TABLES:
        if erased is not None and sealable.kind in erasure.ERASED:
            yield from erasure.check(sealed, sealable, erased)
            continue
        rows = entries(sealed, sealable, places)
        wanted = {place for kind, place in sealed.entries if kind == sealable.kind}
        for place in sorted(wanted | rows.keys()):
            missing, extra = differences(rows.get(place, b""), sealed.entries.get((sealable.kind, place), b""))
            if missing or extra:
                yield wording.changed(sealed.unit_name(place), sealable.kind, missing, extra)
    if erased is None:
        yield from unequal_counts(sealed, places)
    yield from quarantine.check(sealed)


def entries(sealed: SealedLog, sealable: SealableTable, places: dict[int, str]) -> dict[str, bytearray]:
    """The leaves that the rows of a sealed table make today, by place, end to end."""
    table, by_place = sealable.sealed.c, defaultdict[str, bytearray](bytearray)
    column = table[sealable.content_name] if sealable.content_name else literal("")
    query = select(table.point_id, table[sealable.key_name], column).where(table.round_id == sealed.round_id)
    result = sealed.connection.execute(query.execution_options(yield_per=CHUNK))
    for rows in result.partitions():
        for point_id, key, content in rows:
            place = places.get(point_id, "")
            by_place[place] += leaves.make(sealable.kind, place, key, content).entry
    return by_place


def unequal_counts(sealed: SealedLog, places: dict[int, str]) -> Iterator[str]:
    """Units where ballots and receipts, waiting and sealed, are not as many: one was taken out of a pool, or put in."""
    ballots, receipts = count_rows(sealed, BALLOTS), count_rows(sealed, RECEIPTS)
    for point_id in sorted(ballots.keys() | receipts.keys()):
        if ballots[point_id] != receipts[point_id]:
            where = sealed.unit_name(places.get(point_id, ""))
            yield wording.unequal(where, ballots[point_id], receipts[point_id])


def count_rows(sealed: SealedLog, sealable: SealableTable) -> Counter[int]:
    """How many rows each point has, in pool and sealed table."""
    counts: Counter[int] = Counter()
    for table in (sealable.pool, sealable.sealed):
        query = select(table.c.point_id, func.count()).where(table.c.round_id == sealed.round_id)
        for point_id, n in sealed.connection.execute(query.group_by(table.c.point_id)):
            counts[point_id] += n
    return counts
