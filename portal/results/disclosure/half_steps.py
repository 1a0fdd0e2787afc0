"""The mean of a commune as it may be released instead of its share satisfied (P8): in half steps, 1.5 to 4.5. Pure.

A place is twice the mean as released: 3 is «1,5» and all below 1.75, 9 is «4,5» and all from 4.25 on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from portal.results.disclosure.disclosure_auditor import Bounds
from portal.results.scoring import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

LOWEST, HIGHEST = 3, 9
BEST: Final = LEVELS[-1]


def sum_of(counts: Sequence[int]) -> int:
    """The answers added as numbers from 1 to 5."""
    one, two, three, four, five = counts
    return one + 2 * two + 3 * three + 4 * four + 5 * five


def place(counts: Sequence[int]) -> int:
    """Twice the mean, rounded half up and capped. Counts must not be all nought."""
    n = sum(counts)
    return min(max((4 * sum_of(counts) + n) // (2 * n), LOWEST), HIGHEST)


def sums(at: int, n: int) -> Bounds:
    """From where to where the sum of `n` answers lies whose mean is released so."""
    low = n if at == LOWEST else -(-(2 * at - 1) * n // 4)
    return Bounds(low, BEST * n if at == HIGHEST else -(-(2 * at + 1) * n // 4) - 1)


def least(lows: Sequence[int], highs: Sequence[int], n: int) -> int:
    """The smallest sum of `n` answers whose counts lie between: what is free goes to the lowest levels."""
    free, found = n - sum(lows), sum_of(lows)
    for level, low in enumerate(lows, start=1):
        more = highs[level - 1] - low
        if more >= free:
            return found + level * free
        free -= more
        found += level * more
    return found


def most(lows: Sequence[int], highs: Sequence[int], n: int) -> int:
    """The largest such sum: seen from the other end of the scale it is the smallest."""
    return (BEST + 1) * n - least(lows[::-1], highs[::-1], n)
