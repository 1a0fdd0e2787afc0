"""What may be told apart by the share satisfied: groups and bands of communes, what stands out at either end. Pure.

Groups are a setting of the round (floors 90, 80, 70), no official scale. Bands stand instead of ranks: a commune's band
runs from the group that the lower end of its 95 % interval lies in to the group of the upper end, «từ 70% đến dưới 90%»
where the interval is 74,0 to 86,0. Two communes whose intervals overlap have a point in common, and so the group of
that point: communes that cannot be told apart always share a group of their bands. Within a band nothing is ordered.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from portal.results.scoring import Score
from portal.surveys.turnout import Status
from portal.web.ui.formats import rounded

FLOORS: Final = (90, 80, 70)
LEAST: Final = 20
SOUND: Final = frozenset({Status.DAT, Status.CAO_CAN_GIAI_TRINH})

TOO_THIN: Final = "too_thin"
VACANT: Final = "vacant"


def group_of(score: Score, verdict: str, chair: str, floors: Sequence[int] = FLOORS, least: int = LEAST) -> int | str:
    """The place of a commune's group (0 is the best), or why it has none."""
    if chair == VACANT:
        return VACANT
    if score.top2 is None or score.n < least or verdict not in SOUND:
        return TOO_THIN
    return place_of(score.top2, floors)


def place_of(rate: float, floors: Sequence[int] = FLOORS) -> int:
    """The place of the group that a rate falls into."""
    shown = rounded(rate, 1)  # as it is printed: 90,0 is never under «dưới 90%»
    return next((place for place, floor in enumerate(floors) if shown >= floor), len(floors))


def names(floors: Sequence[int] = FLOORS) -> tuple[str, ...]:
    """The groups in words, best first: «từ 90% trở lên», «từ 80% đến dưới 90%», … «dưới 70%»."""
    between = [f"từ {low}% đến dưới {high}%" for high, low in pairwise(floors)]
    return (f"từ {floors[0]}% trở lên", *between, f"dưới {floors[-1]}%")


class Band(NamedTuple):
    """The places of the best and of the worst group that an interval reaches; 0 is the best."""

    best: int
    worst: int


def band_of(score: Score, floors: Sequence[int] = FLOORS) -> Band | None:
    """One commune's band, by the ends of its interval as they are printed. None where there is no figure."""
    if score.low is None or score.high is None:
        return None
    return Band(place_of(score.high, floors), place_of(score.low, floors))


def band_in_words(band: Band, floors: Sequence[int] = FLOORS) -> str:
    """«từ 70% đến dưới 90%», «từ 80% trở lên», «dưới 70%»; over all groups «chưa đủ căn cứ xếp nhóm»."""
    low = None if band.worst == len(floors) else floors[band.worst]
    high = None if band.best == 0 else floors[band.best - 1]
    if low is None:
        return "chưa đủ căn cứ xếp nhóm" if high is None else f"dưới {high}%"
    return f"từ {low}% trở lên" if high is None else f"từ {low}% đến dưới {high}%"


class NamedScore(NamedTuple):
    """Something that has a score."""

    name: str
    score: Score


class Contrast(NamedTuple):
    """The best with all that cannot be told from it, and the weakest likewise; clear where the two share nothing."""

    best: tuple[NamedScore, ...]
    weakest: tuple[NamedScore, ...]

    @property
    def is_clear(self) -> bool:
        return bool(self.best) and not {one.name for one in self.best} & {one.name for one in self.weakest}

    @property
    def highest(self) -> float:
        return self.best[0].score.top2 or 0.0

    @property
    def lowest(self) -> float:
        return self.weakest[0].score.top2 or 0.0


def contrast(named: Sequence[NamedScore]) -> Contrast:
    """What stands out at either end: nothing is called higher than a thing whose interval overlaps its own."""
    rising = sorted((one for one in named if one.score.n), key=lambda one: one.score.top2 or 0)
    falling = sorted((one for one in named if one.score.n), key=lambda one: -(one.score.top2 or 0))
    return Contrast(
        tuple(one for one in falling if (one.score.high or 0) >= (falling[0].score.low or 0)),
        tuple(one for one in rising if (one.score.low or 0) <= (rising[0].score.high or 0)),
    )
