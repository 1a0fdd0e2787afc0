"""The frozen figures of a synthesis report: plain values, all that its paper is made of, and sums over them.

A figure that is None was never taken: paper says «chưa có số liệu», not nought. Visits are chốt figures only;
ballots are accepted ballots.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from portal.fieldwork.turnout.figures import sum_known
from portal.papers.letterhead import Citation, Office
from portal.results.disclosure.disclosure_control import Table
from portal.results.scoring import LEVELS, NO_OPINION, Method, Score, score
from portal.results.statistics.marked_units import ComparedUnits
from portal.results.statistics.round_changes import RoundChange
from portal.results.statistics.weighting import AreaEstimate
from portal.surveys.turnout import Status
from portal.web.data.codec import later

CODES = (*LEVELS, NO_OPINION)
Answers = tuple[int, ...]
FIRST_EDITION, EDITION = 1, 2  # since the second every annex has a mark, and the last digest is made of these marks


@dataclass(frozen=True)
class Survey:
    """The round as papers name it. `form` says what was asked; the profile puts the end mark of `closing`."""

    slug: str
    title: str
    subject: str
    closing: str
    plan: Citation
    days: tuple[date, ...]
    units: str
    districts: str
    rated: str
    desk: str
    helpers: str
    turnout_rule: str
    form: str
    due_on: date | None
    simulated: bool
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grouping:
    """How communes are grouped by the share satisfied, and from how many opinions on."""

    floors: tuple[int, ...]
    least: int
    least_shown: int


@dataclass(frozen=True)
class Question:
    """A closed question in full and in short, and the group it belongs to (empty for the overall one)."""

    id: str
    number: str
    text: str
    label: str
    group: str


@dataclass(frozen=True)
class Fieldwork:
    """What communes, districts and the veterans did around the survey; a part not recorded is None."""

    task_forces: int | None = None
    rosters: int | None = None
    rosters_by: date | None = None
    helpers_a_day: int | None = None
    posted: int | None = None
    loudspeaker: int | None = None
    online: int | None = None
    villages: int | None = None
    inspections: int | None = None
    inspected: int | None = None
    faults: int | None = None
    faults_mended: int | None = None


@dataclass(frozen=True)
class Work:
    """What one commune did: each channel of the plan used or not, helpers on an average day, inspections, faults."""

    channels: tuple[bool, ...] = ()
    helpers_a_day: float | None = None
    inspected: tuple[date, ...] = ()
    faults: int | None = None
    faults_open: int | None = None


@dataclass(frozen=True)
class TraitGroup:
    """Those who answered an optional question alike, and their answers to the overall question (codes 1 to 5, 9)."""

    label: str
    overall: Answers

    @property
    def ballots(self) -> int:
        return sum(self.overall)

    @property
    def score(self) -> Score:
        return scored(self.overall)


@dataclass(frozen=True)
class Trait:
    """An optional question; its last group left it unanswered."""

    name: str
    groups: tuple[TraitGroup, ...]

    @property
    def ballots(self) -> int:
        return sum(group.ballots for group in self.groups)


@dataclass(frozen=True)
class Theme:
    """What comments were about: how many, what they say in general, which level settles it."""

    name: str
    comments: int
    share: float | None
    wording: str
    level: str


@dataclass(frozen=True)
class Award:
    """A person or collective named for commendation by an accepted proposal; `basis`: the figures behind it."""

    name: str
    unit: str
    achievement: str
    basis: str
    is_person: bool


@dataclass(frozen=True)
class Invitations:
    """How many people were invited, by the tallies of `communes`; None where no tally was entered."""

    invited: int | None
    communes: int


@dataclass(frozen=True)
class EarlierRound:
    """The round that this one is held against, on the overall question; `apart` says why they may not be compared."""

    title: str
    first_day: date
    last_day: date
    change: RoundChange | None = None
    apart: str = ""


@dataclass(frozen=True)
class MethodNote:
    """One item of the method annex: what is disclosed, and in which words."""

    item: str
    words: str


@dataclass(frozen=True)
class Day:
    """One commune's day, its verdict, and what the commune noted in its report."""

    visits: int | None
    ballots: int | None
    status: str = ""
    note: str = ""


@dataclass(frozen=True)
class Commune:
    """One point: its days, its verdict for the period, and the answers to the overall question (codes 1 to 5, 9)."""

    code: str
    name: str
    days: tuple[Day, ...]
    minimum: int | None
    verdict: str
    overall: Answers | None
    chair: str = "incumbent"
    work: Work = Work()

    @cached_property
    def visits(self) -> int | None:
        return sum_known(day.visits for day in self.days)

    @cached_property
    def ballots(self) -> int | None:
        return sum_known(day.ballots for day in self.days)

    @property
    def complete(self) -> bool:
        """Whether each day has its visits and the ballots are known."""
        return self.ballots is not None and all(day.visits is not None for day in self.days)

    @property
    def score(self) -> Score:
        return scored(self.overall)


@dataclass(frozen=True)
class Area:
    """A district, or, where a province has none, all communes of a kind. `answers` go by question id."""

    name: str
    short: str
    communes: tuple[Commune, ...]
    answers: dict[str, Answers]

    @cached_property
    def visits(self) -> int | None:
        return sum_known(commune.visits for commune in self.communes)

    @cached_property
    def ballots(self) -> int | None:
        return sum_known(commune.ballots for commune in self.communes)

    def on_day(self, index: int) -> Day:
        days = [commune.days[index] for commune in self.communes]
        return Day(sum_known(day.visits for day in days), sum_known(day.ballots for day in days))

    def score(self, question: str) -> Score:
        return scored(self.answers.get(question))

    @property
    def verdicts(self) -> Counter[str]:
        return Counter(commune.verdict for commune in self.communes)


@dataclass(frozen=True)
class SynthesisFigures:
    """All that the province's report of a round says in numbers.

    `headline` is the overall question's id; `method` which figure the round calls its index.
    """

    office: Office
    survey: Survey
    grouping: Grouping
    extracted_at: datetime
    by_district: bool
    headline: str
    method: Method
    groups: dict[str, str]
    questions: tuple[Question, ...]
    areas: tuple[Area, ...]
    excluded: int | None = None
    fieldwork: Fieldwork = Fieldwork()
    awards: tuple[Award, ...] = ()
    traits: tuple[Trait, ...] = ()
    themes: tuple[Theme, ...] = ()
    comments: int | None = None  # that a person has put under a theme
    outward: dict[str, Table] = field(default_factory=dict)  # what of each question's counts may leave the office (P8)
    apart: tuple[str, ...] = later(())  # codes of communes set apart by two persons; all figures count them (P11)
    signs: tuple[str, ...] = later(())  # annex 9: communes with signs of quality at the opening, the limits
    edition: int = later(FIRST_EDITION)
    salt: str = later("")  # for the digests of tables with hidden figures (`annex_digests.py`)
    # the overall question, the whole first, then each of `areas`; empty in papers from before they were worked out
    estimates: tuple[AreaEstimate, ...] = later(())
    # how finely they may leave the office (a name of `estimate_auditor.FORMS`); empty for not at all. The body is one
    # in all copies, so it prints no finer than that either (`estimate_text.printed_form`).
    estimates_public: str = later("")
    compared: ComparedUnits | None = later(None)  # communes against all the others; None in papers from before
    earlier: EarlierRound | None = later(None)  # None where the plan asks for no comparison
    invitations: tuple[Invitations, ...] = later(())  # as `estimates`; empty where the plan has no register
    method_notes: tuple[MethodNote, ...] = later(())  # the method annex; empty in papers from before it

    @cached_property
    def communes(self) -> tuple[Commune, ...]:
        return tuple(chain.from_iterable(area.communes for area in self.areas))

    @cached_property
    def whole(self) -> Area:
        """The province as one area."""
        answers = {question.id: pooled(self.areas, question.id) for question in self.questions}
        return Area("Tổng cộng", "Toàn tỉnh", self.communes, {key: counts for key, counts in answers.items() if counts})

    @cached_property
    def excluded_communes(self) -> tuple[Commune, ...]:
        """The communes whose ballots two persons set apart."""
        return self.excluded_in(self.whole)

    def excluded_in(self, area: Area) -> tuple[Commune, ...]:
        """Those of them that are an area's."""
        return tuple(commune for commune in area.communes if commune.code in self.apart)

    @property
    def estimate(self) -> AreaEstimate | None:
        """The whole's estimates; None in papers from before, and where nobody gave an opinion."""
        return self.estimates[0] if self.estimates and self.estimates[0].opinions else None

    @property
    def overall(self) -> Question:
        return next(question for question in self.questions if question.id == self.headline)

    def index_of(self, score: Score) -> float | None:
        """«Chỉ số», 0 to 100: mean / 5 × 100, or (mean - 1) / 4 × 100 for method mean0; None without opinions."""
        return score.index0 if self.method == "mean0" else score.index

    def verdicts(self, *statuses: Status) -> int:
        return sum(self.whole.verdicts[status] for status in statuses)


def scored(answers: Answers | None) -> Score:
    """The score of counts in the order of `CODES` (1 to 5, 9); None counts as no answers."""
    return score(dict(zip(CODES, answers or (), strict=False)))


def pooled(areas: Iterable[Area], question: str) -> Answers:
    """The answers of all areas, code by code; empty where no area has any."""
    parts = [area.answers[question] for area in areas if question in area.answers]
    return tuple(map(sum, zip(*parts, strict=True)))
