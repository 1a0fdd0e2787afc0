"""A point as the citizen's path needs it: which round, when it takes ballots, which version of its page.

Read in one statement and cached for five seconds; a ballot's own transaction reads the window again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, and_, bindparam, event, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import ORMExecuteState, Session

from portal.ballots.submission_status import Window
from portal.extensions import db
from portal.surveys.models import ChairTenure, Point, Round
from portal.web.data import clock, databases

MAX_AGE_SECONDS = 5.0
MOST_CACHED = 4096
NOT_CACHED: tuple[float, date | None, None] = (float("-inf"), None, None)
TENURE = and_(
    ChairTenure.point_id == Point.id,
    ChairTenure.from_day <= bindparam("day"),
    or_(ChairTenure.until_day.is_(None), ChairTenure.until_day >= bindparam("day")),
)
# put together once for the process, and not for every look
POINT_BY_CODE = (
    select(
        Point.id,
        Point.version,
        Point.round_id,
        Round.version.label("round_version"),
        Round.opens_at,
        Round.closes_at,
        Round.results_opened_at,
        Round.ballot_key,
        Round.errata,
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
class PointSnapshot:
    """One point of an approved round. `page_key` changes whenever its page would; no `ballot_key`, no cipher.

    `errata` is how many times the spelling of its form was mended when it was read.
    """

    code: str
    point_id: int
    round_id: int
    window: Window
    page_key: tuple[object, ...]
    ballot_key: bytes | None = None
    errata: int = 0


class PointCache:
    """The points read in the last seconds, by code."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self.engine = engine
        self.known: dict[str, tuple[float, date, PointSnapshot | None]] = {}
        # each cache keeps a mark of its own: a second application of the process must not take it away from the first
        event.listen(db.session, "after_flush", lambda session, _context: session.info.update({self: True}))
        event.listen(db.session, "do_orm_execute", self.mark_changed)
        event.listen(db.session, "after_commit", self.forget_after_change)

    def find(self, code: str) -> PointSnapshot | None:
        """Return the point of a code; None for a code that no approved round has.

        While the database does not answer, the point as it was read before: else a form that cannot be taken now could
        not come back filled in either.
        """
        moment, day = time.monotonic(), clock.today()
        since, on, point = self.known.get(code, NOT_CACHED)
        # by the day too: at midnight another may hold the chair
        if on == day and moment - since < MAX_AGE_SECONDS:
            return point
        try:
            point = load(self.engine(), code, day)
        except (SQLAlchemyError, TimeoutError) as error:
            if point is None or not databases.outage(error):
                raise
        # emptied whole: codes that somebody makes up must not fill the memory (unknown ones are remembered too)
        if len(self.known) >= MOST_CACHED:
            self.known.clear()
        self.known[code] = (moment, day, point)
        return point

    def recent(self, code: str) -> PointSnapshot | None:
        """Return the point of a code if it was read a moment ago; None also where it was not."""
        since, on, point = self.known.get(code, NOT_CACHED)
        return point if time.monotonic() - since < MAX_AGE_SECONDS and on == clock.today() else None

    def met_before(self, code: str) -> PointSnapshot | None:
        """Return the point of a code as `find` does, if one was found there before; None else, and for a fault."""
        if self.known.get(code, NOT_CACHED)[2] is None:
            return None
        try:
            return self.find(code)
        except (SQLAlchemyError, TimeoutError):
            return None

    def forget_after_change(self, session: Session) -> None:
        """Drop everything after a commit that changed something."""
        if session.info.pop(self, False):
            self.forget()

    def mark_changed(self, state: ORMExecuteState) -> None:
        """Remember that a session did more than read."""
        if not state.is_select:
            state.session.info[self] = True

    def forget(self) -> None:
        """Drop everything: something was changed in this process."""
        self.known.clear()


def load(engine: Engine, code: str, day: date) -> PointSnapshot | None:
    """Read a point as it is now."""
    # ended by a commit: with a rollback psycopg would forget the statements that PostgreSQL has prepared for ballots
    with engine.execution_options(sqlite_readonly=True).begin() as connection:
        row = connection.execute(POINT_BY_CODE, {"code": code, "day": day}).first()
    if row is None:
        return None
    page_key = (code, row.id, row.version, row.round_version, row.tenure_id, row.status)
    return PointSnapshot(code, row.id, row.round_id, Window.of(row), page_key, row.ballot_key, row.errata)
