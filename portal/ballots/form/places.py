"""A point as the citizen's path needs it: which round, when it takes ballots, which version of its page.

Read in one statement and believed for five seconds; a ballot's own transaction looks again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, event, or_, select

from portal.ballots.form.window import Window
from portal.extensions import db
from portal.surveys.models import ChairTenure, Point, Round
from portal.web.data import clock

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy.orm import ORMExecuteState, Session

BELIEVED_SECONDS = 5.0
MOST_REMEMBERED = 4096

NEVER: tuple[float, date | None, None] = (float("-inf"), None, None)

TENURE = and_(
    ChairTenure.point_id == Point.id,
    ChairTenure.from_day <= bindparam("day"),
    or_(ChairTenure.until_day.is_(None), ChairTenure.until_day >= bindparam("day")),
)
READ = (
    select(
        Point.id,
        Point.version,
        Point.round_id,
        Round.version.label("round_version"),
        Round.opens_at,
        Round.closes_at,
        Round.results_opened_at,
        Round.ballot_key,
        ChairTenure.id.label("tenure_id"),
        ChairTenure.status,
    )
    .join(Round, Round.id == Point.round_id)
    .outerjoin(ChairTenure, TENURE)
    .where(Point.code == bindparam("code"), Round.approved_at.is_not(None))
    .order_by(ChairTenure.from_day.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Place:
    """One point of an approved round. `edition` changes whenever its page would."""

    code: str
    point_id: int
    round_id: int
    window: Window
    edition: tuple[object, ...]
    ballot_key: bytes | None = None


class Places:
    """The points asked for lately."""

    def __init__(self) -> None:
        self.known: dict[str, tuple[float, date, Place | None]] = {}
        event.listen(db.session, "after_flush", lambda session, _context: session.info.update(changed=True))
        event.listen(db.session, "do_orm_execute", note_change)
        event.listen(db.session, "after_commit", self.note_commit)

    def find(self, code: str) -> Place | None:
        """Return the point of a code; None for a code that no approved round has."""
        moment, day = time.monotonic(), clock.today()
        since, on, place = self.known.get(code, NEVER)
        if on == day and moment - since < BELIEVED_SECONDS:
            return place
        place = read(code, day)
        if len(self.known) >= MOST_REMEMBERED:
            self.known.clear()
        self.known[code] = (moment, day, place)
        return place

    def believed(self, code: str) -> Place | None:
        """Return the point of a code if it was read a moment ago."""
        since, on, place = self.known.get(code, NEVER)
        return place if time.monotonic() - since < BELIEVED_SECONDS and on == clock.today() else None

    def note_commit(self, session: Session) -> None:
        """Look again after a commit that changed something."""
        if session.info.pop("changed", False):
            self.forget()

    def forget(self) -> None:
        """Look again from now on: something was changed in this process."""
        self.known.clear()


def note_change(state: ORMExecuteState) -> None:
    """Remember that a session did more than read."""
    if not state.is_select:
        state.session.info["changed"] = True


def read(code: str, day: date) -> Place | None:
    """Read a point as it is now."""
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        row = connection.execute(READ, {"code": code, "day": day}).first()
    if row is None:
        return None
    window = Window(row.opens_at, row.closes_at, row.results_opened_at is not None)
    edition = (code, row.id, row.version, row.round_version, row.tenure_id, row.status)
    return Place(code, row.id, row.round_id, window, edition, row.ballot_key)
