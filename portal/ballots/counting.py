"""How many ballots came on which day and hour, read from the arrivals alone; who and what is not there to be read.

Ten-minute buckets that are over do not change any more: each process remembers their sums by hour for a few minutes,
once the round is over for an hour, so that a board and the results cost the same at ten thousand ballots and at ten
million.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate

from sqlalchemy import func, select

from portal.ballots.models import BUCKET_SECONDS, arrivals
from portal.extensions import db
from portal.surveys.models import Point, Round
from portal.web.data import clock

HOUR_BUCKETS = 3600 // BUCKET_SECONDS
HOURS = 24
CACHED_FOR = timedelta(minutes=5)
CACHED_AFTER_CLOSING = timedelta(hours=1)
MOST_ROUNDS_CACHED = 8

Hours = dict[int, list[int]]  # ballots of each point, by hour from the first midnight of the round


@dataclass(frozen=True)
class CachedHours:
    """The sums of all buckets before `upto`, of a round whose buckets reach from `limits[0]` to `limits[1]`."""

    limits: tuple[int, int]
    hours: Hours
    upto: int
    made_at: datetime


@lru_cache(maxsize=MOST_ROUNDS_CACHED)
def memory_of(_round_id: int) -> list[CachedHours]:
    """What a process remembers of a round, one or nothing; of the rounds last asked for, so that it cannot grow."""
    return []


def by_day(round_: Round, days: Iterable[date]) -> dict[tuple[int, date], int]:
    """Ballots of each point of a round and day. What came in the grace after closing belongs to the last day."""
    every, hours = round_.days, by_point(round_)
    spans = {day: span(every, day) for day in days if day in every}
    return {(point, day): sum(row[spans[day]]) for point, row in hours.items() for day in spans}


def by_hour(round_: Round, points: Collection[int], days: Sequence[date]) -> list[list[int]]:
    """Ballots of some points by local hour, 24 figures a day; the grace after closing counts into the last hour."""
    hours = by_point(round_)
    rows = [hours[point] for point in points if point in hours]
    spans = [span(round_.days, day) for day in days]
    return [sums_of([row[hours_of_day] for row in rows]) for hours_of_day in spans]


def sums_of(rows: Sequence[Sequence[int]]) -> list[int]:
    """The sums of a day's hours; what comes after the last hour counts into it."""
    sums = [sum(column) for column in zip(*rows, strict=True)] or [0] * HOURS
    return [*sums[: HOURS - 1], sum(sums[HOURS - 1 :])]


def span(days: list[date], day: date) -> slice:
    """A day's part of the hours; the last day takes what comes after it."""
    first = days.index(day) * HOURS
    return slice(first, None if day == days[-1] else first + HOURS)


def by_point(round_: Round) -> Hours:
    """The hours of every point: what is remembered, and what came since. To be read alone."""
    start, end = window(round_, round_.first_day)[0], window(round_, round_.last_day)[1]
    # not the bucket before this one either: a ballot takes its moment before it waits for the writers ahead of it
    over = max(start, min(end, bucket(clock.now()) - 1))
    cached = cached_hours(round_, start, end, over)
    if cached.upto >= end:
        return cached.hours
    hours = {point: list(row) for point, row in cached.hours.items()}
    add(hours, round_, (start, cached.upto, end))
    return hours


def cached_hours(round_: Round, start: int, end: int, over: int) -> CachedHours:
    """The sums of the buckets that are over: taken from memory and carried on, or made anew."""
    memory, now = memory_of(round_.id), clock.now()
    cached = memory[0] if memory else None
    # made anew now and then all the same: a ballot that waited long may still come into a bucket that is over
    lasts = CACHED_AFTER_CLOSING if over == end else CACHED_FOR
    fits = cached is not None and cached.limits == (start, end) and cached.upto <= over
    if cached is None or not fits or not now - cached.made_at < lasts:
        cached = CachedHours((start, end), {}, start, now)
    if cached.upto < over:
        # copied: another thread may be reading what is remembered
        hours = {point: list(row) for point, row in cached.hours.items()}
        add(hours, round_, (start, cached.upto, over))
        cached = CachedHours((start, end), hours, over, cached.made_at)
        memory[:] = [cached]
    return cached


def add(hours: Hours, round_: Round, limits: tuple[int, int, int]) -> None:
    """Add what came in the buckets from `first` to `end` (exclusive) of a round that starts at `start`."""
    start, first, end = limits
    hour = (arrivals.c.bucket - start) // HOUR_BUCKETS
    counted = (
        select(arrivals.c.point_id, hour.label("hour"), func.sum(arrivals.c.n))
        .where(
            arrivals.c.point_id.in_(select(Point.id).where(Point.round_id == round_.id)),
            arrivals.c.bucket >= first,
            arrivals.c.bucket < end,
        )
        .group_by(arrivals.c.point_id, hour)
    )
    length = len(round_.days) * HOURS + 1  # one more for the grace after closing
    for point, number, n in db.session.execute(counted):
        row = hours.setdefault(point, [0] * length)
        row[min(int(number), length - 1)] += int(n)


def until(round_: Round, point_id: int, day: date, moment: datetime | None = None) -> int:
    """Ballots of one point on a day, up to a moment."""
    start, end = window(round_, day)
    if moment is not None:
        end = min(end, bucket(moment))
    counted = select(func.sum(arrivals.c.n)).where(
        arrivals.c.point_id == point_id, arrivals.c.bucket >= start, arrivals.c.bucket < end
    )
    return int(db.session.scalar(counted) or 0)


def at_full_hours(round_: Round, point_id: int, day: date, moment: datetime | None = None) -> list[int]:
    """Ballots of one point on a day as they stood after each hour in which some came, up to a moment."""
    start, end = window(round_, day)
    if moment is not None:
        end = min(end, bucket(moment))
    hour = (arrivals.c.bucket - start) // HOUR_BUCKETS
    counted = (
        select(hour.label("hour"), func.sum(arrivals.c.n).label("n"))
        .where(arrivals.c.point_id == point_id, arrivals.c.bucket >= start, arrivals.c.bucket < end)
        .group_by(hour)
    )
    rows = sorted((int(row.hour), int(row.n)) for row in db.session.execute(counted))
    return list(accumulate(n for _hour, n in rows))


def window(round_: Round, day: date) -> tuple[int, int]:
    """The buckets of a day, the end exclusive; the last day's reach over the grace."""
    last = bucket(round_.takes_until) + 1 if day == round_.last_day else 0
    return bucket(clock.start_of(day)), max(bucket(clock.end_of(day)), last)


def over_at(round_: Round, day: date) -> datetime:
    """When no further ballot of a day can come, and its number is told: its end; of the last day, closing and grace."""
    # a round that was closed early in the day tells on that day: a closed round is not extended any more
    return round_.takes_until if day == round_.last_day else clock.end_of(day)


def days_over(round_: Round) -> list[date]:
    """The days of a round for which no further ballot can come."""
    now = clock.now()
    return [day for day in round_.days if now >= over_at(round_, day)]


def bucket(moment: datetime) -> int:
    """The ten-minute bucket of a moment."""
    return int(moment.timestamp()) // BUCKET_SECONDS
