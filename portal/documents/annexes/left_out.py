"""What annexes of the synthesis leave out where a plan does not use a feature: whole annexes, and columns of tables."""

from collections.abc import Mapping
from dataclasses import replace

from portal.documents.synthesis import annex_numbers
from portal.documents.synthesis.figures import SynthesisFigures
from portal.papers.tables import Annex, without
from portal.surveys.plan.features import Feature

MOST_DAYS = 5  # a longer window has no columns by day: they would not fit
Columns = frozenset[int]


def shown(figures: SynthesisFigures, usual: int, annex: Annex) -> Annex:
    """An annex by its usual number as a plan has it: its own number, without the columns that would stay empty."""
    dropped = columns(figures).get(usual, ())
    number = annex_numbers.number_of(figures, usual)
    tables = tuple(
        without(table, dropped[place]) if place < len(dropped) else table for place, table in enumerate(annex.tables)
    )
    # paper.css knows its columns by the usual number
    style = annex.style or (annex.css if number != usual else "")
    return replace(annex, number=number, tables=tables, style=style)


def columns(figures: SynthesisFigures) -> Mapping[int, tuple[Columns, ...]]:
    """By an annex's usual number, the columns that each of its tables leaves out, counted from 0."""
    survey = figures.survey
    found: dict[int, tuple[Columns, ...]] = {}
    if not survey.has(Feature.VISITS_BY_DAY):
        found |= {1: (frozenset({2, 4}),), 2: (frozenset(range(2, 2 + days_shown(len(survey.days)))),)}
    if not survey.has(Feature.VISITS):
        found |= {1: (frozenset({2, 4}), frozenset({3, *range(6, 12)})), 2: (of_communes(len(survey.days)),)}
    work = frozenset(of_work(figures))
    return {**found, 8: (work,)} if work else found


def of_communes(days: int) -> Columns:
    """Of annex 2: the visits of each day and of all, the least, the rate, the verdict."""
    by_day = days_shown(days)
    after = 2 * by_day
    return frozenset({*range(2, 3 + by_day), 3 + by_day, 5 + after, 6 + after})


def days_shown(days: int) -> int:
    """How many days have columns of their own."""
    return days if 1 < days <= MOST_DAYS else 0


def of_work(figures: SynthesisFigures) -> set[int]:
    """Of annex 8: the ways of publicity, and the helpers a day."""
    survey, first = figures.survey, 4 if figures.has_preparation else 2
    dropped = set() if survey.has(Feature.PUBLICITY) else {first}
    return dropped if survey.has(Feature.HELPERS) else {*dropped, first + max(1, len(survey.channels))}


def for_recomputing(figures: SynthesisFigures) -> dict[str, list[list[int]]]:
    """The same by the key of the list of digests, a list a table."""
    return {str(usual): [sorted(one) for one in tables] for usual, tables in columns(figures).items()}
