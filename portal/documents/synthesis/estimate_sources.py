"""What the recompute kits hold for the second table of annex 3: sums over communes of few opinions; printed figures.

In the kit for the province's own hands each commune with a rate of its own has its row already; of the others there are
the sums that an estimate is made of, and no figure of one of them.
"""

from collections.abc import Iterator
from typing import Final

from portal.documents.annexes import estimate_annexes
from portal.documents.synthesis.analysis import counts_of
from portal.documents.synthesis.figures import Commune, SynthesisFigures
from portal.results.statistics import grouping, weighting
from portal.results.statistics.weighting import CommuneCounts, Stratum

Cells = tuple[str | int | float | None, ...]
PUBLIC_HEADER: Final = ("number", "area", *(f"cell{place}" for place in range(1, estimate_annexes.CELLS + 1)))


def rest(figures: SynthesisFigures) -> Iterator[Cells]:
    """By area and kind of weight: the sums over communes whose satisfied stand in no row of their own."""
    counts = [[counts_of(one) for one in area.communes] for area in figures.areas]
    limit = weighting.limit_of(weighting.weight_of(one) for area in counts for one in area if one.opinions)
    for area in figures.areas:
        hidden = [counts_of(one) for one in area.communes if is_hidden(figures, one) and one.score.n]
        weighed = [(one, weight) for one in hidden if (weight := weighting.weight_of(one)) is not None]
        kinds = {
            "plain": [stratum(one, 1.0) for one in hidden],
            "cut": [stratum(one, min(weight, limit or weight)) for one, weight in weighed],
            "full": [stratum(one, weight) for one, weight in weighed],
        }
        for kind, strata in kinds.items():
            yield area.name, kind, *weighting.sums_of(strata)


def is_hidden(figures: SynthesisFigures, commune: Commune) -> bool:
    """Whether the kit tells of a commune only how many gave an opinion.

    One whose chair is vacant is told of where annex 5 holds it against all the others, as the floors have no source.
    """
    is_untold = commune.chair == grouping.VACANT and (figures.is_of_earlier_edition or bool(figures.grouping.source))
    return commune.score.n < figures.grouping.least or is_untold


def stratum(counts: CommuneCounts, weight: float) -> Stratum:
    return Stratum(counts.satisfied, counts.opinions, weight)


def public_estimates(figures: SynthesisFigures) -> Iterator[Cells]:
    """The rows as the copy that leaves the office prints them, and no finer: they rest on single communes' answers."""
    table = estimate_annexes.public_table(figures)
    for row in table.rows if table else ():
        yield row.number, row.name, *(cell.text for cell in row.cells)
