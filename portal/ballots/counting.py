"""How many ballots came on which day and hour, read from the arrivals alone; who and what is not there to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.ballots.models import BUCKET_SECONDS, arrivals
from portal.extensions import db
from portal.web import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Select

    from portal.surveys.models import Round

HOUR_BUCKETS = 3600 // BUCKET_SECONDS
DAY_BUCKETS = 24 * HOUR_BUCKETS


def by_day(survey: Round, points: Select[int], days: Iterable[date] | None = None) -> dict[tuple[int, date], int]:
    """Ballots of each point and day. What came in the grace after closing belongs to the last day."""
    every = survey.days
    wanted = list(days if days is not None else every)
    found: dict[tuple[int, date], int] = {}
    if not wanted:
        return found
    start, end = window(survey, min(wanted))[0], window(survey, max(wanted))[1]
    number = (arrivals.c.bucket - bucket(clock.start_of(every[0]))) // DAY_BUCKETS
    counted = (
        select(arrivals.c.point_id, number.label("number"), func.sum(arrivals.c.n))
        .where(arrivals.c.point_id.in_(points), arrivals.c.bucket >= start, arrivals.c.bucket < end)
        .group_by(arrivals.c.point_id, number)
    )
    for point_id, offset, n in db.session.execute(counted):
        key = (point_id, every[min(int(offset), len(every) - 1)])
        found[key] = found.get(key, 0) + int(n)
    return found


def until(survey: Round, point_id: int, day: date, moment: datetime | None = None) -> int:
    """Ballots of one point on a day, up to a moment."""
    start, end = window(survey, day)
    if moment is not None:
        end = min(end, bucket(moment))
    counted = select(func.sum(arrivals.c.n)).where(
        arrivals.c.point_id == point_id, arrivals.c.bucket >= start, arrivals.c.bucket < end
    )
    return int(db.session.scalar(counted) or 0)


def by_hour(survey: Round, points: Select[int], day: date) -> list[int]:
    """Ballots of a day by local hour, 24 figures."""
    start, end = window(survey, day)
    hour = (arrivals.c.bucket - start) // HOUR_BUCKETS
    counted = (
        select(hour.label("hour"), func.sum(arrivals.c.n))
        .where(arrivals.c.point_id.in_(points), arrivals.c.bucket >= start, arrivals.c.bucket < end)
        .group_by(hour)
    )
    hours = [0] * 24
    for number, n in db.session.execute(counted):
        hours[min(int(number), 23)] += int(n)
    return hours


def window(survey: Round, day: date) -> tuple[int, int]:
    """The buckets of a day, the end exclusive; the last day's reach over the grace."""
    last = bucket(survey.takes_until) + 1 if day == survey.last_day else 0
    return bucket(clock.start_of(day)), max(bucket(clock.end_of(day)), last)


def over_at(survey: Round, day: date) -> datetime:
    """When no further ballot of a day can come."""
    return max(survey.takes_until, clock.end_of(day)) if day == survey.last_day else clock.end_of(day)


def bucket(moment: datetime) -> int:
    """The ten-minute bucket of a moment."""
    return int(moment.timestamp()) // BUCKET_SECONDS
