"""Student's t and the beta distribution, in plain Python: web processes load no scipy. Pure."""

from functools import cache, lru_cache
from math import exp, inf, lgamma, log, log1p
from statistics import NormalDist
from typing import Final

TAIL: Final = 0.025  # on each side of a 95 % interval
CLOSE, SMALLEST, MOST_STEPS = 1e-14, 1e-300, 400
HALVINGS: Final = 60
MOST_KEPT: Final = 2048  # ends of intervals: a page of communes is read more than once
NEAR: Final = 1e-10


@cache
def t_quantile(degrees: int, tail: float = TAIL) -> float:
    """The value that Student's t (1908) passes with a chance of `tail` (0 to 0.5). `degrees` from 1."""
    low, high = NormalDist().inv_cdf(1 - tail), 1e4
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if t_tail(middle, degrees) > tail else (low, middle)
    return (low + high) / 2


def t_tail(value: float, degrees: int) -> float:
    """The chance that Student's t lies above a value from 0."""
    return beta_below(degrees / (degrees + value * value), degrees / 2, 0.5) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """The chance that a beta of `a`, `b` lies below x (0 to 1): the incomplete beta function, by Lentz's fraction."""
    if not 0 < x < 1:
        return float(x >= 1)
    # the fraction converges quickly on the near side of the mean alone
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_below(1 - x, b, a)
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))
    return front / a / fraction(x, a, b)


def fraction(x: float, a: float, b: float) -> float:
    """The continued fraction 1 + d1/(1 + d2/(1 + …)) of the incomplete beta function (DLMF 8.17.22)."""
    value, c, d = 1.0, 1.0, 0.0
    for step in range(1, MOST_STEPS):
        m = step // 2
        if step % 2:
            term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / (1 + term * d or SMALLEST)
        c = 1 + term / c or SMALLEST
        value *= c * d
        if abs(c * d - 1) < CLOSE:
            break
    return value


@lru_cache(maxsize=MOST_KEPT)
def beta_quantile(chance: float, a: float, b: float) -> float:
    """The x below which a beta of `a`, `b` lies with a chance (0 to 1): Newton's steps, halved where they leave."""
    low, high, x = 0.0, 1.0, a / (a + b)
    scale = lgamma(a + b) - lgamma(a) - lgamma(b)
    for _step in range(HALVINGS):
        off = beta_below(x, a, b) - chance
        low, high = (low, x) if off > 0 else (x, high)
        slope = exp(scale + (a - 1) * log(x) + (b - 1) * log1p(-x))
        closer = x - off / slope if slope else inf
        closer = closer if low < closer < high else (low + high) / 2
        if abs(closer - x) < NEAR:
            return closer
        x = closer
    return x


def beta_of_moments(mean: float, variance: float) -> tuple[float, float]:
    """The beta with a mean (0 to 1) and a variance below mean × (1 - mean)."""
    size = mean * (1 - mean) / variance - 1
    return mean * size, (1 - mean) * size
