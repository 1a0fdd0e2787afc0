"""How far a commune's share lies beyond what chance makes of the others': exact, for communes of any size. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist, median
from typing import Final

Counted = Mapping[str, tuple[int, int]]

# floor of the others' rate (0 to 1): one or two ballots of a kind that others lack are not an outlier
LEAST_RATE: Final = 0.01
LEAST_EXPECTED, LEAST_ABOVE = 5, 10
LEAST_TAIL: Final = 1e-300
MAD_TO_DEVIATION: Final = 1.4826  # a normal spread's deviation, in median distances from the middle


@dataclass(frozen=True)
class Outlier:
    """A commune's share, the others' together, and how many deviations of chance lie between."""

    share: float
    others: float
    deviations: float


def compare(counted: Counted) -> dict[str, Outlier]:
    """Each commune against all the others; `counted` has how many of how many.

    Where communes differ by more than chance does, all the deviations are so much smaller.
    """
    rates = {key: rate_of_others(counted, key) for key in counted}
    dispersion = overdispersion(counted, rates)
    return {
        key: Outlier(x / n, rates[key], deviations(x, n, max(rates[key], LEAST_RATE)) / dispersion)
        for key, (x, n) in counted.items()
        if n
    }


def rate_of_others(counted: Counted, key: str) -> float:
    """The share of all the other communes taken together."""
    x, n = (sum(pair) for pair in zip(*counted.values(), strict=True))
    mine, ballots = counted[key]
    return (x - mine) / (n - ballots) if n > ballots else 0.0


def overdispersion(counted: Counted, rates: Mapping[str, float]) -> float:
    """How much more than chance lets them communes lie above the others, judged by the middle one; 1 at least."""
    deviations_above = [
        (x - n * rates[key]) / sqrt(n * rates[key] * (1 - rates[key]))
        for key, (x, n) in counted.items()
        if x > n * rates[key] and n * rates[key] * (1 - rates[key]) >= LEAST_EXPECTED
    ]
    return max(1.0, MAD_TO_DEVIATION * median(deviations_above)) if len(deviations_above) >= LEAST_ABOVE else 1.0


def deviations(x: int, n: int, rate: float) -> float:
    """The exact chance of x or more of n at a rate (0 to 1), told as deviations of a normal spread; 0 up to the mean.

    No figures raise: what chance cannot bring about at all is told by the least chance there is.
    """
    if x <= n * rate:
        return 0.0
    return -NormalDist().inv_cdf(max(LEAST_TAIL, min(0.5, upper_tail(x, n, rate))))


def upper_tail(x: int, n: int, rate: float) -> float:
    """The chance of x or more of n at a rate (0 to 1)."""
    from scipy.special import bdtrc  # noqa: PLC0415 - 50 MB and half a second that only the job of opening pays

    return float(bdtrc(x - 1, n, rate)) if x <= n else 0.0
