"""The frozen figures of a synthesis report: plain values, all that its paper is made of, and sums over them.

None was never taken: paper says «chưa có số liệu». Visits are chốt figures only; ballots are accepted ballots.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import chain

from portal.documents.synthesis.other_questions import OtherQuestion
from portal.documents.synthesis.paper_words import EARLIER, PaperWords
from portal.fieldwork.turnout.figures import HIGH_STATUSES, sum_known
from portal.papers.letterhead import Citation, Office
from portal.results.disclosure.disclosure_control import Table
from portal.results.scoring import LEVELS, NO_OPINION, Method, Score, score
from portal.results.statistics.marked_units import ComparedUnits, SeveralMatters, mark
from portal.results.statistics.round_changes import RoundChange
from portal.results.statistics.weighting import AreaEstimate
from portal.surveys.plan.features import Feature
from portal.surveys.turnout import Status
from portal.web.data import clock
from portal.web.data.codec import later

CODES = (*LEVELS, NO_OPINION)
Answers = tuple[int, ...]
# Since the second edition every annex has a mark, and the last digest is made of these marks. Since the third the text
# is the same in every copy and names no unit for its result, and a first paragraph says what the report comes to.
FIRST_EDITION, SECOND_EDITION, EDITION = 1, 2, 3


@dataclass(frozen=True)
class Crowded:
    """The plan's rule for crowded days: from so many visits on so few ballots are enough, and where the plan says so.

    `percent` is what is asked of all other days. Without a rule every figure is 0.
    """

    from_visits: int = 0
    ballots: int = 0
    percent: int = 0
    clause: str = ""


NOT_CROWDED = Crowded()


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
    crowded: Crowded = later(NOT_CROWDED)
    words: PaperWords = later(EARLIER)
    left_out: tuple[str, ...] = later(())  # features that the plan does not use

    def has(self, feature: Feature) -> bool:
        """Whether the plan uses a feature that papers tell of."""
        return feature not in self.left_out


@dataclass(frozen=True)
class Grouping:
    """How communes are grouped by the share satisfied, and from how many opinions on.

    `source` is the paper that sets the floors; without one no commune is held against them.
    """

    floors: tuple[int, ...]
    least: int
    least_shown: int
    source: str = later("")


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
    task_force: bool | None = later(None)  # None in papers from before, and where none is registered anywhere
    roster: bool | None = later(None)  # whether the list of helpers came by the plan's day


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
    is_way_of_answering: bool = later(default=False)  # asks who held the phone, or where the form was answered

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
    is_praise: bool = later(default=False)


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
    is_flagged: bool = later(default=False)  # whether signs of quality were found at the opening

    @property
    def has_explained(self) -> bool:
        """Whether the commune noted something of each day that has more ballots than visits."""
        return all(day.note for day in self.days if day.status in HIGH_STATUSES)

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
    several: SeveralMatters | None = later(None)  # the same by matters; None too where no commune has enough opinions
    earlier: EarlierRound | None = later(None)  # None where the plan asks for no comparison
    invitations: tuple[Invitations, ...] = later(())  # as `estimates`; empty where the plan has no register
    method_notes: tuple[MethodNote, ...] = later(())  # the method annex; empty in papers from before it
    limits: tuple[str, ...] = later(())  # «same_percent=40»: of the signs, for the restricted kit alone
    comments_received: int | None = later(None)  # with a theme or not; None in papers from before
    explanations_asked_on: date | None = later(None)  # a person's: nobody is named in annex 9 before
    others: tuple[OtherQuestion, ...] = later(())  # annex 12; empty where the form asks on its own scale alone

    @property
    def has_preparation(self) -> bool:
        """Whether it is known of communes who has a task force and a list of helpers in time."""
        return any(None not in (commune.work.task_force, commune.work.roster) for commune in self.communes)

    @cached_property
    def communes(self) -> tuple[Commune, ...]:
        return tuple(chain.from_iterable(area.communes for area in self.areas))

    @cached_property
    def whole(self) -> Area:
        """The province as one area."""
        known = {one.id: counts for one in self.questions if (counts := pooled(self.areas, one.id))}
        return Area("Tổng cộng", f"Toàn {self.survey.words.territory}", self.communes, known)

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
    def is_of_earlier_edition(self) -> bool:
        """Whether it was frozen before the text became one in all copies: it prints as it was issued."""
        return self.edition < EDITION

    @property
    def day_taken(self) -> date:
        return clock.local(self.extracted_at).date()

    @cached_property
    def standing(self) -> dict[str, str]:
        """How each commune with enough opinions stands against all the others together, by its code."""
        whole = self.whole.score(self.headline)
        scores = {commune.code: commune.score for commune in self.communes if commune.score.n >= self.grouping.least}
        codes = dict(enumerate(scores))
        compared = {place: (scores[code].satisfied, scores[code].n) for place, code in codes.items()}
        found = mark(compared, (whole.satisfied, whole.n)).standing if compared else {}
        return {codes[place]: standing for place, standing in found.items()}

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
