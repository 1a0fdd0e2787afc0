"""Working days: until when a day's figures are to be «chốt». Public holidays come from the round's plan."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta

from portal.web.data.clock import ZONE

SATURDAY = 5
ONE_DAY = timedelta(days=1)
LOCK_HOUR = time(10)
COMPLAINT_DAYS = 90


def is_working_day(day: date, holidays: Collection[date] = ()) -> bool:
    return day.weekday() < SATURDAY and day not in holidays


def next_working_day(day: date, holidays: Collection[date] = ()) -> date:
    """The first working day after `day`."""
    following = day + ONE_DAY
    while not is_working_day(following, holidays):
        following += ONE_DAY
    return following


def complaints_end(last_day: date) -> date:
    """The last day of the complaint period where a plan sets no other: 90 days after the end of the round's year."""
    return date(last_day.year, 12, 31) + timedelta(days=COMPLAINT_DAYS)


def lock_deadline(day: date, holidays: Collection[date] = (), hour: time = LOCK_HOUR) -> datetime:
    """The moment, in UTC, until which the figures of `day` are to be chốt: 10:00 local on the next working day."""
    return datetime.combine(next_working_day(day, holidays), hour, ZONE).astimezone(UTC)
