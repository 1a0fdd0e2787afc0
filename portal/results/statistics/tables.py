"""Tables T2 to T5 from counts: pure, frozen, unrounded. The small-cell rule is applied here, in one place.

T1 is `settled_lines` of the turnout's queries and the sums over them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.fieldwork.turnout.figures import Line, LineGroup
from portal.results.scoring import LEVELS, NO_OPINION, Score, corrected, opinions, pooled, score, unweighted
from portal.results.statistics.basis import LEAST_SHOWN, Basis, Question
from portal.results.statistics.grouping import Band, band_of, group_of
from portal.units.kinds import of_level
from portal.units.models import COMMUNE
from portal.web.ui.formats import rounded

Counts = Mapping[int, int]
Answers = Mapping[str, Counts]

NOTHING: Counts = {}
BLANK = score({})
RATE_PLACES, INDEX_PLACES = 1, 2


@dataclass(frozen=True)
class Distribution:
    """A row of T2: how often each level was chosen; counts are None where too few gave an opinion."""

    question: Question
    score: Score
    counts: tuple[int | None, ...]
    shares: tuple[float | None, ...]
    no_opinion: int | None
    no_opinion_share: float | None


@dataclass(frozen=True)
class Summary:
    """A row of T3: one question; `by_unit` is the plain mean of the rates of `units` communes."""

    question: Question
    score: Score
    by_unit: float | None
    units: int


@dataclass(frozen=True)
class GroupSummary:
    """A group of questions, or (with an empty id) all groups together: means of figures as they are printed."""

    id: str
    label: str
    mean: float | None
    top2: float | None
    index: float | None
    low: float | None
    high: float | None
    members: int


@dataclass(frozen=True)
class Area:
    """A district, or, where a province has none, all communes of a kind."""

    key: str
    title: str
    short: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class MatrixRow:
    """A row of T4: one question over the areas, the whole last."""

    question: Question
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class CommuneRow:
    """A row of T5. `place` is the group's place (0 the best), or why there is none.

    `standing` is how it stands against all the others; empty where it has too few opinions to be compared.
    """

    line: Line
    score: Score
    place: int | str
    chair: str
    band: Band | None = None
    standing: str = ""


def shown_score(counts: Counts) -> Score:
    """The score of some answers; blank where fewer than five gave an opinion, so that nothing of them is shown."""
    full = score(counts)
    return full if full.n >= LEAST_SHOWN else BLANK


def shown_rate(counts: Counts) -> float | None:
    """The share satisfied that such a score has, without its interval: a page asks for thousands."""
    n, satisfied = opinions(counts)
    return 100 * satisfied / n if n >= LEAST_SHOWN else None


def pool_answers(by_unit: Iterable[Answers]) -> dict[str, Counts]:
    """The answers of several communes, question by question: each answer counts once."""
    rows = list(by_unit)
    questions = dict.fromkeys(question for row in rows for question in row)
    return {question: pooled(row.get(question, NOTHING) for row in rows) for question in questions}


def distributions(basis: Basis, answers: Answers) -> tuple[Distribution, ...]:
    return tuple(distribution(question, answers.get(question.id, NOTHING)) for question in basis.questions)


def distribution(question: Question, counts: Counts) -> Distribution:
    shown = shown_score(counts)
    if not shown.n:
        return Distribution(question, shown, (None,) * len(LEVELS), (None,) * len(LEVELS), None, None)
    chosen = tuple(counts.get(level, 0) for level in LEVELS)
    none = counts.get(NO_OPINION, 0)
    shares = tuple(100 * many / shown.n for many in chosen)
    return Distribution(question, shown, chosen, shares, none, 100 * none / (shown.n + none))


def summaries(basis: Basis, by_unit: Mapping[int, Answers]) -> tuple[Summary, ...]:
    whole = pool_answers(by_unit.values())
    return tuple(summary(question, whole, by_unit.values()) for question in basis.questions)


def summary(question: Question, whole: Answers, communes: Iterable[Answers]) -> Summary:
    rates = [shown_rate(answers.get(question.id, NOTHING)) for answers in communes]
    shown = [rate for rate in rates if rate is not None]
    return Summary(question, shown_score(whole.get(question.id, NOTHING)), printed_mean(shown, RATE_PLACES), len(shown))


def group_summaries(basis: Basis, scores: Mapping[str, Score]) -> tuple[GroupSummary, ...]:
    """Each group of the form, its questions weighing the same."""
    return tuple(
        group_summary(basis, key, label, [scores.get(question.id, BLANK) for question in basis.members(key)])
        for key, label in basis.groups.items()
    )


def group_summary(basis: Basis, key: str, label: str, scores: Sequence[Score]) -> GroupSummary:
    present = [score for score in scores if score.n]
    return GroupSummary(key, label, **mean_figures(present, map(basis.index_of, present)), members=len(present))


def composite(groups: Sequence[GroupSummary], label: str) -> GroupSummary:
    """All groups that have a figure, groups weighing the same."""
    figures = mean_figures(groups, (group.index for group in groups))
    return GroupSummary("", label, **figures, members=sum(group.top2 is not None for group in groups))


def mean_figures(of: Sequence[Score | GroupSummary], indices: Iterable[float | None]) -> dict[str, float | None]:
    return {
        "mean": printed_mean((one.mean for one in of), INDEX_PLACES),
        "top2": printed_mean((one.top2 for one in of), RATE_PLACES),
        "index": printed_mean(indices, INDEX_PLACES),
        "low": printed_mean((one.low for one in of), RATE_PLACES),
        "high": printed_mean((one.high for one in of), RATE_PLACES),
    }


def printed_mean(values: Iterable[float | None], places: int) -> float | None:
    """The mean of figures as they are printed, so that a reader with a pocket calculator finds the same."""
    return unweighted(None if value is None else float(rounded(value, places)) for value in values)


def matrix(basis: Basis, parts: Sequence[Answers]) -> tuple[MatrixRow, ...]:
    """T4 from the answers of each area."""
    columns = [*parts, pool_answers(parts)]
    return tuple(
        MatrixRow(question, tuple(shown_score(column.get(question.id, NOTHING)) for column in columns))
        for question in basis.questions
    )


def commune_rows(
    basis: Basis, lines: Sequence[Line], by_unit: Mapping[int, Answers], chairs: Mapping[int, str]
) -> tuple[CommuneRow, ...]:
    return tuple(commune_row(basis, line, by_unit, chairs.get(line.unit.id, "incumbent")) for line in lines)


def commune_row(basis: Basis, line: Line, by_unit: Mapping[int, Answers], chair: str) -> CommuneRow:
    shown = shown_score(by_unit.get(line.unit.id, {}).get(basis.headline, NOTHING))
    place = group_of(shown, line.status, chair, basis.floors, basis.least)
    return CommuneRow(line, shown, place, chair, band_of(shown, basis.floors) if isinstance(place, int) else None)


def interval_by_visits(score_: Score, lines: Sequence[Line]) -> tuple[float, float] | None:
    """The interval with finite-population correction by the visits of some communes together.

    Of those who came, as many are taken to have an opinion as of those who answered. None before the last day of the
    last commune is «chốt».
    """
    if not score_.n or not all(line.is_whole for line in lines):
        return None
    visits = LineGroup(tuple(lines)).visits or 0
    crowd = rounded(visits * score_.n / (score_.n + score_.no_opinion), 0)
    return corrected(score_.satisfied, score_.n, int(crowd))


def areas(lines: Sequence[Line]) -> tuple[Area, ...]:
    """The districts in the order of the unit list; the kinds of communes where there are none."""
    members: dict[str, list[Line]] = {}
    for line in lines:
        district = line.unit.district
        members.setdefault(district.code if district else line.unit.kind, []).append(line)
    order = {kind: place for place, kind in enumerate(of_level(COMMUNE))}
    return tuple(area(key, tuple(members[key])) for key in sorted(members, key=lambda key: order.get(key, -1)))


def area(key: str, lines: tuple[Line, ...]) -> Area:
    """A district is «Lục Ngạn», «TP Hòa Bình», «TX Việt Yên» at the head of a column."""
    district = lines[0].unit.district
    if district is None:
        return Area(key, f"Các {key}", f"Các {key}", lines)
    return Area(key, district.capital, district.brief, lines)
