"""Groups of communes by the share satisfied: a setting of the round, no official scale. Pure."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from portal.surveys.turnout import Status
from portal.web.ui.formats import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.results.scoring import Score

FLOORS: Final = (90, 80, 70)
LEAST: Final = 20
SOUND: Final = frozenset({Status.DAT, Status.CAO_CAN_GIAI_TRINH})

TOO_THIN: Final = "too_thin"
VACANT: Final = "vacant"


def group_of(score: Score, verdict: str, chair: str, floors: Sequence[int] = FLOORS, least: int = LEAST) -> int | str:
    """The place of a commune's group (0 is the best), or why it has none.

    The rate as printed (one decimal, percent) decides: 90,0 is never under «dưới 90%».
    """
    if chair == VACANT:
        return VACANT
    if score.top2 is None or score.n < least or verdict not in SOUND:
        return TOO_THIN
    return place_of(score.top2, floors)


def place_of(rate: float, floors: Sequence[int] = FLOORS) -> int:
    """The place of the group that a rate falls into as it is printed."""
    shown = rounded(rate, 1)
    return next((place for place, floor in enumerate(floors) if shown >= floor), len(floors))


def names(floors: Sequence[int] = FLOORS) -> tuple[str, ...]:
    """The groups in words, best first: «từ 90% trở lên», «từ 80% đến dưới 90%», … «dưới 70%»."""
    between = [f"từ {low}% đến dưới {high}%" for high, low in pairwise(floors)]
    return (f"từ {floors[0]}% trở lên", *between, f"dưới {floors[-1]}%")
