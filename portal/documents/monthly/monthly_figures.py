"""The frozen figures of a monthly report: its rounds, the month before beside it, the year so far, what is due next."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.documents.synthesis.figures import Answers, Day, Theme, scored
from portal.fieldwork.turnout.figures import sum_known
from portal.papers.office import Office
from portal.results.scoring import Score


@dataclass(frozen=True)
class MonthRound:
    """A round with days in a month. `form` and `codes` decide what may be compared; `overall` needs open results."""

    slug: str
    title: str
    first_day: date
    last_day: date
    state: str
    form: str
    codes: tuple[str, ...]
    visits: int | None
    ballots: int
    overall: Answers | None

    @property
    def score(self) -> Score:
        return scored(self.overall)


@dataclass(frozen=True)
class AreaMonth:
    """A district, or all communes of a kind: the month, the year so far, the month before."""

    name: str
    month: Day
    year: Day
    before: Day


@dataclass(frozen=True)
class Flag:
    """A commune's day without chốt visits, or with more ballots than visits."""

    commune: str
    area: str
    day: date
    visits: int | None
    ballots: int
    status: str


@dataclass(frozen=True)
class DueTask:
    """A task of a plan that is due next month."""

    text: str
    who: str
    clause: str
    due: date


@dataclass(frozen=True)
class MonthWork:
    """What was recorded in the month; None for a part of which nothing was recorded."""

    publicity: int | None
    publicised: int | None
    inspections: int | None
    inspected: int | None
    faults: int | None
    faults_open: int | None
    incidents: int | None
    incidents_open: int | None


@dataclass(frozen=True)
class MonthlyFigures:
    """All that a month's report says in numbers."""

    office: Office
    subject: str
    programme: str
    month: date
    last_day: date
    rounds: tuple[MonthRound, ...]
    before: tuple[MonthRound, ...]
    areas: tuple[AreaMonth, ...]
    flags: tuple[Flag, ...]
    work: MonthWork
    themes: tuple[Theme, ...]
    comments: int | None
    tasks: tuple[DueTask, ...]
    taken_at: datetime
    simulated: bool
    least_shown: int
    by_district: bool

    def total(self, part: str) -> Day:
        """The sum over all areas of the month, the year or the month before."""
        days: list[Day] = [getattr(area, part) for area in self.areas]
        return Day(sum_known(day.visits for day in days), sum_known(day.ballots for day in days))
