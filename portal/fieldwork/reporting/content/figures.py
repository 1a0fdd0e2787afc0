"""What a report is made of, as plain values that can be frozen: typed words and counts beside what was entered before.

None means that nothing was entered: pages and papers say «chưa có số liệu», not nought. Visits are «chốt» figures
only, and ballots of days that are told (`turnout.figures.is_told`).
"""

from dataclasses import dataclass
from datetime import date

from portal.fieldwork.turnout.figures import HIGH_STATUSES, Complete, complete_of, sum_known, sum_whole


@dataclass(frozen=True)
class Day:
    """One day at a desk. `helped` and `guided` are typed in the report; all else comes from other pages."""

    day: date
    visits: int | None = None
    ballots: int | None = None
    helpers: int | None = None
    helped: int | None = None
    guided: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Member:
    """A member of the task force; `part` is head, clerk or member."""

    full_name: str
    office: str
    part: str


@dataclass(frozen=True)
class Helper:
    """A helper on the duty list, with the half-days in words; no telephone, because papers print it."""

    full_name: str
    association: str
    turns: str


@dataclass(frozen=True)
class Activity:
    """One entry of the publicity log."""

    channel: str
    place: str
    first_day: date
    last_day: date
    times: int
    evidence: str


@dataclass(frozen=True)
class Channel:
    """A channel that the plan asks for: how many days in a row it was used, and how many are asked."""

    label: str
    run: int
    least: int

    @property
    def is_done(self) -> bool:
        return self.run >= self.least


@dataclass(frozen=True)
class Verdict:
    """A commune's participation over all days."""

    status: str
    low: int | None


@dataclass(frozen=True)
class CommuneFigures:
    """All that one commune's report says."""

    code: str
    title: str
    full: str
    days: tuple[Day, ...]
    verdict: Verdict
    is_founded: bool
    decision_number: str
    decided_on: date | None
    members: tuple[Member, ...]
    roster_in: bool
    gaps: int
    helpers: tuple[Helper, ...]
    channels: tuple[Channel, ...]
    activities: tuple[Activity, ...]
    texts: dict[str, str]
    state: str

    def total(self, name: str) -> int | None:
        """A figure's sum over the days; None where no day has it."""
        return sum_known(getattr(day, name) for day in self.days)

    def whole(self, name: str) -> int | None:
        """A figure's sum, known only when every day has it."""
        return sum_whole(getattr(day, name) for day in self.days)

    @property
    def has_too_many(self) -> bool:
        """Whether its ballots ask for an explanation."""
        return self.verdict.status in HIGH_STATUSES

    @property
    def days_to_explain(self) -> tuple[Day, ...]:
        """The days with more ballots than visits of a commune with too many; all, where each day alone has fewer."""
        over = tuple(day for day in self.days if (day.ballots or 0) > (day.visits or 0))
        return (over or self.days) if self.has_too_many else ()

    @property
    def has_explained(self) -> bool:
        """Whether it noted something of each of these days in its report."""
        return all(day.note for day in self.days_to_explain)

    # a sum that leaves out days has to say how many
    def lacking(self, name: str) -> int:
        """How many days are without a figure: what its sum leaves out."""
        return sum(getattr(day, name) is None for day in self.days)


@dataclass(frozen=True)
class Paper:
    """A paper by which the district directed."""

    issuer: str
    number: str
    issued_on: date
    subject: str


@dataclass(frozen=True)
class Launch:
    """A launch the district held."""

    day: date
    place: str
    people: int


@dataclass(frozen=True)
class Visit:
    """An inspection at a desk: how much was found, how much of it is not mended."""

    day: date
    commune: str
    team: str
    found: int
    open: int


@dataclass(frozen=True)
class Invited:
    """How many people were invited on a day, by the tallies of so many communes."""

    day: date
    communes: int
    morning: int
    afternoon: int

    @property
    def people(self) -> int:
        return self.morning + self.afternoon


@dataclass(frozen=True)
class DistrictFigures:
    """All that a district's report says. `invited` is None where the plan keeps no register of invitations."""

    code: str
    title: str
    full: str
    days: tuple[date, ...]
    communes: tuple[CommuneFigures, ...]
    papers: tuple[Paper, ...]
    launches: tuple[Launch, ...]
    in_chat: int
    named_for_chat: int
    visits: tuple[Visit, ...]
    texts: dict[str, str]
    state: str
    invited: tuple[Invited, ...] | None = None
    tallied: int = 0  # communes that entered a tally of some day

    def on_day(self, place: int, name: str) -> int | None:
        """A day's sum over the communes that have the figure."""
        return sum_known(getattr(commune.days[place], name) for commune in self.communes)

    @property
    def is_of_the_same_days(self) -> bool:
        """Whether no visits are summed of a day whose ballots are not told yet: else their quotient is no rate."""
        return not any(day.visits is not None and day.ballots is None for one in self.communes for day in one.days)

    @property
    def complete(self) -> Complete:
        """The communes of which every day has visits and ballots."""
        return complete_of([(day.visits, day.ballots) for day in one.days] for one in self.communes)

    def total(self, name: str) -> int | None:
        """A figure's sum over communes and days."""
        return sum_known(commune.total(name) for commune in self.communes)


Figures = CommuneFigures | DistrictFigures
