"""The rows that the tables of a synthesis report are made of, from its frozen figures: header and rows of each file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from portal.documents.annexes.annex_respondents import hidden_groups, small_groups
from portal.documents.annexes.public_annexes import WITHHELD
from portal.documents.synthesis.figures import CODES
from portal.fieldwork.turnout.figures import sum_known
from portal.results.disclosure.disclosure_control import LEAST_CELL
from portal.results.scoring import LEVELS
from portal.results.statistics import grouping
from portal.surveys.turnout import Status
from portal.units.names import sort_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from portal.documents.synthesis.figures import Commune, SynthesisFigures
    from portal.results.disclosure.disclosure_control import Row as Released
    from portal.results.disclosure.disclosure_control import Table

    Cells = tuple[str | int | float | None, ...]

LEVEL_NAMES: Final = tuple(f"n{level}" for level in LEVELS)


def areas(figures: SynthesisFigures) -> Iterator[Cells]:
    """How many communes an area has, how many ballots are set apart, how many communes have each verdict."""
    for area in figures.areas:
        apart = sum_known(commune.ballots for commune in figures.excluded_in(area))
        verdicts = (area.verdicts[status] for status in Status)
        yield area.name, len(area.communes), apart or 0, *verdicts


def turnout(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each area's days; empty where nothing is known."""
    for area in figures.areas:
        for index, day in enumerate(figures.survey.days):
            totals = area.on_day(index)
            yield area.name, day.isoformat(), totals.visits, totals.ballots


def answers(figures: SynthesisFigures) -> Iterator[Cells]:
    """How often each answer was given, in all and by area (empty for all), from so many opinions on as are shown."""
    for question in figures.questions:
        for area in (figures.whole, *figures.areas):
            counts = area.answers.get(question.id, ())
            if sum(counts[: len(LEVELS)]) >= figures.grouping.least_shown:
                yield question.id, "" if area is figures.whole else area.name, *counts


def public_answers(figures: SynthesisFigures) -> Iterator[Cells]:
    """What of the same may leave the office: the counts of groups of levels (empty where hidden), or a band."""
    for question in figures.questions:
        table = figures.outward.get(question.id, WITHHELD)
        silent = figures.whole.score(question.id).no_opinion
        for area, row in released(figures, table):
            no_opinion = shown_no_opinion(silent) if not area else None
            yield question.id, area, table.form, row.n, *padded(row), row.band, no_opinion


def released(figures: SynthesisFigures, table: Table) -> Iterator[tuple[str, Released]]:
    """The rows that a released table has, each with its area's name; none for the whole."""
    names = ("", *(area.name for area in figures.areas))
    pairs = zip(names, (table.whole, *table.areas), strict=False)
    return ((name, row) for name, row in pairs if row is not None)


def padded(row: Released) -> Cells:
    """Its counts, and nothing where it has fewer than five."""
    return (*row.cells, *[None] * (len(LEVELS) - len(row.cells)))


def shown_no_opinion(silent: int | None) -> int | None:
    """How many had no opinion, where the copy prints it."""
    return silent if silent == 0 or (silent or 0) >= LEAST_CELL else None


def communes(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each commune; of its answers the satisfied and the sum of levels, from so many opinions on as have a rate."""
    names = sorted((commune.name for commune in figures.communes), key=sort_key)
    place = {name: number for number, name in enumerate(names)}
    for area in figures.areas:
        for one in area.communes:
            who = area.name, one.code, one.name, place[one.name]
            yield *who, one.chair, one.minimum, one.verdict, int(one.complete), *satisfied_cells(figures, one)


def satisfied_cells(figures: SynthesisFigures, commune: Commune) -> Cells:
    score = commune.score
    if score.mean is None or score.n < figures.grouping.least or commune.chair == grouping.VACANT:
        return score.n, None, None
    return score.n, score.satisfied, round(score.mean * score.n)


def days(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each commune's days with their verdicts and what it noted."""
    for commune in figures.communes:
        for when, day in zip(figures.survey.days, commune.days, strict=True):
            yield commune.code, when.isoformat(), day.visits, day.ballots, day.status, day.note


def traits(figures: SynthesisFigures) -> Iterator[Cells]:
    """Each group of each optional question; opinions and satisfied where the annex prints a rate."""
    return groups(figures, public=False)


def public_traits(figures: SynthesisFigures) -> Iterator[Cells]:
    """The same, nothing of groups that are small, as the copy has it that leaves the office."""
    return groups(figures, public=True)


def groups(figures: SynthesisFigures, *, public: bool) -> Iterator[Cells]:
    for trait in figures.traits:
        hidden, small = hidden_groups(trait), small_groups(trait) if public else set()
        for group in trait.groups:
            score = group.score
            rated = (score.n, score.satisfied) if group.label not in hidden | small else (None, None)
            yield trait.name, trait.ballots, group.label, None if group.label in small else group.ballots, *rated


def themes(figures: SynthesisFigures) -> Iterator[Cells]:
    for theme in figures.themes:
        yield theme.name, theme.comments, theme.wording, theme.level


def work(figures: SynthesisFigures) -> Iterator[Cells]:
    """What each commune did: a sign a channel (1 used), empty where unknown; days of inspections by spaces."""
    for area in figures.areas:
        for commune in area.communes:
            done = commune.work
            channels = "".join(str(int(used)) for used in done.channels)
            inspected = " ".join(day.isoformat() for day in done.inspected)
            yield area.name, commune.name, channels, done.helpers_a_day, inspected, done.faults, done.faults_open


def awards(figures: SynthesisFigures) -> Iterator[Cells]:
    for award in figures.awards:
        yield award.name, award.unit, award.achievement, award.basis


SOURCES: dict[str, tuple[tuple[str, ...], Callable[[SynthesisFigures], Iterator[Cells]]]] = {
    "areas": (("area", "communes", "apart", *map(str, Status)), areas),
    "turnout": (("area", "day", "visits", "ballots"), turnout),
    "answers": (("question", "area", *(f"n{code}" for code in CODES)), answers),
    "outward": (("question", "area", "form", "n", *LEVEL_NAMES, "band", "no_opinion"), public_answers),
    "communes": (
        ("area", "code", "name", "order", "chair", "minimum", "verdict", "complete", "n", "satisfied", "points"),
        communes,
    ),
    "days": (("code", "day", "visits", "ballots", "status", "note"), days),
    "traits": (("trait", "total", "group", "ballots", "opinions", "satisfied"), traits),
    "traits-out": (("trait", "total", "group", "ballots", "opinions", "satisfied"), public_traits),
    "themes": (("theme", "comments", "wording", "level"), themes),
    "work": (("area", "name", "channels", "helpers_a_day", "inspected", "faults", "faults_open"), work),
    "awards": (("name", "unit", "achievement", "basis"), awards),
}
