"""Bands instead of ranks: the groups that a commune's interval reaches, so that chance orders no two communes. Pure.

Method. The round's floors (90, 80, 70) part the scale into groups. A commune's band runs from the group that the lower
end of its 95 % interval lies in to the group of the upper end: «từ 70% đến dưới 90%» where the interval is 74,0 to
86,0. Two communes whose intervals overlap have a point in common, and so the group of that point: communes that cannot
be told apart always share a group of their bands. Within a band nothing is ordered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.results.statistics.grouping import FLOORS, place_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.results.scoring import Score


@dataclass(frozen=True, order=True)
class Band:
    """The places of the best and of the worst group that an interval reaches; 0 is the best."""

    best: int
    worst: int

    @property
    def key(self) -> str:
        """«1-2», for addresses and pictures."""
        return f"{self.best}-{self.worst}"

    def shares(self, other: Band) -> bool:
        """Whether two bands have a group in common."""
        return self.best <= other.worst and other.best <= self.worst


def band_of(score: Score, floors: Sequence[int] = FLOORS) -> Band | None:
    """One commune's band, by the ends of its interval as they are printed. None where there is no figure."""
    if score.low is None or score.high is None:
        return None
    return Band(place_of(score.high, floors), place_of(score.low, floors))


def bands(scores: Mapping[str, Score], floors: Sequence[int] = FLOORS) -> dict[str, Band]:
    """The band of each commune that has a figure, by its key."""
    maybe_bands = {key: band_of(score, floors) for key, score in scores.items()}
    return {key: band for key, band in maybe_bands.items() if band is not None}


def in_words(band: Band, floors: Sequence[int] = FLOORS) -> str:
    """«từ 70% đến dưới 90%», «từ 80% trở lên», «dưới 70%»; over all groups «chưa phân định»."""
    low = None if band.worst == len(floors) else floors[band.worst]
    high = None if band.best == 0 else floors[band.best - 1]
    if low is None:
        return "chưa phân định" if high is None else f"dưới {high}%"
    return f"từ {low}% trở lên" if high is None else f"từ {low}% đến dưới {high}%"
