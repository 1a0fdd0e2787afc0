"""The plan's channels, one line each: what was done there, on which days, and whether that is enough."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _

from portal.fieldwork.publicity.models import PublicityEntry
from portal.surveys.plan.public_parts import Channel

OTHER = "other"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """A channel and how far it is; `run` is the most days in a row."""

    channel: Channel
    entries: tuple[PublicityEntry, ...]
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


def lines(channels: Iterable[Channel], entries: Sequence[PublicityEntry]) -> list[Line]:
    """One line for each channel of the plan."""
    return [line(channel, [entry for entry in entries if entry.channel == channel.id]) for channel in channels]


def line(channel: Channel, entries: Sequence[PublicityEntry]) -> Line:
    # a set: entries that overlap count a day once
    days = frozenset(day for entry in entries for day in days_of(entry))
    return Line(channel, tuple(entries), days, longest_run(days))


def days_of(entry: PublicityEntry) -> list[date]:
    """The days of an entry, in order."""
    return [entry.first_day + n * DAY for n in range((entry.last_day - entry.first_day).days + 1)]


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
