"""Communes that differ from all the others: exact, and corrected for comparing many at once. Pure.

A commune is held against all the others together by Fisher's exact test of two sides; of all those compared the
procedure of Benjamini and Hochberg (1995) marks so many that 5 % of the marks are expected to be wrong. The counts
without that correction, by Wilson's interval, stand beside what chance alone makes of them.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt
from typing import Final, TypeVar

from portal.results.scoring import Z

LOWER, UNDECIDED, HIGHER = "lower", "undecided", "higher"
FALSE_MARKS: Final = 0.05
SEVERAL: Final = 2  # matters
AS_LIKELY: Final = 1 + 1e-7  # counts that are as likely as the one observed, but for the last digits of a float

Share = tuple[int, int]  # how many of how many
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Uncorrected:
    """How many intervals leave the level of all out, and how many would if no commune differed; the two sides apart."""

    lower: int
    higher: int
    lower_by_chance: float
    higher_by_chance: float


@dataclass(frozen=True)
class Marks:
    """How each commune compared stands by its key, and the counts without correction."""

    standing: Mapping[int, str]
    uncorrected: Uncorrected

    def count(self, standing: str) -> int:
        return sum(one == standing for one in self.standing.values())


@dataclass(frozen=True)
class ComparedUnits:
    """How many communes were compared and how many lie lower and higher; `uncorrected` as by `Uncorrected`.

    `least_to_be_higher` is the fewest opinions that any interval could lie above the level with; None where all are
    satisfied.
    """

    compared: int
    lower: int
    higher: int
    uncorrected: Uncorrected
    least_to_be_higher: int | None

    @property
    def undecided(self) -> int:
        return self.compared - self.lower - self.higher


@dataclass(frozen=True)
class SeveralMatters:
    """How many communes lie lower than all the others in `SEVERAL` of some matters or more, of those compared."""

    matters: int
    compared: int
    lower: int


def count_several(matters: Sequence[tuple[Mapping[int, Share], Share]]) -> SeveralMatters | None:
    """Each matter as `mark` takes one, all comparisons corrected together; None where none is to be made.

    A commune counts as compared with enough opinions on `SEVERAL` matters at least.
    """
    far = {
        (place, key): (share, whole)
        for place, (counted, whole) in enumerate(matters)
        for key, share in counted.items()
        if is_far(share, whole)
    }
    every = Counter(key for counted, _whole in matters for key in counted)
    compared = sum(many >= SEVERAL for many in every.values())
    found = discoveries({at: chance_of(*shares) for at, shares in far.items()}, every.total())
    lower = Counter(at[1] for at in found if side(*far[at]) == LOWER)
    return SeveralMatters(len(matters), compared, sum(many >= SEVERAL for many in lower.values())) if compared else None


def count_marks(marks: Marks, whole: Share) -> ComparedUnits | None:
    """The counts of some marks; None where no commune was compared."""
    if not marks.standing:
        return None
    every, ballots = whole
    lower, higher = marks.count(LOWER), marks.count(HIGHER)
    return ComparedUnits(len(marks.standing), lower, higher, marks.uncorrected, least_to_be_higher(every, ballots))


def least_to_be_higher(every: int, ballots: int) -> int | None:
    """The fewest opinions of which all satisfied lie above the share of all, by Wilson's interval; None at 100 %.

    Of n out of n the lower end is n / (n + z²): 24 at 86,1 %, as 20 of 20 gives 83,9 %.
    """
    return floor(Z * Z * every / (ballots - every)) + 1 if every < ballots else None


def mark(counted: Mapping[int, Share], whole: Share) -> Marks:
    """Compare each commune with all the others; `whole` is all of them, those too small to be compared too."""
    chances = {key: chance_of(share, whole) for key, share in counted.items() if is_far(share, whole)}
    found = discoveries(chances, len(counted))
    standing = {key: side(share, whole) if key in found else UNDECIDED for key, share in counted.items()}
    return Marks(standing, uncorrected(counted, whole))


def side(share: Share, whole: Share) -> str:
    """On which side of the others' share a commune's lies."""
    (x, n), (every, ballots) = share, whole
    return LOWER if x * (ballots - n) < (every - x) * n else HIGHER


def is_far(share: Share, whole: Share) -> bool:
    """Whether a share lies more than one deviation from that of all: what lies nearer is never rare."""
    (x, n), (every, ballots) = share, whole
    return (x * ballots - every * n) ** 2 > every * (ballots - every) * n


def discoveries(chances: Mapping[K, float], compared: int, rate: float = FALSE_MARKS) -> set[K]:
    """The keys that the procedure of Benjamini and Hochberg marks among so many compared, at a rate of false marks."""
    rising = sorted(chances, key=lambda key: chances[key])
    last = max((k for k, key in enumerate(rising, 1) if chances[key] <= k * rate / compared), default=0)
    return set(rising[:last])


def chance_of(share: Share, whole: Share) -> float:
    """How often chance brings about what is as rare as `share` among `whole` (Fisher's exact test, two sides)."""
    (x, n), (every, ballots) = share, whole
    least, most, others = max(0, n + every - ballots), min(n, every), ballots - every - n

    def step(k: int) -> float:
        return (every - k) * (n - k) / ((k + 1) * (others + k + 1))

    weights = weights_of(least, most, (n + 1) * (every + 1) // (ballots + 2), step)
    as_rare = weights[x - least] * AS_LIKELY
    return min(1.0, sum(weight for weight in weights if weight <= as_rare) / sum(weights))


def weights_of(least: int, most: int, middle: int, step: Callable[[int], float]) -> list[float]:
    """The chances of `least` to `most` but for a factor: 1 at the `middle`, `step(k)` is that of k + 1 over that of k.

    From the middle outwards nothing overflows; what underflows is 0.
    """
    middle = min(max(middle, least), most)
    down, up, weight = [], [1.0], 1.0
    for k in range(middle - 1, least - 1, -1):
        weight /= step(k)
        down.append(weight)
    weight = 1.0
    for k in range(middle, most):
        weight *= step(k)
        up.append(weight)
    return [*reversed(down), *up]


def uncorrected(counted: Mapping[int, Share], whole: Share) -> Uncorrected:
    """The counts by Wilson's interval against the share of `whole`; below 24 of 86 % none can lie above it."""
    every, ballots = whole
    rate = every / ballots if ballots else 0.0
    ends = {n: ends_of(n, rate) for _x, n in counted.values()}
    by_size = Counter(n for _x, n in counted.values())
    chances = {n: tails(n, rate, *ends[n]) for n in by_size}
    return Uncorrected(
        sum(x <= ends[n][0] for x, n in counted.values()),
        sum(x >= ends[n][1] for x, n in counted.values()),
        sum(many * chances[n][0] for n, many in by_size.items()),
        sum(many * chances[n][1] for n, many in by_size.items()),
    )


def ends_of(n: int, rate: float) -> tuple[int, int]:
    """Of `n` the most whose interval lies below the rate (0 to 1), and the fewest whose interval lies above it."""
    reach = Z * sqrt(n * rate * (1 - rate))
    return ceil(n * rate - reach) - 1, floor(n * rate + reach) + 1


def tails(n: int, rate: float, low: int, high: int) -> tuple[float, float]:
    """The chances of `low` or fewer and of `high` or more among `n` at a rate (0 to 1)."""
    if not 0 < rate < 1:
        return 0.0, 0.0
    odds = rate / (1 - rate)
    weights = weights_of(0, n, int((n + 1) * rate), lambda k: odds * (n - k) / (k + 1))
    return sum(weights[: max(0, low + 1)]) / sum(weights), sum(weights[high:]) / sum(weights)
