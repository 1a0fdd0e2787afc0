"""What the rooms above give to the log: `seal_later` now, a leaf of the round's tree at the sealer's next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert

from portal.extensions import db
from portal.sealing.log import log_mac
from portal.sealing.models import log_item

if TYPE_CHECKING:
    from portal.sealing.log.leaves import Kind
    from portal.surveys.models import Round


def seal_later(round_: Round, kind: Kind, content: bytes, *, place: str = "") -> None:
    """Hand over what should become a leaf of the round's log, kept or not with the request's transaction.

    `place` is the code of the unit it concerns: it is part of what is sealed, and names the unit where the check
    finds something changed. Neither place nor content is published, only a salted hash.
    """
    db.session.execute(insert(log_item).values(**log_mac.new_item(round_.id, str(kind), place, content)))
