"""From answer counts to shares, means and indices. Pure; nothing is rounded here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Literal

LEVELS = (1, 2, 3, 4, 5)
NO_OPINION = 9
CODES = frozenset({*LEVELS, NO_OPINION})
Z = 1.96

Method = Literal["top2", "mean5", "mean0"]


@dataclass(frozen=True)
class Score:
    """What one question's answers come to; all but the counts are None where n is 0.

    `top2` is the share satisfied or very satisfied, `low` and `high` its Wilson interval (95 %), `mean` lies on the
    scale of 1 to 5, `index` is the mean over 5 and `index0` the same stretched to 0 to 100. Shares are in percent.
    """

    n: int
    no_opinion: int
    top2: float | None = None
    mean: float | None = None
    index: float | None = None
    index0: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def satisfied(self) -> int:
        """How many chose one of the two upper levels."""
        return round((self.top2 or 0) * self.n / 100)

    def value(self, method: Method) -> float | None:
        """The figure that the round has chosen as its index."""
        return {"top2": self.top2, "mean5": self.index, "mean0": self.index0}[method]


def score(counts: Mapping[int, int]) -> Score:
    """Score the answers to one question, given as code (1 to 5, 9) → how many. Raises ValueError for other codes."""
    n, satisfied = opinions(counts)
    no_opinion = counts.get(NO_OPINION, 0)
    if n == 0:
        return Score(0, no_opinion)
    points = sum([level * counts.get(level, 0) for level in LEVELS])
    low, high = wilson(satisfied, n)
    return Score(
        n=n,
        no_opinion=no_opinion,
        top2=100 * satisfied / n,
        mean=points / n,
        index=20 * points / n,
        index0=25 * (points - n) / n,
        low=low,
        high=high,
    )


def opinions(counts: Mapping[int, int]) -> tuple[int, int]:
    """How many gave an opinion, and how many of them chose one of the two upper levels. Raises ValueError as above."""
    _check(counts)
    satisfied = counts.get(4, 0) + counts.get(5, 0)
    return counts.get(1, 0) + counts.get(2, 0) + counts.get(3, 0) + satisfied, satisfied


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of part/whole in percent; it holds the share itself. `whole` above 0."""
    return around(part / whole, whole)


def corrected(part: int, whole: int, visits: int | None) -> tuple[float, float] | None:
    """The same interval for those who came, of whom `whole` answered: narrower the more of them did.

    Finite-population correction: the answers weigh as many as `whole` × (visits - 1) / (visits - whole) would of an
    endless crowd. All answered: the share itself. None where visits are not known, or are fewer than answers.
    """
    if visits is None or visits < whole or not whole:
        return None
    if visits == whole:
        return 100 * part / whole, 100 * part / whole
    return around(part / whole, whole * (visits - 1) / (visits - whole))


def around(share: float, weight: float, z: float = Z) -> tuple[float, float]:
    """Wilson's interval (1927) of a share from 0 to 1 that `weight` answers gave, in percent. `weight` above 0.

    95 % unless another quantile `z` of the normal distribution is given.
    """
    square = z * z / weight
    centre = (share + square / 2) / (1 + square)
    reach = z * sqrt(share * (1 - share) / weight + square / (4 * weight)) / (1 + square)
    exact = 100 * share
    return max(0.0, min(exact, 100 * (centre - reach))), min(100.0, max(exact, 100 * (centre + reach)))


def difference(one: Score, other: Score) -> tuple[float, float, float] | None:
    """The first share less the second with its 95 % interval (Newcombe 1998), in percent points; None without both."""
    if one.top2 is None or other.top2 is None:
        return None
    apart = one.top2 - other.top2
    below = sqrt((one.top2 - (one.low or 0)) ** 2 + ((other.high or 0) - other.top2) ** 2)
    above = sqrt(((one.high or 0) - one.top2) ** 2 + (other.top2 - (other.low or 0)) ** 2)
    return apart, apart - below, apart + above


def pooled(parts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """The counts of several units taken together: each answer counts once."""
    total: dict[int, int] = {}
    for counts in parts:
        for code, many in counts.items():
            total[code] = total.get(code, 0) + many
    return total


def unweighted(values: Iterable[float | None]) -> float | None:
    """The plain mean of what is there; units without a value are left out."""
    present = [value for value in values if value is not None]
    return sum(present) / len(present) if present else None


def _check(counts: Mapping[int, int]) -> None:
    if not counts.keys() <= CODES:
        message = f"not an answer code: {sorted(counts.keys() - CODES)}"
        raise ValueError(message)
    if min(counts.values(), default=0) < 0:
        message = "a count cannot be negative"
        raise ValueError(message)
