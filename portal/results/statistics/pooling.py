"""A commune's share judged with its neighbours' help: partial pooling by district (beta-binomial). Pure.

Ballots of a commune are binomial; communes' shares are a beta around their district's level; the level has its own
uncertainty; how far communes lie apart (the spread, a deviation on the logit scale) is common to the province and
integrated over a grid, never fixed at an estimate (Gelman and others, Bayesian Data Analysis, 3rd edition, 2013,
chapter 5; the beta-binomial after Skellam 1948). The beta's size s = a + b belongs to a spread σ by s = 1/(σ² m(1 - m))
at the province's level m.

The prior of the spread is flat on its square near nought, as Stein's harmonic prior is (Morris, JASA 78, 1983; Morris
and Tang, Statistical Science 26, 2011; for beta-binomials Tak, Kelly and Morris, Journal of Statistical Software 78,
2017). One that is flat on σ itself believes too easily that communes do not differ: its intervals hold the truth too
seldom where they do.

The posterior of a commune is a mixture of betas; its mean and variance are exact, its tail and interval those of the
beta with these moments. The estimate judges a chair partly by the neighbours: it is a working view of the province from
20 opinions on, and stands in no paper, no group of communes, nothing public.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import exp, lgamma, log, sqrt
from typing import Final

from portal.results.statistics.student import TAIL, beta_below, beta_of_moments, beta_quantile

SPREADS: Final = (0.03, 0.1, 0.2, 0.32, 0.45, 0.6, 0.75, 0.95, 1.2, 1.6)
SPREAD_SCALE: Final = 1.0  # of the prior: spreads above two or three are hardly believed
LEVEL_NODES: Final = tuple((step - 3) * 0.9 for step in range(7))  # in deviations of a district's level
LEAST_SHARE: Final = 0.02
FLOOR, CEILING = 1e-6, 1 - 1e-6
KEPT: Final = 16  # fits of a page's readers; a fit takes some 20 ms

Counts = tuple[int, int]  # satisfied of opinions
District = tuple[Counts, ...]


@dataclass(frozen=True)
class Pooled:
    """A commune's posterior: the beta that has its mean and variance."""

    a: float
    b: float

    @property
    def share(self) -> float:
        """In percent."""
        return 100 * self.a / (self.a + self.b)

    @property
    def interval(self) -> tuple[float, float]:
        """95 %, in percent."""
        return 100 * beta_quantile(TAIL, self.a, self.b), 100 * beta_quantile(1 - TAIL, self.a, self.b)

    def chance_from(self, floor: float) -> float:
        """How likely the share is at least `floor` percent; in percent."""
        return 100 * (1 - beta_below(floor / 100, self.a, self.b))


def pool(districts: Mapping[str, Mapping[int, Counts]]) -> dict[int, Pooled]:
    """Each commune's posterior by its key, from all communes with opinions by district."""
    keys = [[key for key, (_x, n) in communes.items() if n] for communes in districts.values()]
    counts = tuple(
        tuple(communes[key] for key in mine) for communes, mine in zip(districts.values(), keys, strict=True)
    )
    found = fit(counts)
    return {key: one for mine, part in zip(keys, found, strict=True) for key, one in zip(mine, part, strict=True)}


@lru_cache(maxsize=KEPT)
def fit(districts: tuple[District, ...]) -> tuple[tuple[Pooled, ...], ...]:
    """The posterior of every commune, in the order given; each must have opinions."""
    satisfied = sum(x for district in districts for x, _n in district)
    opinions = sum(n for district in districts for _x, n in district)
    if not opinions:
        return tuple(() for _district in districts)
    level = min(max(satisfied / opinions, LEAST_SHARE), 1 - LEAST_SHARE)
    sizes = [1 / (spread * spread * level * (1 - level)) for spread in SPREADS]
    grids = [[grid_of(district, size) for size in sizes] for district in districts]
    # p(σ | all) ∝ p(σ) Π over districts of the likelihood with the level integrated out
    logs = [
        log_prior(spread) + log(width) + sum(grid[place].evidence for grid in grids)
        for place, (spread, width) in enumerate(zip(SPREADS, widths(SPREADS), strict=True))
    ]
    weights = normalised(logs)
    return tuple(
        tuple(posterior(counts, grid, weights) for counts in district)
        for district, grid in zip(districts, grids, strict=True)
    )


def log_prior(spread: float) -> float:
    """Flat on the square of a spread from 0, falling off as a normal does."""
    # a step of σ² is so much of σ: 2 σ dσ
    return log(spread) - 0.5 * (spread / SPREAD_SCALE) ** 2


@dataclass(frozen=True)
class Grid:
    """A district at one size: the betas at the nodes of its level, their weights, the log of the sum of likelihoods."""

    nodes: tuple[tuple[float, float], ...]
    weights: tuple[float, ...]
    evidence: float


def grid_of(district: District, size: float) -> Grid:
    """Levels around the district's share, as far apart as it is uncertain at this size; their prior is flat."""
    x, n = sum(x for x, _n in district), sum(n for _x, n in district)
    middle = (x + 0.5) / (n + 1) if n else 0.5
    between = sum(n * n for _x, n in district) / n / (size + 1) if n else 1.0
    deviation = sqrt((1 + between) / max(1, n) / (middle * (1 - middle)))
    levels = [share_of(log(middle / (1 - middle)) + step * deviation) for step in LEVEL_NODES]
    nodes = tuple((max(FLOOR, level * size), max(FLOOR, (1 - level) * size)) for level in levels)
    tallied = [(counts, len(list(same))) for counts, same in groupby(sorted(district))]
    # a step on the logit scale is so much of a share: the prior is flat in the share
    logs = [
        sum(many * log_likelihood(counts, *node) for counts, many in tallied) + log(level * (1 - level) * deviation)
        for node, level in zip(nodes, levels, strict=True)
    ]
    most = max(logs)
    return Grid(nodes, tuple(normalised(logs)), most + log(sum(exp(one - most) for one in logs)))


def log_likelihood(counts: Counts, a: float, b: float) -> float:
    """The beta-binomial, but for the binomial coefficient."""
    x, n = counts
    return lgamma(a + x) - lgamma(a) + lgamma(b + n - x) - lgamma(b) - lgamma(a + b + n) + lgamma(a + b)


def posterior(counts: Counts, grids: Sequence[Grid], spreads: Sequence[float]) -> Pooled:
    """The mixture of betas over all nodes, by its first two moments."""
    x, n = counts
    mean = second = 0.0
    for grid, spread in zip(grids, spreads, strict=True):
        size = sum(grid.nodes[0]) + n
        for (a, _b), weight in zip(grid.nodes, grid.weights, strict=True):
            share = (a + x) / size
            mean += spread * weight * share
            second += spread * weight * share * (a + x + 1) / (size + 1)
    mean = min(max(mean, FLOOR), CEILING)
    return Pooled(*beta_of_moments(mean, max(second - mean * mean, FLOOR * mean * (1 - mean))))


def widths(points: Sequence[float]) -> list[float]:
    """How much of the line each point of a grid stands for."""
    ends = [0.0, *((low + high) / 2 for low, high in pairwise(points)), points[-1]]
    return [high - low for low, high in pairwise(ends)]


def normalised(logs: Sequence[float]) -> list[float]:
    most = max(logs)
    weights = [exp(one - most) for one in logs]
    return [weight / sum(weights) for weight in weights]


def share_of(logit: float) -> float:
    return min(max(1 / (1 + exp(-logit)), FLOOR), CEILING)
