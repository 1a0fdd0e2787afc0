"""What the log says of ballots and comments that were erased: how many, under a MAC only the portal can make (P23)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.ballots.sealing import row_mac
from portal.sealing import wording
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.sealing.verification import item_contents
from portal.surveys.models import Round
from portal.web.data.codec import canonical
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.ballots.sealing.sealable_tables import SealableTable
    from portal.sealing.verification import SealedLog

ERASED = frozenset({Kind.BALLOT, Kind.COMMENT})
LEAF = "erased"
"""Under this name the statement stands in its sealed leaf."""
NAME = b"erasure"


def seal(round_: Round, counts: Mapping[str, Any]) -> None:
    """Hand over the statement: how many rows of each table went, how many ballots and comments these were."""
    mac = statement_mac(round_.id, counts).hex()
    seal_later(round_, Kind.SETTINGS, canonical({LEAF: counts, "mac": mac}))


def statement_mac(round_id: int, counts: object) -> bytes:
    """A master of the database alone cannot say that ballots which he took out were erased."""
    return row_mac.compute(row_mac.key(), Kind.SETTINGS, (round_id, 0), NAME, canonical(counts))


def statement(sealed: SealedLog) -> dict[str, Any] | None:
    """The statement of a round that was erased; None where it was not."""
    erased_at = sealed.connection.scalar(select(Round.erased_at).where(Round.id == sealed.round_id))
    if erased_at is None:
        return None
    for _place, content in item_contents(sealed, Kind.SETTINGS):
        counts, mac = content.get(LEAF), str(content.get("mac", ""))
        if isinstance(counts, dict) and hmac.compare_digest(
            mac.encode(), statement_mac(sealed.round_id, counts).hex().encode()
        ):
            return counts
    return None


def check(sealed: SealedLog, sealable: SealableTable, counts: Mapping[str, Any]) -> Iterator[str]:
    """As many went as were sealed, and nothing is left."""
    query = select(func.count()).select_from(sealable.sealed).where(sealable.sealed.c.round_id == sealed.round_id)
    left, erased, wanted = sealed.connection.scalar(query) or 0, counts.get(sealable.kind), sealed.counts[sealable.kind]
    values = {"what": wording.word(sealable.kind), "wanted": integer(wanted)}
    if left:
        yield _("Đợt đã xóa nhưng còn %(left)s %(what)s trong dữ liệu.", left=integer(left), **values)
    if erased != wanted:
        erased_in_words = integer(erased) if isinstance(erased, int) else "?"
        yield _("Đã xóa %(told)s %(what)s nhưng đã niêm phong %(wanted)s.", told=erased_in_words, **values)
