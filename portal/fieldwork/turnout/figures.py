"""What the figures of participation mean on every page and paper: visits, ballots, their sums, the rate, «told».

Visits («lượt») are what a commune entered for a day; None until it has. Ballots («phiếu») are all that the box took on
that day, those of excluded communes too. None is never nought.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from portal.ballots import counting
from portal.surveys import turnout
from portal.surveys.models import Round
from portal.surveys.turnout import Policy, Status
from portal.units.models import Unit
from portal.web.data import clock

PERCENT = 100
NOT_ENTERED, NOT_LOCKED = "chua_nhap", "chua_chot"
HIGH_STATUSES = frozenset({Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG})


def sum_known(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def sum_whole(values: Iterable[int | None]) -> int | None:
    """The sum where everything is known; None where a value is missing, or there is none."""
    # read once: an iterator would be empty the second time
    known = list(values)
    return None if None in known else sum_known(known)


def percent_of(part: int | None, all_of_it: int | None) -> float | None:
    """A share in percent, above 100 too; None where a value is not known or there is nothing to divide by."""
    return PERCENT * part / all_of_it if part is not None and all_of_it else None


def is_told(round_: Round, day: date, *, locked: bool, to_commune: bool = False) -> bool:
    """Whether papers, and a commune itself, are told a day's ballots: once it is over and its visits are «chốt».

    Papers of those above it tell all of a round that is over, days left open too. The board is of those who may look
    while ballots come in, and asks nothing here.
    """
    now = clock.now()
    if now < counting.over_at(round_, day):
        return False
    if round_.plan_data.turnout is None:
        return True
    # a commune that knew its ballots could enter the visits that suit them (P7)
    return locked or (not to_commune and now >= counting.over_at(round_, round_.last_day))


@dataclass(frozen=True)
class DayFigures:
    """One day of one commune, or a sum of such days; `draft` are visits entered that no figure counts.

    Not `is_counted` where one figure of the round stands on another day.
    """

    day: date
    visits: int | None
    ballots: int
    locked_at: datetime | None = None
    draft: int | None = None
    is_counted: bool = True

    @property
    def is_entered(self) -> bool:
        return self.visits is not None or self.draft is not None

    def settled(self) -> DayFigures:
        """The same without visits that are not «chốt»."""
        # the draft is kept beside: «chưa chốt» is not «chưa nhập»
        return self if self.locked_at else replace(self, visits=None, draft=self.visits)


NO_DAY = DayFigures(date.min, None, 0)


@dataclass(frozen=True)
class Line:
    """A commune over some days and its verdict; `is_settled` where visits that are not «chốt» do not count."""

    unit: Unit
    days: tuple[DayFigures, ...]
    verdict: turnout.Verdict
    point_id: int = 0
    is_settled: bool = False

    def settled(self, policy: Policy) -> Line:
        """The same on «chốt» visits alone: what leads from closing on (ruling 24)."""
        days = tuple(figures.settled() for figures in self.days)
        return replace(self, days=days, verdict=verdict_of(policy, days), is_settled=True)

    @property
    def status(self) -> str:
        return str(self.verdict.status)

    @property
    def counts_by_day(self) -> bool:
        """Whether each day has a figure of its own that its ballots are held against."""
        return self.verdict != turnout.NOTHING_ASKED and all(figures.is_counted for figures in self.days)

    @cached_property
    def visits(self) -> int | None:
        return sum_known(figures.visits for figures in self.days)

    @cached_property
    def ballots(self) -> int:
        return sum(figures.ballots for figures in self.days)

    @property
    def missing(self) -> tuple[date, ...]:
        """Days for which nothing is entered."""
        return tuple(figures.day for figures in self.days if figures.is_counted and not figures.is_entered)

    @property
    def unlocked(self) -> tuple[date, ...]:
        """Days entered and not yet «chốt»."""
        entered = (figures for figures in self.days if figures.is_counted and figures.is_entered)
        return tuple(figures.day for figures in entered if figures.locked_at is None)

    @property
    def is_whole(self) -> bool:
        """Whether every day has visits that count."""
        return all(figures.visits is not None for figures in self.days)

    @property
    def rate(self) -> float | None:
        """Ballots of a hundred visits, once every day has visits that count."""
        return percent_of(self.ballots, self.visits) if self.is_whole else None


@dataclass(frozen=True)
class Complete:
    """The communes of which every day has visits that count: how many of how many, and their sums."""

    units: int
    of: int
    visits: int | None
    ballots: int

    @property
    def rate(self) -> float | None:
        """Ballots of a hundred visits, over units and days that have both."""
        return percent_of(self.ballots, self.visits)

    @property
    def is_part(self) -> bool:
        """Whether it says more than the sums of all: some are complete, some are not."""
        return 0 < self.units < self.of and bool(self.visits)


def complete_of(units: Iterable[Sequence[tuple[int | None, int | None]]]) -> Complete:
    """Those of some units that have visits and ballots of every day, each given as its days' (visits, ballots)."""
    every = list(units)
    whole = [days for days in every if days and all(None not in day for day in days)]
    visits = sum_known(visits for days in whole for visits, _ballots in days)
    return Complete(len(whole), len(every), visits, sum(ballots or 0 for days in whole for _visits, ballots in days))


@dataclass(frozen=True)
class LineGroup:
    """Several lines over the same days together."""

    lines: tuple[Line, ...]

    @cached_property
    def counts_visits(self) -> bool:
        """Whether the plan holds ballots against something; so it seems of no line."""
        return not self.lines or any(line.verdict != turnout.NOTHING_ASKED for line in self.lines)

    @cached_property
    def counts_by_day(self) -> bool:
        """Whether it does so day by day."""
        return all(line.counts_by_day for line in self.lines)

    @cached_property
    def visits(self) -> int | None:
        return sum_known(line.visits for line in self.lines)

    @cached_property
    def ballots(self) -> int:
        return sum(line.ballots for line in self.lines)

    @property
    def is_partial(self) -> bool:
        """Whether the rate is of some of the ballots only."""
        return any(line.missing and not line.is_settled for line in self.lines)

    @property
    def rate(self) -> float | None:
        """Ballots of a hundred visits: the quotient of the two sums, as it is printed beside them.

        While visits are still being entered, ballots of days without visits are left out of it.
        """
        # in the morning most have entered nothing: all ballots over the visits of a few would be several times 100 %
        days = [figures for line in self.lines for figures in line.days if line.is_settled or figures.is_entered]
        return percent_of(sum(figures.ballots for figures in days), self.visits)

    @property
    def complete(self) -> Complete:
        """Those of its lines that lack nothing."""
        return complete_of([(day.visits, day.ballots) for day in line.days] for line in self.lines)

    @cached_property
    def drafts(self) -> int | None:
        """Visits entered that no figure counts."""
        return sum_known(figures.draft for line in self.lines for figures in line.days)

    def day(self, number: int) -> DayFigures:
        """The sum of one of the days."""
        days = [line.days[number] for line in self.lines]
        ballots = sum(figures.ballots for figures in days)
        return DayFigures(days[0].day, sum_known(figures.visits for figures in days), ballots)

    def count(self, status: str) -> int:
        """How many of the lines have a status, or lack an entry or its «chốt»."""
        return sum(has_status(line, status) for line in self.lines)


def sum_of_days(days: Sequence[DayFigures]) -> DayFigures:
    """Several days as one, where one figure stands for all of them; not known while a day's is not."""
    visits = sum_whole(figures.visits for figures in days)
    return DayFigures(days[-1].day, visits, sum(figures.ballots for figures in days)) if days else NO_DAY


def has_status(line: Line, status: str) -> bool:
    """Whether a line has a verdict's status, or one of the two states of entry."""
    if status == NOT_ENTERED:
        return bool(line.missing)
    if status == NOT_LOCKED:
        return bool(line.missing or line.unlocked)
    return line.status == status


def verdict_of(policy: Policy, days: Sequence[DayFigures]) -> turnout.Verdict:
    """A day by the day's rule, several by the period's."""
    # the same status by either rule; the sentence of one day names no days
    if len(days) == 1 or policy.counted.once:
        days = [sum_of_days(days)] if policy.counted.once else days
        return turnout.judge(policy, days[0].visits, days[0].ballots)
    return turnout.judge_period(policy, [(figures.visits, figures.ballots) for figures in days])
