"""The plan's channels, one line each: what was done there, on which days, and whether that is enough."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from flask_babel import gettext as _

from portal.fieldwork.publicity.models import PublicityEntry
from portal.surveys.plan.public_parts import Channel

OTHER = "other"
DAY = timedelta(days=1)


class Span(NamedTuple):
    """An entry's channel and days, which is all that a table of hundreds of communes needs of it."""

    channel: str
    first_day: date
    last_day: date


EntryT_co = TypeVar("EntryT_co", bound=PublicityEntry | Span, covariant=True)


@dataclass(frozen=True)
class Line(Generic[EntryT_co]):
    """A channel and how far it is; `run` is the most days in a row."""

    channel: Channel
    entries: tuple[EntryT_co, ...]
    days: frozenset[date]
    run: int

    @property
    def is_done(self) -> bool:
        """Whether it was done on as many days in a row as the plan asks."""
        return self.run >= self.channel.least_days

    @property
    def is_begun(self) -> bool:
        """Whether it was done at all."""
        return bool(self.days)

    @property
    def left(self) -> int:
        """How many days are missing."""
        return max(0, self.channel.least_days - self.run)

    def run_until(self, day: date) -> int:
        """How many days in a row end with this one."""
        length = 0
        while day - length * DAY in self.days:
            length += 1
        return length


def lines(channels: Iterable[Channel], entries: Iterable[EntryT_co]) -> list[Line[EntryT_co]]:
    """One line for each channel of the plan."""
    by_channel = defaultdict(list)
    for entry in entries:
        by_channel[entry.channel].append(entry)
    return [line(channel, by_channel[channel.id]) for channel in channels]


def line(channel: Channel, entries: Iterable[EntryT_co]) -> Line[EntryT_co]:
    """One channel with the entries that name it."""
    every = tuple(entries)
    return Line(channel, every, *days_and_run(tuple((entry.first_day, entry.last_day) for entry in every)))


@lru_cache(maxsize=4096)
def days_and_run(spans: tuple[tuple[date, date], ...]) -> tuple[frozenset[date], int]:
    """The days of some spans and the most of them in a row; hundreds of communes log the same spans."""
    # a set: entries that overlap count a day once
    days = frozenset(day for first, last in spans for day in days_between(first, last))
    return days, longest_run(days)


def days_between(first: date, last: date) -> list[date]:
    """The days from the first to the last, in order."""
    return [first + n * DAY for n in range((last - first).days + 1)]


def longest_run(days: Iterable[date]) -> int:
    """The most days in a row."""
    longest = length = 0
    last: date | None = None
    for day in sorted(days):
        length = length + 1 if last is not None and day - last == DAY else 1
        longest, last = max(longest, length), day
    return longest


def label_of(channels: Iterable[Channel], channel_id: str) -> str:
    """A channel in words; one that the plan does not name is «Hình thức khác»."""
    return next((channel.label for channel in channels if channel.id == channel_id), _("Hình thức khác"))
