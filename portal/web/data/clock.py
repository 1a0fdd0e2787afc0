"""The one clock: UTC to store, Asia/Ho_Chi_Minh to decide. Tests and the rehearsal may move it.

It goes by the database's clock (P21): each process sets its own right by it, so that several web servers decide alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_moved: ContextVar[datetime | None] = ContextVar("moved_clock", default=None)
_everywhere: list[datetime] = []
# How far this machine's clock is behind the database's.
_lag = timedelta(0)

# Less than that is the way of the question and the answer.
WORTH_CORRECTING = timedelta(milliseconds=250)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _moved.get() or (_everywhere[-1] if _everywhere else machine_time() + _lag)


def machine_time() -> datetime:
    """What this machine's own clock says."""
    return datetime.now(UTC)


def lag() -> timedelta:
    """How far this machine's clock is behind the database's, as far as is known."""
    return _lag


def adjust_to(told: datetime, asked: datetime) -> bool:
    """Go by what the database's clock told, asked at a moment of this machine's; False where the answer took long."""
    global _lag  # noqa: PLW0603 - one clock a process
    took = machine_time() - asked
    if took > WORTH_CORRECTING:
        return False
    found = told - (asked + took / 2)
    if abs(found - _lag) > WORTH_CORRECTING:
        _lag = found if abs(found) > WORTH_CORRECTING else timedelta(0)
    return True


def today() -> date:
    """The present day where the survey takes place."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """A moment in local time."""
    return moment.astimezone(ZONE)


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A local day and hour as a moment in UTC."""
    return datetime.combine(day, time(hour, minute, second), ZONE).astimezone(UTC)


def start_of(day: date) -> datetime:
    """Local midnight at which a day begins, in UTC."""
    return at(day, 0)


def end_of(day: date) -> datetime:
    """The moment a local day is over: the next day's midnight, in UTC."""
    return start_of(day + timedelta(days=1))


@contextmanager
def moved_to(moment: datetime, *, everywhere: bool = False) -> Iterator[None]:
    """Set the clock for a block: in this context alone, or in every thread of the process."""
    if everywhere:
        _everywhere.append(moment)
    token = _moved.set(moment)
    try:
        yield
    finally:
        _moved.reset(token)
        if everywhere:
            _everywhere.pop()
