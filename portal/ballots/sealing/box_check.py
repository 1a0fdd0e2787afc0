"""The check of the box by unit: each sealed row has its leaf, each leaf its row, each ballot a receipt.

Of a round whose ballots and comments were erased (P23): as many went as were sealed, and nothing is left. How many is
said by a leaf of the log, under a MAC only the portal can make.
"""

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, literal, select

from portal.ballots.sealing import quarantine, sealable_tables
from portal.ballots.sealing.sealable_tables import BALLOTS, RECEIPTS, SEALABLE_TABLES, SealableTable
from portal.sealing import wording
from portal.sealing.log import leaves
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.sealing.verification import SealedLog, differences, item_contents
from portal.surveys.models import Round
from portal.web.data.codec import canonical
from portal.web.ui.formats import integer

CHUNK = 2000
ERASED = frozenset({Kind.BALLOT, Kind.COMMENT})
LEAF = "erased"  # under this name the statement stands in its sealed leaf
NAME = b"erasure"


def check(sealed: SealedLog) -> Iterator[str]:
    """A sentence for everything that is not as it was sealed."""
    places = sealable_tables.unit_codes(sealed.connection, sealed.round_id)
    erased = erasure_statement(sealed)
    for sealable in SEALABLE_TABLES:
        if erased is not None and sealable.kind in ERASED:
            yield from check_erased(sealed, sealable, erased)
            continue
        rows = entries(sealed, sealable, places)
        wanted = {place for kind, place in sealed.entries if kind == sealable.kind}
        for place in sorted(wanted | rows.keys()):
            missing, extra = differences(rows.get(place, b""), sealed.entries.get((sealable.kind, place), b""))
            if missing or extra:
                yield wording.changed(sealed.unit_name(place), sealable.kind, missing, extra)
    if erased is None:
        # waiting and sealed together: one taken out of a pool, or put in, is in no leaf that could be missed
        ballots, receipts = count_rows(sealed, BALLOTS), count_rows(sealed, RECEIPTS)
        for point_id in sorted(ballots.keys() | receipts.keys()):
            if ballots[point_id] != receipts[point_id]:
                where = sealed.unit_name(places.get(point_id, ""))
                yield wording.unequal(where, ballots[point_id], receipts[point_id])
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


def count_rows(sealed: SealedLog, sealable: SealableTable) -> Counter[int]:
    """How many rows each point has, in pool and sealed table."""
    counts: Counter[int] = Counter()
    for table in (sealable.pool, sealable.sealed):
        query = select(table.c.point_id, func.count()).where(table.c.round_id == sealed.round_id)
        for point_id, n in sealed.connection.execute(query.group_by(table.c.point_id)):
            counts[point_id] += n
    return counts


def seal_erasure(round_: Round, counts: Mapping[str, Any]) -> None:
    """Hand over the statement: how many rows of each table went, how many ballots and comments these were."""
    mac = statement_mac(round_.id, counts).hex()
    seal_later(round_, Kind.SETTINGS, canonical({LEAF: counts, "mac": mac}))


def statement_mac(round_id: int, counts: object) -> bytes:
    """A master of the database alone cannot say that ballots which he took out were erased."""
    key = sealable_tables.mac_key()
    return sealable_tables.row_mac(key, Kind.SETTINGS, (round_id, 0), NAME, canonical(counts))


def erasure_statement(sealed: SealedLog) -> dict[str, Any] | None:
    """The statement of a round that was erased; None where it was not, or where the portal made no such statement."""
    erased_at = sealed.connection.scalar(select(Round.erased_at).where(Round.id == sealed.round_id))
    if erased_at is None:
        return None
    for _place, content in item_contents(sealed, Kind.SETTINGS):
        counts, mac = content.get(LEAF), str(content.get("mac", ""))
        # compared as bytes: text outside of ASCII, put there by hand, would raise
        if isinstance(counts, dict) and hmac.compare_digest(
            mac.encode(), statement_mac(sealed.round_id, counts).hex().encode()
        ):
            return counts
    return None


def check_erased(sealed: SealedLog, sealable: SealableTable, counts: Mapping[str, Any]) -> Iterator[str]:
    """As many went as were sealed, and nothing is left."""
    query = select(func.count()).select_from(sealable.sealed).where(sealable.sealed.c.round_id == sealed.round_id)
    left, erased, wanted = sealed.connection.scalar(query) or 0, counts.get(sealable.kind), sealed.counts[sealable.kind]
    values = {"what": wording.word(sealable.kind), "wanted": integer(wanted)}
    if left:
        yield _("Đợt đã xóa nhưng còn %(left)s %(what)s trong dữ liệu.", left=integer(left), **values)
    if erased != wanted:
        erased_in_words = integer(erased) if isinstance(erased, int) else "?"
        yield _("Đã xóa %(told)s %(what)s nhưng đã niêm phong %(wanted)s.", told=erased_in_words, **values)
