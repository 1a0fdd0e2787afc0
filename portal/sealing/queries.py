"""Reading what the log's pages and the doctor show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.extensions import db
from portal.sealing.log import log
from portal.sealing.models import log_checkpoint, log_leaf, log_run
from portal.surveys.models import Round

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.sealing.log.leaves import Leaf


def counts(round_: Round, size: int) -> Sequence[tuple[str, int]]:
    """How many leaves of each kind a log of a size has."""
    leaf = log_leaf.c
    query = select(leaf.kind, func.count()).where(leaf.round_id == round_.id, leaf.number < size)
    return [(kind, n) for kind, n in db.session.execute(query.group_by(leaf.kind).order_by(leaf.kind))]


def number_of(round_id: int, leaf: Leaf) -> int | None:
    """Where a leaf stands in what is published; None where it does not yet."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        number = log.number_of(connection, round_id, leaf.entry)
        checkpoint = log_checkpoint.c
        size = connection.scalar(select(func.max(checkpoint.size)).where(checkpoint.round_id == round_id)) or 0
    return number if number is not None and number < size else None


def runs() -> Sequence[tuple[str, datetime, str]]:
    """When the sealer last came to each approved round's log, and what stood against signing it."""
    run = log_run.c
    query = select(Round.slug, run.ran_at, run.trouble).join_from(Round, log_run, run.round_id == Round.id)
    return [(slug, ran_at, trouble) for slug, ran_at, trouble in db.session.execute(query.order_by(Round.slug))]


def last_signed() -> datetime | None:
    """The moment of the newest checkpoint of all."""
    signed_at: datetime | None = db.session.scalar(select(func.max(log_checkpoint.c.signed_at)))
    return signed_at
