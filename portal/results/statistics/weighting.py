"""Shares satisfied of a district and of the province: unweighted, weighted by visits, each with two intervals. Pure.

A ballot of commune c counts g_c = visits ÷ ballots: what it stands for where all who came to that desk were as likely
to answer (a stratum's base weight; Kish, Survey Sampling, 1965). Weights above five times the median are cut there
(Potter, A study of procedures to identify and trim extreme sampling weights, 1990). W_c = g_c·n_c / Σ g·n, the share
Σ W_c·p_c.

All communes take part, so they are strata and no drawn clusters. Two intervals (95 %) answer two questions:

- `within`, «trong 3 ngày khảo sát»: variance Σ W_c² p_c (1 - p_c) / (n_c - 1), normal (stratified proportions; Cochran,
  Sampling Techniques, 1977, chapter 5). No finite-population correction: who answered is no random part of who came.
- `again`, «nếu khảo sát vào dịp khác»: communes as draws, variance k/(k - 1) Σ W_c² (p_c - p)², Student's t with k - 1
  degrees (linearised ratio over whole units; Cochran 1977, chapters 6 and 9A; Korn and Graubard, 1999).

Clustering of ballots inside a commune cannot be estimated: no ballot knows its day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Final, NamedTuple

from portal.results.scoring import Z
from portal.results.statistics.student import t_quantile

TRIMMED_AT: Final = 5  # times the median weight
PERCENT: Final = 100
Interval = tuple[float, float]


class CommuneCounts(NamedTuple):
    """A commune's answers to one question and its participation; `visits` is None where a day is not «chốt»."""

    satisfied: int
    opinions: int
    visits: int | None = None
    ballots: int | None = None


class Stratum(NamedTuple):
    """How many of how many are satisfied, and what each of them counts."""

    satisfied: int
    opinions: int
    weight: float = 1.0

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.satisfied / self.opinions


@dataclass(frozen=True)
class ShareEstimate:
    """A share in percent and its two intervals; an interval is None where the counts give no spread to judge it by."""

    share: float
    within: Interval | None = None
    again: Interval | None = None


@dataclass(frozen=True)
class AreaEstimate:
    """An area's overall share; `opinions` and `plain` are of all, the rest of the `communes` that have a weight.

    `left_out` have opinions and no weight; `trimmed` is how many weights were cut, `untrimmed` the share without that,
    in percent; `effect` is Kish's design effect of unequal weights (1 where they are equal).
    """

    opinions: int = 0
    plain: ShareEstimate | None = None
    communes: int = 0
    left_out: int = 0
    weighted: ShareEstimate | None = None
    untrimmed: float | None = None
    trimmed: int = 0
    effect: float | None = None


def weight_of(commune: CommuneCounts) -> float | None:
    """Visits ÷ ballots; None where visits are not all «chốt», or there are none, or no ballots."""
    return commune.visits / commune.ballots if commune.visits and commune.ballots else None


def limit_of(weights: Iterable[float | None]) -> float | None:
    """The highest weight that stands: five times the median of all communes; None without any weight."""
    known = [weight for weight in weights if weight is not None]
    return TRIMMED_AT * median(known) if known else None


def estimate_areas(areas: Sequence[Sequence[CommuneCounts]]) -> tuple[AreaEstimate, ...]:
    """The whole first, then each area: a commune has the same weight in both."""
    asked = [[one for one in area if one.opinions] for area in areas]
    whole = [one for area in asked for one in area]
    limit = limit_of(map(weight_of, whole))
    return tuple(estimate_area(area, limit) for area in (whole, *asked))


def estimate_area(communes: Sequence[CommuneCounts], limit: float | None) -> AreaEstimate:
    """One area; `limit` is where weights are cut. Communes without opinions must have been left out."""
    weighed = [(one, weight) for one in communes if (weight := weight_of(one)) is not None]
    full = [Stratum(one.satisfied, one.opinions, weight) for one, weight in weighed]
    cut = [stratum._replace(weight=min(stratum.weight, limit or stratum.weight)) for stratum in full]
    untrimmed = estimate(full)
    return AreaEstimate(
        opinions=sum(one.opinions for one in communes),
        plain=estimate([Stratum(one.satisfied, one.opinions) for one in communes]),
        communes=len(weighed),
        left_out=len(communes) - len(weighed),
        weighted=estimate(cut),
        untrimmed=untrimmed.share if untrimmed else None,
        trimmed=sum(one.weight != other.weight for one, other in zip(full, cut, strict=True)),
        effect=design_effect(cut),
    )


def estimate(strata: Sequence[Stratum]) -> ShareEstimate | None:
    """The share of some communes with its intervals; None without any."""
    return of_sums(sums_of(strata)) if strata else None


def design_effect(strata: Sequence[Stratum]) -> float | None:
    """By how much unequal weights alone raise the variance: n Σ g² / (Σ g)² over ballots (Kish 1992)."""
    opinions = sum(one.opinions for one in strata)
    weights = sum(one.opinions * one.weight for one in strata)
    squares = sum(one.opinions * one.weight**2 for one in strata)
    return opinions * squares / weights**2 if strata else None


class Sums(NamedTuple):
    """All that an estimate is made of: sums over communes, to be added up. m = g·n is what a commune counts.

    `lone` is Σ m² of communes with one opinion, which have no variance of their own.
    """

    communes: int = 0
    size: float = 0.0  # Σ m
    satisfied: float = 0.0  # Σ m p
    inside: float = 0.0  # Σ m² p (1 - p) / (n - 1)
    lone: float = 0.0
    squares: float = 0.0  # Σ m²
    square_shares: float = 0.0  # Σ m² p
    shares_squared: float = 0.0  # Σ m² p²

    def plus(self, other: "Sums") -> "Sums":
        return Sums(*(one + another for one, another in zip(self, other, strict=True)))  # type: ignore[arg-type] # the first is whole


def sums_of(strata: Iterable[Stratum]) -> Sums:
    total = Sums()
    for stratum in strata:
        total = total.plus(sums_of_one(stratum))
    return total


def sums_of_one(stratum: Stratum) -> Sums:
    n, share = stratum.opinions, stratum.share
    size = stratum.weight * n
    square = size * size
    inside, lone = (square * share * (1 - share) / (n - 1), 0.0) if n > 1 else (0.0, square)
    return Sums(1, size, size * share, inside, lone, square, square * share, square * share * share)


def of_sums(sums: Sums) -> ShareEstimate:
    """The estimate that sums come to. `sums` of at least one commune."""
    share = sums.satisfied / sums.size
    # a commune of one opinion is given the variance of the share of all (strata of one unit: Cochran 1977, 5A)
    inside = (sums.inside + sums.lone * share * (1 - share)) / sums.size**2
    return ShareEstimate(
        PERCENT * share, around(share, Z * sqrt(max(0.0, inside))), around(share, reach_again(sums, share))
    )


def reach_again(sums: Sums, share: float) -> float:
    """Half of the interval of communes as draws; 0 where fewer than two give no spread."""
    k = sums.communes
    if k <= 1:
        return 0.0
    spread = sums.shares_squared - 2 * share * sums.square_shares + share * share * sums.squares
    return t_quantile(k - 1) * sqrt(max(0.0, spread) * k / (k - 1)) / sums.size


ROUNDING: Final = 1e-9


def around(share: float, reach: float) -> Interval | None:
    """The interval in percent, within 0 to 100; None where all are of one mind and nothing tells how sure that is."""
    if reach < ROUNDING:
        return None
    return max(0.0, PERCENT * (share - reach)), min(float(PERCENT), PERCENT * (share + reach))
