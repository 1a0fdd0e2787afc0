"""Checkpoints: the size and root of a round's log at a moment, signed, published, and never gone back from.

The last note of each round also lies beside the database, in `log/<round>.head` of the instance folder: whoever puts
yesterday's database back cannot put this file back with it, and the sealer signs nothing that does not go on from it.
All machines that seal share the folder, as they share the keys.
"""

import base64
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import ColumnElement, Connection, func, insert, select
from sqlalchemy.orm import scoped_session

from portal.errors import DomainError
from portal.extensions import db
from portal.sealing import wording
from portal.sealing.log import log
from portal.sealing.log.notes import CheckpointBody, Signer
from portal.sealing.models import log_checkpoint
from portal.surveys.models import Round
from portal.web.data import clock, durable, transactions

# the sealer comes every two minutes: a new checkpoint stands at the latest ten minutes after the last (P9)
EVERY = timedelta(minutes=8)
READABLE = 0o644  # the note is public; only the folder around it is closed


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
    earlier = () if before is None else (log_checkpoint.c.signed_at < before,)
    return next(iter(published(db.session, round_.id, *earlier)), None)


def first_since(round_: Round, moment: datetime) -> Checkpoint | None:
    """The first checkpoint of a round that was signed at a moment or after it; None where there is none yet."""
    columns = log_checkpoint.c
    query = select(func.min(columns.size)).where(columns.round_id == round_.id, columns.signed_at >= moment)
    size = db.session.scalar(query)
    return None if size is None else at(round_, size)


def at(round_: Round, size: int) -> Checkpoint | None:
    """The checkpoint of a size; None where none was published."""
    return next(iter(published(db.session, round_.id, log_checkpoint.c.size == size)), None)


def newest(round_: Round, most: int) -> list[Checkpoint]:
    """The last checkpoints, the newest first."""
    return published(db.session, round_.id, most=most)


def latest_in(connection: Connection, round_id: int) -> Checkpoint | None:
    """The last checkpoint in the database; None before the first."""
    return next(iter(published(connection, round_id)), None)


def published(
    source: Connection | scoped_session[Any], round_id: int, *conditions: ColumnElement[bool], most: int = 1
) -> list[Checkpoint]:
    """Checkpoints of a round, the newest first."""
    columns = log_checkpoint.c
    query = select(columns.size, columns.root, columns.signed_at, columns.note)
    query = query.where(columns.round_id == round_id, *conditions).order_by(columns.size.desc())
    return [Checkpoint(*row) for row in source.execute(query.limit(most))]


def sign(round_: Round, *, now: bool) -> None:
    """Sign and publish what was appended, where it is time: `now`, or ten minutes after the last. Raises Broken."""
    with transactions.read_connection() as connection:
        size = log.size(connection, round_.id)
        last = latest_in(connection, round_.id)
        signed = refuse_broken(connection, round_, last)  # also where nothing is due: the doctor is to know
        if not should_sign(size, last, now=now):
            return
        own = log.own_size(connection, round_.id)
        if own != size:
            raise Broken(wording.foreign_leaves(own))
        root = log.tree_of(connection, round_.id, size).root()
    moment = clock.now().replace(microsecond=0)
    if signed is not None and signed.size == size:
        # killed between file and database: the same note once more, since two for one size look like two logs
        moment = signed.signed_at
    publish(round_, Checkpoint(size, root, moment, signer().sign(CheckpointBody(origin(round_), size, root, moment))))


def would_sign(round_: Round, *, now: bool) -> bool:
    """Whether it is time to sign."""
    with transactions.read_connection() as connection:
        return should_sign(log.size(connection, round_.id), latest_in(connection, round_.id), now=now)


def should_sign(size: int, last: Checkpoint | None, *, now: bool) -> bool:
    """Whether a log of a size is signed: where it grew, `now` or where the last signature is old enough."""
    if last is None:
        return size > 0
    # a clock put back makes the age negative, and holds the next signature up no more than an old one
    is_due = not timedelta(0) <= clock.now() - last.signed_at < EVERY
    return size != last.size and (now or is_due)


def publish(round_: Round, checkpoint: Checkpoint) -> None:
    """Keep a checkpoint in the file and in the database."""
    # the file first: a database that goes back alone is then always found
    store_note(round_.slug, checkpoint.note)
    with transactions.write_engine().begin() as connection:
        connection.execute(insert(log_checkpoint).values(round_id=round_.id, **asdict(checkpoint)))


def refuse_broken(connection: Connection, round_: Round, last: Checkpoint | None) -> CheckpointBody | None:
    """The last thing signed, from the file beside the database or from the database; the log must go on from both.

    None where nothing was. Raises Broken where the log is shorter than, or other than, what was signed, or where that
    is another round's; BadNote for a note that is not ours.
    """
    note = stored_note(round_.slug)
    signed = [signer().read(text) for text in (note, last.note if last else None) if text is not None]
    for body in signed:
        if body.slug != round_.slug:
            raise Broken(wording.of_another_round(body))
        size = log.size(connection, round_.id)
        if size < body.size:
            raise Broken(wording.shorter(size, body.size))
        if log.tree_of(connection, round_.id, body.size).root() != body.root:
            raise Broken(wording.rewritten(0, body.size))
    return max(signed, key=lambda body: body.size, default=None)


def note_path(slug: str) -> Path:
    """Where the last note of a round lies beside the database."""
    return Path(current_app.config["INSTANCE"]) / "log" / f"{slug}.head"


def stored_note(slug: str) -> str | None:
    """The last note signed for a round, None before the first."""
    try:
        return note_path(slug).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def store_note(slug: str, note: str) -> None:
    """Put a new note in the place of the last, whole and durably."""
    target = note_path(slug)
    durable.make_folder(target.parent)
    durable.replace_atomically(target, note.encode(), READABLE)
