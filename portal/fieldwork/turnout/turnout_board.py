"""How the communes of a subtree stand: one reading of points, visits and arrivals, judged line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.ballots import counting
from portal.extensions import db
from portal.fieldwork.visits.models import VisitCount
from portal.surveys import turnout
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import clock
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select

    from portal.surveys.turnout import Policy

PERCENT = 100
NOT_ENTERED, NOT_LOCKED = "chua_nhap", "chua_chot"


@dataclass(frozen=True)
class DayFigures:
    """One day of one commune: visits once entered, ballots, when «chốt»."""

    day: date
    visits: int | None
    ballots: int
    locked_at: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A commune over the days looked at, judged on what is entered so far."""

    unit: Unit
    days: tuple[DayFigures, ...]
    verdict: turnout.Verdict
    point_id: int = 0

    @property
    def status(self) -> str:
        return str(self.verdict.status)

    @property
    def visits(self) -> int | None:
        """Visits of the days that are entered; None where none is."""
        known = [figures.visits for figures in self.days if figures.visits is not None]
        return sum(known) if known else None

    @property
    def ballots(self) -> int:
        return sum(figures.ballots for figures in self.days)

    @property
    def counted(self) -> int:
        """Ballots of the days whose visits are entered: what a rate may be made of."""
        return sum(figures.ballots for figures in self.days if figures.visits is not None)

    @property
    def missing(self) -> tuple[date, ...]:
        """Days without visits."""
        return tuple(figures.day for figures in self.days if figures.visits is None)

    @property
    def unlocked(self) -> tuple[date, ...]:
        """Days entered and not yet «chốt»."""
        return tuple(figures.day for figures in self.days if figures.visits is not None and figures.locked_at is None)

    @property
    def rate(self) -> float | None:
        """Ballots of a hundred visits, once every day is entered."""
        return None if self.missing else percent_of(self.ballots, self.visits)


@dataclass(frozen=True)
class LineGroup:
    """Several lines together."""

    lines: tuple[Line, ...]

    @property
    def visits(self) -> int | None:
        known = [line.visits for line in self.lines if line.visits is not None]
        return sum(known) if known else None

    @property
    def ballots(self) -> int:
        return sum(line.ballots for line in self.lines)

    @property
    def rate(self) -> float | None:
        """Over the communes and days that are entered."""
        return percent_of(sum(line.counted for line in self.lines), self.visits)

    def day(self, number: int) -> DayFigures:
        """The sum of one of the days."""
        figures = [line.days[number] for line in self.lines]
        known = [one.visits for one in figures if one.visits is not None]
        return DayFigures(figures[0].day, sum(known) if known else None, sum(one.ballots for one in figures))

    def count(self, status: str) -> int:
        """How many of the lines have a status, or lack an entry or its «chốt»."""
        return sum(has_status(line, status) for line in self.lines)

    @property
    def entered(self) -> int:
        """How many communes have entered every day."""
        return sum(not line.missing for line in self.lines)


def percent_of(part: int, whole: int | None) -> float | None:
    """A share in percent; None where there is nothing to divide by."""
    return part * PERCENT / whole if whole else None


def has_status(line: Line, status: str) -> bool:
    """Whether a line has a verdict's status, or one of the two states of entry."""
    if status == NOT_ENTERED:
        return bool(line.missing)
    if status == NOT_LOCKED:
        return bool(line.missing or line.unlocked)
    return line.status == status


def days_begun(round_: Round) -> list[date]:
    """The days of a round that have come."""
    return [day for day in round_.days if day <= clock.today()]


def points_within(round_: Round, top: Unit) -> Select[Any]:
    """The points of a round in a subtree: the one condition that feeds page, counts and file."""
    return select(Point.id).join(Point.unit).where(Point.round_id == round_.id, within(top))


def lines(round_: Round, top: Unit, days: Sequence[date], policy: Policy) -> list[Line]:
    """Every commune of a subtree over some days, in the order of the unit list: three queries in all."""
    scope = points_within(round_, top)
    query = (
        select(Point)
        .join(Point.unit)
        .where(Point.id.in_(scope))
        .options(contains_eager(Point.unit).joinedload(Unit.parent))
        .order_by(Unit.position)
    )
    visits = visits_by_day(scope, days)
    ballots = counting.by_day(round_, days)
    return [line(point, days, visits, ballots, policy) for point in db.session.scalars(query)]


def visits_by_day(scope: Select[Any], days: Sequence[date]) -> dict[tuple[int, date], tuple[int, datetime | None]]:
    """What is entered, by point and day."""
    query = select(VisitCount.point_id, VisitCount.day, VisitCount.visits, VisitCount.locked_at).where(
        VisitCount.point_id.in_(scope), VisitCount.day.in_(days)
    )
    return {(row.point_id, row.day): (row.visits, row.locked_at) for row in db.session.execute(query)}


def line(
    point: Point,
    days: Iterable[date],
    visits: dict[tuple[int, date], tuple[int, datetime | None]],
    ballots: dict[tuple[int, date], int],
    policy: Policy,
) -> Line:
    """One commune, put together and judged."""
    figures = []
    for day in days:
        entered, locked_at = visits.get((point.id, day), (None, None))
        figures.append(DayFigures(day, entered, ballots.get((point.id, day), 0), locked_at))
    return Line(point.unit, tuple(figures), verdict_of(policy, figures), point.id)


def verdict_of(policy: Policy, figures: Sequence[DayFigures]) -> turnout.Verdict:
    """A day by the day's rule, several by the period's."""
    if len(figures) == 1:
        return turnout.judge(policy, figures[0].visits, figures[0].ballots)
    return turnout.judge_period(policy, [(one.visits, one.ballots) for one in figures])


STATUS_ORDER = ["cao_bat_thuong", "cao_can_giai_trinh", "thap", "chua_du_so_lieu", "dat"]
LISTING: Listing[Line] = Listing(
    has=has_status,
    matches=lambda line, list_filter: line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda line: line.unit.sort_key,
        "visits": lambda line: -1 if line.visits is None else line.visits,
        "ballots": lambda line: line.ballots,
        "rate": lambda line: -1 if line.rate is None else line.rate,
        "status": lambda line: STATUS_ORDER.index(line.status),
    },
)
