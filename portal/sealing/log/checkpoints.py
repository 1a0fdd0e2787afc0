"""Checkpoints: the size and root of a round's log at a moment, signed, published, and never gone back from."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import insert, select

from portal.errors import DomainError
from portal.extensions import db
from portal.sealing import wording
from portal.sealing.log import checkpoint_store, log, log_mac
from portal.sealing.log.notes import CheckpointBody, Signer
from portal.sealing.models import log_checkpoint
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from portal.surveys.models import Round

EVERY = timedelta(minutes=8)
"""The sealer comes every two minutes: a new checkpoint stands at the latest ten minutes after the last."""


class Broken(DomainError):
    """The log does not go on from what was signed before."""


@dataclass(frozen=True)
class Checkpoint:
    """A published head of a round's log."""

    size: int
    root: bytes
    signed_at: datetime
    note: str

    @property
    def text_root(self) -> str:
        """The root as notes write it."""
        return base64.b64encode(self.root).decode()

    @property
    def short_root(self) -> str:
        """The root for paper and posts."""
        return short(self.root)


def short(root: bytes) -> str:
    """The first sixteen hexadecimal digits of a root in fours: «3fa2 91c0 77de 0b15»."""
    digits = root.hex()[:16]
    return " ".join(digits[start : start + 4] for start in range(0, len(digits), 4))


def signer() -> Signer:
    """The key of this installation's logs."""
    return Signer(current_app.config["SECRETS"]["log"])


def origin(round_: Round) -> str:
    """The name a round's log signs under: host and path, as C2SP asks."""
    return f"{urlsplit(str(current_app.config['BASE_URL'])).hostname}/log/{round_.slug}"


def latest(round_: Round, *, before: datetime | None = None) -> Checkpoint | None:
    """The last checkpoint of a round, or the last one before a moment; None before the first."""
    query = of_round(round_).order_by(log_checkpoint.c.size.desc()).limit(1)
    if before is not None:
        query = query.where(log_checkpoint.c.signed_at < before)
    return first_row(query)


def at(round_: Round, size: int) -> Checkpoint | None:
    """The checkpoint of a size, if one was published."""
    return first_row(of_round(round_).where(log_checkpoint.c.size == size))


def newest(round_: Round, most: int) -> list[Checkpoint]:
    """The last checkpoints, the newest first."""
    query = of_round(round_).order_by(log_checkpoint.c.size.desc()).limit(most)
    return [Checkpoint(*row) for row in db.session.execute(query)]


def of_round(round_: Round) -> Select[int, bytes, datetime, str]:
    """The checkpoints of a round."""
    checkpoint = log_checkpoint.c
    return select(checkpoint.size, checkpoint.root, checkpoint.signed_at, checkpoint.note).where(
        checkpoint.round_id == round_.id
    )


def first_row(query: Select[int, bytes, datetime, str]) -> Checkpoint | None:
    """The one row, as it is handed out."""
    row = db.session.execute(query).first()
    return Checkpoint(*row) if row else None


def sign(round_: Round, *, now: bool) -> Checkpoint | None:
    """Sign and publish what was appended, where it is time: `now`, or ten minutes after the last. Raises Broken."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        size = log.size(connection, round_.id)
        last = latest_in(connection, round_.id)
        signed = refuse_broken(connection, round_, last)
        if not should_sign(size, last, now=now):
            return None
        refuse_foreign(connection, round_, size)
        root = log.tree_of(connection, round_.id, size).root()
    moment = clock.now().replace(microsecond=0)
    if signed is not None and signed.size == size:
        moment = signed.signed_at
    checkpoint = Checkpoint(size, root, moment, signer().sign(CheckpointBody(origin(round_), size, root, moment)))
    publish(round_, checkpoint)
    return checkpoint


def would_sign(round_: Round, *, now: bool) -> bool:
    """Whether it is time to sign."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        return should_sign(log.size(connection, round_.id), latest_in(connection, round_.id), now=now)


def should_sign(size: int, last: Checkpoint | None, *, now: bool) -> bool:
    """Whether a log of a size is signed: where it grew, `now` or where the last signature is old enough."""
    if last is None:
        return size > 0
    return size != last.size and (now or is_due(last.signed_at))


def is_due(signed_at: datetime) -> bool:
    """Whether it is time for the next; a clock put back does not hold it up."""
    return not timedelta(0) <= clock.now() - signed_at < EVERY


def publish(round_: Round, checkpoint: Checkpoint) -> None:
    """Keep it beside the database first: a database alone that goes back is then found."""
    checkpoint_store.write(round_.slug, checkpoint.note)
    values = {
        "size": checkpoint.size,
        "root": checkpoint.root,
        "signed_at": checkpoint.signed_at,
        "note": checkpoint.note,
    }
    with transactions.write_engine().begin() as connection:
        connection.execute(insert(log_checkpoint).values(round_id=round_.id, **values))


def latest_in(connection: Connection, round_id: int) -> Checkpoint | None:
    """The last checkpoint in the database."""
    checkpoint = log_checkpoint.c
    query = select(checkpoint.size, checkpoint.root, checkpoint.signed_at, checkpoint.note).where(
        checkpoint.round_id == round_id
    )
    row = connection.execute(query.order_by(checkpoint.size.desc()).limit(1)).first()
    return Checkpoint(*row) if row else None


def refuse_broken(connection: Connection, round_: Round, last: Checkpoint | None) -> CheckpointBody | None:
    """The last thing signed, from the file beside the database or from the database; the log must go on from both."""
    note = checkpoint_store.read(round_.slug)
    signed = [signer().read(text) for text in (note, last.note if last else None) if text is not None]
    for body in signed:
        refuse_rewritten(connection, round_, body)
    return max(signed, key=lambda body: body.size, default=None)


def refuse_rewritten(connection: Connection, round_: Round, body: CheckpointBody) -> None:
    """Raise Broken where the log is shorter than, or other than, what was signed, or that is another round's."""
    if body.slug != round_.slug:
        raise Broken(wording.of_another_round(body))
    size = log.size(connection, round_.id)
    if size < body.size:
        raise Broken(wording.shorter(size, body.size))
    if log.tree_of(connection, round_.id, body.size).root() != body.root:
        raise Broken(wording.rewritten(0, body.size))


def refuse_foreign(connection: Connection, round_: Round, size: int) -> None:
    """Raise Broken where the last leaves are not the sealer's."""
    own = log_mac.own_size(connection, round_.id)
    if own != size:
        raise Broken(wording.foreign_leaves(own))
