"""The round's days as bars: visits, the ballots inside them, the share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from portal.fieldwork.monitoring.steps import Progress
from portal.fieldwork.turnout.figures import DayFigures, LineGroup, percent_of

DAYS_SHOWN = 7


@dataclass(frozen=True)
class DayBar:
    """A day of all units, `is_counted` where it has visits of its own.

    `visits_share` and `ballots_share` are lengths, of a hundred for the longest bar.
    """

    figures: DayFigures
    is_counted: bool
    visits_share: float
    ballots_share: float

    @property
    def rate(self) -> float | None:
        """Ballots of a hundred visits: the quotient of the two numbers beside it."""
        return percent_of(self.figures.ballots, self.figures.visits)


def total_of(every: Sequence[Progress]) -> LineGroup:
    """All units together, over the days that have come."""
    return LineGroup(tuple(row.line for row in every if row.line))


def bars(total: LineGroup, latest: int = DAYS_SHOWN) -> list[DayBar]:
    """So many of the latest days; none before the first."""
    days = len(total.lines[0].days) if total.lines else 0
    figures = [total.day(number) for number in range(days)][-latest:]
    is_counted = total.counts_by_day
    if not is_counted:
        figures = [replace(day, visits=None) for day in figures]
    longest = max((max(day.visits or 0, day.ballots) for day in figures), default=0) or 1
    return [DayBar(day, is_counted, 100 * (day.visits or 0) / longest, 100 * day.ballots / longest) for day in figures]
