"""What the text may tell of the answers: what follows from the tables that are let out of the office (P8), no more."""

from portal.documents.synthesis import annex_numbers
from portal.documents.synthesis.figures import Question, SynthesisFigures
from portal.results.disclosure.disclosure_control import GROUPINGS, LEAST_CELL, NOTHING, Row, Table
from portal.results.scoring import Score

WITHHELD = Table(NOTHING, (), None)  # for a question whose counts were not checked for disclosure: nothing is shown
HIGH = {3, 4}


def released_table(figures: SynthesisFigures, question: Question) -> Table:
    return figures.outward.get(question.id, WITHHELD)


def row_at(table: Table, place: int | None) -> Row | None:
    """An area's row of a released table; the whole's for no place."""
    if place is None:
        return table.whole
    return table.areas[place] if place < len(table.areas) else None


def satisfied_share(table: Table, row: Row) -> float | None:
    """The share satisfied, where the counts shown give it."""
    groups = GROUPINGS.get(table.form, ())
    high = [n for n, group in zip(row.cells, groups, strict=True) if HIGH.issuperset(group)]
    shown = [n for n in high if n is not None]
    return 100 * sum(shown) / row.n if high and len(shown) == len(high) and row.n else None


def share(figures: SynthesisFigures, question: Question, place: int | None = None) -> float | None:
    """The share satisfied of an area, or of the whole, where the released row gives it."""
    table = released_table(figures, question)
    row = row_at(table, place)
    return None if row is None else satisfied_share(table, row)


def is_fully_shown(figures: SynthesisFigures, question: Question) -> bool:
    """Whether all five levels of a question are shown for the whole province, so that every mean follows."""
    table = released_table(figures, question)
    return table.form == "five" and table.whole is not None and None not in table.whole.cells


def tells_no_opinion(score: Score) -> bool:
    """Whether it may be told how many had no opinion."""
    return score.no_opinion == 0 or score.no_opinion >= LEAST_CELL


def cited(figures: SynthesisFigures, number: int) -> str:
    """«Phụ lục 5, gửi riêng»: an annex as the text cites it, which not every copy may hold."""
    apart = ", gửi riêng" if number in figures.office.restricted else ""
    return f"Phụ lục {annex_numbers.number_of(figures, number)}{apart}"
