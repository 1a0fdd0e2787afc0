"""How often the interval of a pooled share holds the truth, how wide it is, how far the share is off: by simulation.

Provinces of 14 districts of 15 communes are drawn at every size and spread; districts' levels lie 0.3 apart on the
logit scale around 86 %. Beside the average stands what becomes of communes that lie two spreads from their district,
and the simulation's own error: communes of one province share an estimated spread, so it is one of means of provinces.
"""

from __future__ import annotations

import random
import time
from math import exp, log, sqrt
from statistics import fmean, stdev
from typing import TYPE_CHECKING, NamedTuple

from bench.rows import Row
from portal.results.scoring import wilson
from portal.results.statistics.pooling import Pooled, fit

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES, SPREADS = (8, 15, 25, 60), (0.1, 0.3, 0.6, 1.0)
DISTRICTS, COMMUNES, PROVINCES = 14, 15, 100
LEVEL, APART = 0.86, 0.3
FAR = 2  # spreads
TARGET = (15, 0.6)
TINY = 0.1  # a spread that ballots of these numbers cannot tell from 0.3


class Simulated(NamedTuple):
    """One commune: what is true, what was estimated, in percent."""

    true: float
    raw: float
    share: float
    low: float
    high: float
    raw_width: float
    far: int

    @property
    def is_held(self) -> bool:
        return self.low <= self.true <= self.high


class Cell(NamedTuple):
    """A size and a spread, over all communes drawn; shares in percent, widths in points.

    `error_of_held` is the standard error of `held` by the simulation, in points.
    """

    held: float
    error_of_held: float
    width: float
    raw_width: float
    error: float
    below: float
    above: float
    milliseconds: float


def simulate(size: int, spread: float, seed: int, provinces: int = PROVINCES) -> Cell:
    """Draw so many provinces and pool each; as many again with a commune of each district two spreads away."""
    draw, found, spent, held = random.Random(seed), list[Simulated](), list[float](), list[float]()
    for province in range(2 * provinces):
        # in every second province one commune of each district is put where few communes lie
        far = (0, -FAR, 0, FAR)[province % 4]
        true = [district(draw, spread, far) for _district in range(DISTRICTS)]
        counts = [[(sum(draw.random() < share for _ballot in range(size)), size) for share in one] for one in true]
        fit.cache_clear()
        begun = time.process_time()
        pooled = fit(tuple(map(tuple, counts)))
        spent.append(1000 * (time.process_time() - begun))
        mine = list(simulated(true, counts, pooled, far))
        found += mine
        if not far:
            held.append(100 * fmean(one.is_held for one in mine))
    usual = [one for one in found if not one.far]
    return Cell(
        held=fmean(held),
        error_of_held=stdev(held) / sqrt(len(held)),
        width=fmean(one.high - one.low for one in usual),
        raw_width=fmean(one.raw_width for one in usual),
        error=root_mean_square([one.share - one.true for one in usual])
        / root_mean_square([one.raw - one.true for one in usual]),
        below=100 * fmean(one.is_held for one in found if one.far < 0),
        above=100 * fmean(one.is_held for one in found if one.far > 0),
        milliseconds=fmean(spent),
    )


def simulated(
    true: list[list[float]], counts: list[list[tuple[int, int]]], pooled: tuple[tuple[Pooled, ...], ...], far: int
) -> Iterator[Simulated]:
    """The communes of a province; where one of each district is put far away, those alone."""
    for shares, taken, estimates in zip(true, counts, pooled, strict=True):
        told = list(zip(shares, taken, estimates, strict=True))
        for share, (x, n), one in told[-1:] if far else told:
            low, high = wilson(x, n)
            yield Simulated(100 * share, 100 * x / n, one.share, *one.interval, high - low, far)


def district(draw: random.Random, spread: float, far: int) -> list[float]:
    """The true shares (0 to 1) of a district's communes; the last one lies `far` spreads away, by chance where 0."""
    level = log(LEVEL / (1 - LEVEL)) + draw.gauss(0, APART)
    places = [draw.gauss(0, spread) for _commune in range(COMMUNES)]
    if far:
        places[-1] = far * spread
    return [1 / (1 + exp(-level - place)) for place in places]


def root_mean_square(values: list[float]) -> float:
    return sqrt(fmean(value * value for value in values))


def table() -> dict[tuple[int, float], Cell]:
    return {(size, spread): simulate(size, spread, seed=size) for size in SIZES for spread in SPREADS}


def rows(cells: dict[tuple[int, float], Cell]) -> Iterator[Row]:
    """The bars that the design sets."""
    target = cells[TARGET]
    at = f"{TARGET[0]} ballots, spread {TARGET[1]}"
    yield Row(
        f"width of the pooled interval, {at}", f"{target.width:.1f}", f"Wilson {target.raw_width:.1f}", target.width, 25
    )
    yield Row(f"error of the pooled share, {at}", f"{target.error:.2f}", "of the raw share's", target.error, 0.7)
    least = min(cells.values(), key=lambda cell: cell.held)
    yield Row("least coverage over all sizes and spreads", told(least), "93 to 97 %", least.held, 93, least=True)
    for label, chosen in (("other spreads", [one for one in SPREADS if one != TINY]), (f"spread {TINY}", [TINY])):
        most = max((cell for (_n, spread), cell in cells.items() if spread in chosen), key=lambda cell: cell.held)
        yield Row(f"most coverage, {label}", told(most), "93 to 97 %", most.held, 97)
    spent = max(cell.milliseconds for cell in cells.values())
    yield Row("a fit of 210 communes", f"{spent:.0f} ms", "", spent, 20)


def told(cell: Cell) -> str:
    return f"{cell.held:.1f} ± {cell.error_of_held:.1f} %"


def printed(cells: dict[tuple[int, float], Cell]) -> Iterator[str]:
    """The table; `± error` is the simulation's; the last two columns are of communes two spreads away."""
    heads = ("n", "spread", "held %", "± error", "width", "Wilson", "error", "-2 spreads", "+2 spreads")
    yield "  ".join(f"{head:>10}" for head in heads)
    for (size, spread), one in cells.items():
        figures = (one.held, one.error_of_held, one.width, one.raw_width, 100 * one.error, one.below, one.above)
        yield "  ".join([f"{size:10}", f"{spread:10.1f}", *(f"{figure:10.1f}" for figure in figures)])
