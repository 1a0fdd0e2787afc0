"""What the log says of ballots and comments that were erased: how many, under a mark only the portal can make (P23)."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.ballots.sealing import staging
from portal.sealing import wording
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.sealing.settings import canonical
from portal.sealing.verification import contents
from portal.surveys.models import Round
from portal.web.ui.formats import integer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.ballots.sealing.loads import Load
    from portal.sealing.verification import Sealed

ERASED = frozenset({Kind.BALLOT, Kind.COMMENT})
LEAF = "erased"
"""Under this name the statement stands in its sealed leaf."""
NAME = b"erasure"


def seal(survey: Round, said: Mapping[str, Any]) -> None:
    """Hand over the statement: how many rows of each table went, how many ballots and comments these were."""
    mac = mark(survey.id, said).hex()
    seal_later(survey, Kind.SETTINGS, canonical({LEAF: said, "mac": mac}))


def mark(round_id: int, said: object) -> bytes:
    """A master of the database alone cannot say that ballots which he took out were erased."""
    return staging.mark(staging.key(), Kind.SETTINGS, (round_id, 0), NAME, canonical(said))


def statement(sealed: Sealed) -> dict[str, Any] | None:
    """The statement of a round that was erased; None where it was not."""
    erased_at = sealed.connection.scalar(select(Round.erased_at).where(Round.id == sealed.round_id))
    if erased_at is None:
        return None
    for _place, found in contents(sealed, Kind.SETTINGS):
        said, mac = found.get(LEAF), str(found.get("mac", ""))
        if isinstance(said, dict) and hmac.compare_digest(mac.encode(), mark(sealed.round_id, said).hex().encode()):
            return said
    return None


def check(sealed: Sealed, load: Load, said: Mapping[str, Any]) -> Iterator[str]:
    """As many went as were sealed, and nothing is left."""
    mine = select(func.count()).select_from(load.sealed).where(load.sealed.c.round_id == sealed.round_id)
    left, told, wanted = sealed.connection.scalar(mine) or 0, said.get(load.kind), sealed.counts[load.kind]
    values = {"what": wording.word(load.kind), "wanted": integer(wanted)}
    if left:
        yield _("Đợt đã xóa nhưng còn %(left)s %(what)s trong dữ liệu.", left=integer(left), **values)
    if told != wanted:
        told_in_words = integer(told) if isinstance(told, int) else "?"
        yield _("Đã xóa %(told)s %(what)s nhưng đã niêm phong %(wanted)s.", told=told_in_words, **values)
