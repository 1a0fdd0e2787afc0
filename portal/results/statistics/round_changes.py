"""The share satisfied in two rounds: the difference with its own intervals, over communes that took part in both. Pure.

The intervals are those of `weighting.py`, of the difference: `within` adds the variances of both rounds (other people
came); `again` takes communes as draws and a commune's two rounds as a pair, so what is lasting in a commune falls out
(the comparison of two ratios over the same units; Cochran 1977, chapter 6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, NamedTuple

from portal.results.scoring import Z
from portal.results.statistics.student import t_quantile
from portal.results.statistics.weighting import PERCENT, Interval, Stratum, sums_of

HIGHER, LOWER, UNDECIDED = "higher", "lower", "undecided"
NOTHING: Final = 1e-12


class Pair(NamedTuple):
    """A commune's answers in the earlier and in the later round; each has some."""

    before: Stratum
    after: Stratum


@dataclass(frozen=True)
class RoundChange:
    """The difference in percent points, later less earlier, and its intervals; None where nothing tells their width."""

    communes: int
    before_opinions: int
    before: float
    after_opinions: int
    after: float
    within: Interval | None
    again: Interval | None

    @property
    def difference(self) -> float:
        return self.after - self.before

    @property
    def verdict(self) -> str:
        """Higher or lower only where the wider interval leaves nought out."""
        if self.again is None:
            return UNDECIDED
        ends = [one for one in (self.within, self.again) if one is not None]
        low, high = min(one[0] for one in ends), max(one[1] for one in ends)
        return HIGHER if low > 0 else LOWER if high < 0 else UNDECIDED


def compare_rounds(pairs: Sequence[Pair]) -> RoundChange | None:
    """Both rounds over the communes of both; None without any."""
    if not pairs:
        return None
    before, after = sums_of(one.before for one in pairs), sums_of(one.after for one in pairs)
    first, second = before.satisfied / before.size, after.satisfied / after.size
    apart = second - first
    variance = sum(
        (sums.inside + sums.lone * share * (1 - share)) / sums.size**2
        for sums, share in ((before, first), (after, second))
    )
    return RoundChange(
        communes=len(pairs),
        before_opinions=sum(one.before.opinions for one in pairs),
        before=PERCENT * first,
        after_opinions=sum(one.after.opinions for one in pairs),
        after=PERCENT * second,
        within=around(apart, Z * sqrt(variance)),
        again=around(apart, paired_reach(pairs, (before.size, first), (after.size, second))),
    )


def paired_reach(pairs: Sequence[Pair], before: tuple[float, float], after: tuple[float, float]) -> float:
    """Half of the interval of communes as draws; `before` and `after` are a round's size and share (0 to 1)."""
    k = len(pairs)
    if k <= 1:
        return 0.0
    residuals = [residual(one.after, *after) - residual(one.before, *before) for one in pairs]
    return t_quantile(k - 1) * sqrt(sum(value * value for value in residuals) * k / (k - 1))


def residual(stratum: Stratum, size: float, share: float) -> float:
    """How far a commune pulls a round's share from where it lies."""
    return stratum.weight * (stratum.satisfied - share * stratum.opinions) / size


def around(apart: float, reach: float) -> Interval | None:
    return None if reach < NOTHING else (PERCENT * (apart - reach), PERCENT * (apart + reach))
