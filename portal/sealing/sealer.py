"""The sealer: what waits becomes leaves, and the log is signed. Called by the batch sealer, which holds the one lock.

Each step is a transaction of its own, and what is kept of it is whole: killed anywhere, the next run goes on.
"""

import logging
from collections.abc import Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portal.errors import DomainError
from portal.extensions import db
from portal.sealing import operations, periodic_check
from portal.sealing.log import checkpoints, leaves, leaves_file, log
from portal.sealing.models import log_check, log_checkpoint, log_end, log_item, log_leaf, log_node, log_run
from portal.surveys.models import GRACE, Round
from portal.web.data import clock, databases, transactions

logger = logging.getLogger(__name__)
CHUNK = 500


def run(*, now: bool = False) -> dict[str, str]:
    """Seal what waits and sign where it is due, everywhere where `now`. Returns what stood against it, by round."""
    troubles, approved = {}, rounds()
    for round_ in approved:
        if is_live(round_, approved):
            queue_events(round_)
        seal_items(round_)
        trouble = sign(round_, now=now or round_.closes_at + GRACE <= clock.now())
        if trouble:
            troubles[round_.slug] = trouble
    return troubles


def rounds() -> Sequence[Round]:
    """Every approved round, read apart: nothing of the caller's waits on it."""
    with Session(db.engine.execution_options(sqlite_readonly=True)) as session:
        query = select(Round).where(Round.approved_at.is_not(None)).order_by(Round.opens_at, Round.id)
        return session.scalars(query).all()


def is_live(round_: Round, approved: Sequence[Round]) -> bool:
    """Whether a round's log takes events: until it is released, and the latest whatever it is."""
    return round_.released_at is None or round_ is approved[-1]


def queue_events(round_: Round) -> None:
    """The staff's deeds since the last run; while a long transaction writes them, the next run takes them."""
    try:
        operations.queue_events(round_.id)
    except OperationalError as error:
        if databases.outage(error) != databases.BUSY:
            raise
        logger.warning("events_wait", extra={"error": type(error.orig).__name__})


def seal_items(round_: Round) -> None:
    """Append what waits of a round, some hundreds at a time; what the portal did not write stays where it is."""
    item = log_item.c
    query = select(log_item).where(item.round_id == round_.id, item.number.is_(None))
    while True:
        with transactions.write_engine().begin() as connection:
            # cut after the check: hundreds of foreign rows must not keep ours behind them from being sealed
            rows = [row for row in connection.execute(query) if log.has_valid_mac(row)][:CHUNK]
            salts = {leaves.make(row.kind, row.place, row.id, row.content): row.id for row in rows}
            numbers = log.append(connection, round_.id, salts)
            for leaf, salt in salts.items():
                connection.execute(update(log_item).where(item.id == salt).values(number=numbers[leaf.entry]))
        if len(salts) < CHUNK:
            return


def sign(round_: Round, *, now: bool) -> str:
    """Check the box, and sign where it is due. What stands against it is kept for the doctor, and returned."""
    trouble = ""
    try:
        # nothing is signed that was not checked just before: a signature says that the box is as it was (P9)
        if checkpoints.would_sign(round_, now=now):
            periodic_check.refuse_broken(round_)
        else:
            periodic_check.run(round_)
        checkpoints.sign(round_, now=now)
    except DomainError as error:
        trouble = error.message
        logger.error("log_broken", extra={"round": round_.slug})  # noqa: TRY400 - the sentence is in the table
    with transactions.write_engine().begin() as connection:
        log.replace_row(connection, log_run, round_.id, ran_at=clock.now(), trouble=trouble)
    return trouble


def forget(round_: Round) -> None:
    """Take away the log of a simulated round that begins anew. Kept by the caller. Raises ValueError for a real one."""
    if not round_.simulated:
        message = "only a simulated round may begin anew"
        raise ValueError(message)
    for table in (log_leaf, log_node, log_checkpoint, log_end, log_item, log_run, log_check):
        db.session.execute(delete(table).where(table.c.round_id == round_.id))
    checkpoints.note_path(round_.slug).unlink(missing_ok=True)
    leaves_file.forget(round_.slug)
