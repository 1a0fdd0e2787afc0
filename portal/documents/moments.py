"""The moment of a paper's figures: when what they are made of last changed, so that equal figures make equal papers."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from sqlalchemy import func, select

from portal.audit import queries as audit
from portal.extensions import db
from portal.results.models import CodedComment
from portal.surveys.models import Round
from portal.web.data import clock

_named: ContextVar[datetime | None] = ContextVar("named", default=None)


@contextmanager
def named(moment: datetime | None) -> Iterator[None]:
    """Let papers of a block name this moment instead, where there is one."""
    token = _named.set(moment)
    try:
        yield
    finally:
        _named.reset(token)


def moment_of(rounds: Sequence[Round]) -> datetime:
    """The last change to what papers of these rounds are made of, as exact as it is printed.

    While one of them takes ballots, of which nobody may know when each came, it is the moment of asking.
    """
    asked, now = _named.get(), clock.now()
    if asked is None and rounds and all(now >= one.takes_until for one in rounds):
        asked = max(filter(None, (audit.last_change(now), last_coded(rounds), *(one.takes_until for one in rounds))))
    return (asked or now).replace(microsecond=0)


def last_coded(rounds: Sequence[Round]) -> datetime | None:
    """When a comment was last put under a theme, which no event tells."""
    known = CodedComment.round_id.in_([one.id for one in rounds])
    return db.session.scalar(select(func.max(CodedComment.coded_at)).where(known))
