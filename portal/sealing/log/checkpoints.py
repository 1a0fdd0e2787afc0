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
from portal.sealing.log import heads, log, marks
from portal.sealing.log.notes import Said, Signer
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


def origin(survey: Round) -> str:
    """The name a round's log signs under: host and path, as C2SP asks."""
    return f"{urlsplit(str(current_app.config['BASE_URL'])).hostname}/log/{survey.slug}"


def latest(survey: Round, *, before: datetime | None = None) -> Checkpoint | None:
    """The last checkpoint of a round, or the last one before a moment; None before the first."""
    found = of(survey).order_by(log_checkpoint.c.size.desc()).limit(1)
    if before is not None:
        found = found.where(log_checkpoint.c.signed_at < before)
    return first(found)


def at(survey: Round, size: int) -> Checkpoint | None:
    """The checkpoint of a size, if one was published."""
    return first(of(survey).where(log_checkpoint.c.size == size))


def newest(survey: Round, most: int) -> list[Checkpoint]:
    """The last checkpoints, the newest first."""
    found = of(survey).order_by(log_checkpoint.c.size.desc()).limit(most)
    return [Checkpoint(*row) for row in db.session.execute(found)]


def of(survey: Round) -> Select[int, bytes, datetime, str]:
    """The checkpoints of a round."""
    kept = log_checkpoint.c
    return select(kept.size, kept.root, kept.signed_at, kept.note).where(kept.round_id == survey.id)


def first(found: Select[int, bytes, datetime, str]) -> Checkpoint | None:
    """The one row, as it is handed out."""
    row = db.session.execute(found).first()
    return Checkpoint(*row) if row else None


def sign(survey: Round, *, now: bool) -> Checkpoint | None:
    """Sign and publish what was appended, where it is time: `now`, or ten minutes after the last. Raises Broken."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        size = log.size(connection, survey.id)
        last = last_of(connection, survey.id)
        said = refuse_broken(connection, survey, last)
        if not is_time(size, last, now=now):
            return None
        refuse_foreign(connection, survey, size)
        root = log.tree_of(connection, survey.id, size).root()
    moment = clock.now().replace(microsecond=0)
    if said is not None and said.size == size:
        moment = said.signed_at
    made = Checkpoint(size, root, moment, signer().sign(Said(origin(survey), size, root, moment)))
    publish(survey, made)
    return made


def would_sign(survey: Round, *, now: bool) -> bool:
    """Whether it is time to sign."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        return is_time(log.size(connection, survey.id), last_of(connection, survey.id), now=now)


def is_time(size: int, last: Checkpoint | None, *, now: bool) -> bool:
    """Whether a log of a size is signed: where it grew, `now` or where the last signature is old enough."""
    if last is None:
        return size > 0
    return size != last.size and (now or is_due(last.signed_at))


def is_due(signed_at: datetime) -> bool:
    """Whether it is time for the next; a clock put back does not hold it up."""
    return not timedelta(0) <= clock.now() - signed_at < EVERY


def publish(survey: Round, made: Checkpoint) -> None:
    """Keep it beside the database first: a database alone that goes back is then found."""
    heads.write(survey.slug, made.note)
    values = {"size": made.size, "root": made.root, "signed_at": made.signed_at, "note": made.note}
    with transactions.write_engine().begin() as connection:
        connection.execute(insert(log_checkpoint).values(round_id=survey.id, **values))


def last_of(connection: Connection, round_id: int) -> Checkpoint | None:
    """The last checkpoint in the database."""
    kept = log_checkpoint.c
    found = select(kept.size, kept.root, kept.signed_at, kept.note).where(kept.round_id == round_id)
    row = connection.execute(found.order_by(kept.size.desc()).limit(1)).first()
    return Checkpoint(*row) if row else None


def refuse_broken(connection: Connection, survey: Round, last: Checkpoint | None) -> Said | None:
    """The last thing signed, from the file beside the database or from the database; the log must go on from both."""
    note = heads.read(survey.slug)
    told = [signer().read(text) for text in (note, last.note if last else None) if text is not None]
    for said in told:
        refuse_rewritten(connection, survey, said)
    return max(told, key=lambda said: said.size, default=None)


def refuse_rewritten(connection: Connection, survey: Round, said: Said) -> None:
    """Raise Broken where the log is shorter than, or other than, what was signed, or that is another round's."""
    if said.slug != survey.slug:
        raise Broken(wording.of_another_round(said))
    size = log.size(connection, survey.id)
    if size < said.size:
        raise Broken(wording.shorter(size, said.size))
    if log.tree_of(connection, survey.id, said.size).root() != said.root:
        raise Broken(wording.rewritten(0, said.size))


def refuse_foreign(connection: Connection, survey: Round, size: int) -> None:
    """Raise Broken where the last leaves are not the sealer's."""
    own = marks.own_size(connection, survey.id)
    if own != size:
        raise Broken(wording.foreign(own))
