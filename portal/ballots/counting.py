"""How many ballots came on which day and hour, read from the arrivals alone; who and what is not there to be read.

Ten-minute buckets that are over do not change any more: each process remembers their sums by hour for a few minutes,
once the round is over for an hour, so that a board and the results cost the same at ten thousand ballots and at ten
million.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.ballots.models import BUCKET_SECONDS, arrivals
from portal.extensions import db
from portal.surveys.models import Point
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from portal.surveys.models import Round

HOUR_BUCKETS = 3600 // BUCKET_SECONDS
HOURS = 24
REMEMBERED_FOR = timedelta(minutes=5)
REMEMBERED_AFTERWARDS = timedelta(hours=1)
ROUNDS_REMEMBERED = 8

Hours = dict[int, list[int]]
"""Ballots of each point, by hour from the first midnight of the round."""


@dataclass(frozen=True)
class Remembered:
    """The sums of all buckets before `upto`, of a round whose buckets reach from `limits[0]` to `limits[1]`."""

    limits: tuple[int, int]
    hours: Hours
    upto: int
    made_at: datetime


class Memory:
    """What a process remembers, once of each round; of the rounds last asked for, so that it cannot grow."""

    def __init__(self) -> None:
        self.rounds: OrderedDict[int, Remembered] = OrderedDict()
        self.lock = Lock()

    def of(self, round_id: int) -> Remembered | None:
        """What is remembered of a round."""
        with self.lock:
            if round_id in self.rounds:
                self.rounds.move_to_end(round_id)
            return self.rounds.get(round_id)

    def keep(self, round_id: int, kept: Remembered) -> None:
        """Remember this of a round instead of what was."""
        with self.lock:
            self.rounds[round_id] = kept
            self.rounds.move_to_end(round_id)
            while len(self.rounds) > ROUNDS_REMEMBERED:
                self.rounds.popitem(last=False)

    def forget(self) -> None:
        """Remember nothing."""
        with self.lock:
            self.rounds.clear()


memory = Memory()


def by_day(survey: Round, days: Iterable[date]) -> dict[tuple[int, date], int]:
    """Ballots of each point of a round and day. What came in the grace after closing belongs to the last day."""
    every, hours = survey.days, by_point(survey)
    spans = {day: span(every, day) for day in days if day in every}
    return {(point, day): sum(row[spans[day]]) for point, row in hours.items() for day in spans}


def by_hour(survey: Round, points: Collection[int], day: date) -> list[int]:
    """Ballots of some points on a day by local hour, 24 figures; the grace after closing counts into the last hour."""
    part, hours = span(survey.days, day), by_point(survey)
    rows = [hours[point][part] for point in points if point in hours]
    sums = [sum(column) for column in zip(*rows, strict=True)] or [0] * HOURS
    return [*sums[: HOURS - 1], sum(sums[HOURS - 1 :])]


def span(days: list[date], day: date) -> slice:
    """A day's part of the hours; the last day takes what comes after it."""
    first = days.index(day) * HOURS
    return slice(first, None if day == days[-1] else first + HOURS)


def by_point(survey: Round) -> Hours:
    """The hours of every point: what is remembered, and what came since."""
    start, end = window(survey, survey.first_day)[0], window(survey, survey.last_day)[1]
    over = max(start, min(end, bucket(clock.now()) - 1))
    kept = remembered(survey, start, end, over)
    hours = {point: list(row) for point, row in kept.hours.items()}
    add(hours, survey, (start, kept.upto, end))
    return hours


def remembered(survey: Round, start: int, end: int, over: int) -> Remembered:
    """The sums of the buckets that are over: taken from memory and carried on, or made anew."""
    kept, now = memory.of(survey.id), clock.now()
    lasts = REMEMBERED_AFTERWARDS if over == end else REMEMBERED_FOR
    fits = kept is not None and kept.limits == (start, end) and kept.upto <= over
    if kept is None or not fits or not now - kept.made_at < lasts:
        kept = Remembered((start, end), {}, start, now)
    if kept.upto < over:
        hours = {point: list(row) for point, row in kept.hours.items()}
        add(hours, survey, (start, kept.upto, over))
        kept = Remembered((start, end), hours, over, kept.made_at)
        memory.keep(survey.id, kept)
    return kept


def add(hours: Hours, survey: Round, limits: tuple[int, int, int]) -> None:
    """Add what came in the buckets from `first` to `end` (exclusive) of a round that starts at `start`."""
    start, first, end = limits
    hour = (arrivals.c.bucket - start) // HOUR_BUCKETS
    counted = (
        select(arrivals.c.point_id, hour.label("hour"), func.sum(arrivals.c.n))
        .where(
            arrivals.c.point_id.in_(select(Point.id).where(Point.round_id == survey.id)),
            arrivals.c.bucket >= first,
            arrivals.c.bucket < end,
        )
        .group_by(arrivals.c.point_id, hour)
    )
    length = len(survey.days) * HOURS + 1
    for point, number, n in db.session.execute(counted):
        row = hours.setdefault(point, [0] * length)
        row[min(int(number), length - 1)] += int(n)


def until(survey: Round, point_id: int, day: date, moment: datetime | None = None) -> int:
    """Ballots of one point on a day, up to a moment."""
    start, end = window(survey, day)
    if moment is not None:
        end = min(end, bucket(moment))
    counted = select(func.sum(arrivals.c.n)).where(
        arrivals.c.point_id == point_id, arrivals.c.bucket >= start, arrivals.c.bucket < end
    )
    return int(db.session.scalar(counted) or 0)


def window(survey: Round, day: date) -> tuple[int, int]:
    """The buckets of a day, the end exclusive; the last day's reach over the grace."""
    last = bucket(survey.takes_until) + 1 if day == survey.last_day else 0
    return bucket(clock.start_of(day)), max(bucket(clock.end_of(day)), last)


def over_at(survey: Round, day: date) -> datetime:
    """When no further ballot of a day can come, and its number is told: its end; of the last day, closing and grace.

    A round that was closed early in the day has its number told on that day. A closed round is not extended any more.
    """
    return survey.takes_until if day == survey.last_day else clock.end_of(day)


def days_over(survey: Round) -> list[date]:
    """The days of a round for which no further ballot can come."""
    now = clock.now()
    return [day for day in survey.days if now >= over_at(survey, day)]


def bucket(moment: datetime) -> int:
    """The ten-minute bucket of a moment."""
    return int(moment.timestamp()) // BUCKET_SECONDS
