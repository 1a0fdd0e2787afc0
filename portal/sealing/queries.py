"""Reading what the log's pages and the doctor show."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from portal.extensions import db
from portal.sealing.log import checkpoints, log
from portal.sealing.log.leaves import Leaf
from portal.sealing.models import log_checkpoint, log_leaf, log_run
from portal.surveys.models import Round
from portal.web.data import transactions


def counts(round_: Round, size: int) -> Sequence[tuple[str, int]]:
    """How many leaves of each kind a log of a size has."""
    leaf = log_leaf.c
    query = select(leaf.kind, func.count()).where(leaf.round_id == round_.id, leaf.number < size)
    return [(kind, n) for kind, n in db.session.execute(query.group_by(leaf.kind).order_by(leaf.kind))]


def number_of(round_id: int, leaf: Leaf) -> int | None:
    """Where a leaf stands in what is published; None where it does not yet."""
    with transactions.read_connection() as connection:
        number = log.number_of(connection, round_id, leaf.entry)
        head = checkpoints.latest_in(connection, round_id)
    return number if number is not None and head is not None and number < head.size else None


def runs() -> Sequence[tuple[str, datetime, str]]:
    """When the sealer last came to each approved round's log, and what stood against signing it."""
    run = log_run.c
    query = select(Round.slug, run.ran_at, run.trouble).join_from(Round, log_run, run.round_id == Round.id)
    return [(slug, ran_at, trouble) for slug, ran_at, trouble in db.session.execute(query.order_by(Round.slug))]


def last_signed() -> datetime | None:
    """The moment of the newest checkpoint of all; None before the first."""
    signed_at: datetime | None = db.session.scalar(select(func.max(log_checkpoint.c.signed_at)))
    return signed_at
