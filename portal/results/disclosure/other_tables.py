"""What of questions with choices of their own may leave the province (P8): counts of the whole round alone. Pure.

Nothing is told from below twenty answers. Of one choice, counts stand beside their sum: those below five are hidden,
and as many more as it takes. Of several choices each stands by itself: it is hidden where fewer than five made it, or
fewer than five did not. How many were asked a question of some alone is a sum of counts of the question that it
depends on: it is told only where all of these are. Questions on the form's scale that are asked of some alone are not
told at all, since the attack on their tables knows of no such sums (`withheld`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.results.disclosure.disclosure_control import (
    LEAST_CELL,
    LEAST_COMMUNES,
    LEAST_PUBLISHED,
    NOTHING,
    Table,
    protect_row,
)
from portal.results.statistics.basis import OtherQuestion
from portal.results.statistics.other_questions import base
from portal.results.statistics.tables import Counts


@dataclass(frozen=True)
class OtherTable:
    """How many answered and how often each choice was made, None where that is not told."""

    n: int | None
    cells: tuple[int | None, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it is hidden."""
        return self.n is not None and None not in self.cells


def withheld(areas: Sequence[object]) -> Table:
    """The table of a question of which nothing is told."""
    return Table(NOTHING, (None,) * len(areas), None)


def protect_others(
    questions: Sequence[OtherQuestion],
    counts: Mapping[str, Counts],
    scaled: Mapping[str, Table],
    communes: int,
) -> dict[str, OtherTable]:
    """The table of each question by its id, in the form's order; `scaled` are those that leave of the form's scale."""
    whole = {name for name, table in scaled.items() if is_whole(table)}
    tables = {}
    for question in questions:
        may = communes >= LEAST_COMMUNES and (not question.cause or question.cause in whole)
        table = protect(question, counts.get(question.id, {}) if may else {})
        tables[question.id] = table
        if table.is_whole:
            whole.add(question.id)
    return tables


def is_whole(table: Table) -> bool:
    """Whether all five levels of the whole are told."""
    return table.whole is not None and len(table.whole.cells) > 1 and None not in table.whole.cells and is_five(table)


def is_five(table: Table) -> bool:
    return all(len(group) == 1 for group in table.groups)


def protect(question: OtherQuestion, counts: Counts) -> OtherTable:
    n, row = base(question, counts), [counts.get(code, 0) for code, _label in question.choices]
    nothing = OtherTable(None, (None,) * len(row))
    if n < LEAST_PUBLISHED:
        return nothing
    cells = [many if min(many, n - many) >= LEAST_CELL else None for many in row]
    if not question.several:
        cells = protect_row(row)
    return OtherTable(n, tuple(cells)) if any(cell is not None for cell in cells) else nothing
