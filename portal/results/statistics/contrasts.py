"""What stands out, told with care: nothing is called higher than a thing whose interval overlaps its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.results.scoring import Score


@dataclass(frozen=True)
class NamedScore:
    """Something that has a score."""

    name: str
    score: Score


@dataclass(frozen=True)
class Contrast:
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
    """Compare what has a figure."""
    known = [one for one in named if one.score.n]
    return Contrast(leaders(known), trailers(known))


def leaders(known: Sequence[NamedScore]) -> tuple[NamedScore, ...]:
    """The highest, and those whose interval reaches into its own; the highest first."""
    ordered = sorted(known, key=lambda one: -(one.score.top2 or 0))
    return tuple(one for one in ordered if (one.score.high or 0) >= (ordered[0].score.low or 0))


def trailers(known: Sequence[NamedScore]) -> tuple[NamedScore, ...]:
    """The lowest, and those whose interval reaches into its own; the lowest first."""
    ordered = sorted(known, key=lambda one: one.score.top2 or 0)
    return tuple(one for one in ordered if (one.score.low or 0) <= (ordered[0].score.high or 0))
