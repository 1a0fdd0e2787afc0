"""The frozen figures of the papers around a round: proposal, guidance, urging, minutes, a day's closing sheet."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.documents.synthesis.figures import Award, Survey
from portal.fieldwork.turnout.figures import Complete, complete_of, sum_known
from portal.papers.letterhead import Office
from portal.web.data.codec import later

FIRST_EDITION, EDITION = 1, 2  # papers of the first are worded as they were issued: `documents/earlier`


@dataclass(frozen=True)
class Tie:
    """Communes with one score, of which some are proposed: how many, the score, each proposed with its merit."""

    units: int
    score: str
    chosen: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ProposalFigures:
    """Whom the accepted proposal names, and who chose them."""

    office: Office
    survey: Survey
    taken_at: datetime
    division: str
    least: int
    most: int
    awards: tuple[Award, ...]
    decided_on: date | None
    ties: tuple[Tie, ...] = later(())
    leaders: str = later("")  # to whom the division writes
    edition: int = later(FIRST_EDITION)


@dataclass(frozen=True)
class GuidanceFigures:
    """What communes have to do and by when, as the plan has it."""

    office: Office
    survey: Survey
    taken_at: datetime
    points: int
    addressees: tuple[str, ...]
    member: str
    task_force: str
    task_force_head: str
    turnout: str
    lock_hour: int
    rosters: date
    commune_report: date
    district_report: date | None
    chat: str
    software: str
    contact: str
    telephone: str
    edition: int = later(FIRST_EDITION)


@dataclass(frozen=True)
class Lag:
    """What one commune still owes: the words of each rule, with the days it is owed for."""

    commune: str
    area: str
    owed: tuple[str, ...]


@dataclass(frozen=True)
class UrgingFigures:
    """The communes that are late, and how many are late with what."""

    office: Office
    survey: Survey
    taken_at: datetime
    addressees: tuple[str, ...]
    points: int
    by_rule: dict[str, int]
    lags: tuple[Lag, ...]
    edition: int = later(FIRST_EDITION)


@dataclass(frozen=True)
class Head:
    """A signed head of the round's public log: how many leaves, the root as text, when; what the leaves stand for.

    The first papers name the newest head there was, and say nothing of its leaves.
    """

    size: int
    root: str
    signed_at: datetime
    made_of: tuple[tuple[str, int], ...] = later(())


@dataclass(frozen=True)
class PointDay:
    """One commune's day: visits and whether they are «chốt», ballots, the day's verdict."""

    commune: str
    visits: int | None
    locked_at: datetime | None
    ballots: int
    status: str


@dataclass(frozen=True)
class AreaDay:
    """A district's communes on a day, or those of a kind where there are no districts."""

    name: str
    points: tuple[PointDay, ...]

    @property
    def visits(self) -> int | None:
        """Of the communes that are «chốt»."""
        return sum_known(point.visits if point.locked_at else None for point in self.points)

    @property
    def ballots(self) -> int:
        return sum(point.ballots for point in self.points)

    @property
    def locked(self) -> int:
        return sum(point.locked_at is not None for point in self.points)

    @property
    def complete(self) -> Complete:
        """The communes whose visits are «chốt»."""
        return complete_of([(point.visits if point.locked_at else None, point.ballots)] for point in self.points)


@dataclass(frozen=True)
class DayFigures:
    """The closing sheet of one day."""

    office: Office
    survey: Survey
    taken_at: datetime
    place: str
    day: date
    areas: tuple[AreaDay, ...]
    head: Head | None
    edition: int = later(FIRST_EDITION)

    @property
    def points(self) -> list[PointDay]:
        return [point for area in self.areas for point in area.points]

    @property
    def whole(self) -> AreaDay:
        return AreaDay("Tổng cộng", tuple(self.points))


@dataclass(frozen=True)
class MinutesFigures:
    """How a round was closed: what came in by day, what is «chốt», what the box holds."""

    office: Office
    survey: Survey
    taken_at: datetime
    closed_at: datetime
    points: int
    visits: tuple[int | None, ...]
    ballots: tuple[int, ...]
    locked: tuple[int, ...]
    sealed: int
    waiting: int
    results_opened_at: datetime | None
    head: Head | None
    complete: Complete | None = later(None)
    edition: int = later(FIRST_EDITION)
