"""T6 and T7: the overall question by what people told of themselves. Pure; thin rows are hidden here, in one place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.results.scoring import NO_OPINION, Score, difference, pooled, score
from portal.results.statistics.basis import Item
from portal.results.statistics.tables import BLANK, Counts

LEAST_BASE: Final = 10
# fewer communes together are never broken down: it would be a commune's table by personal attribute (P8)
FEWEST_COMMUNES: Final = 3


@dataclass(frozen=True)
class Part:
    """Those who answered an optional item alike. `ballots` is None where the row is hidden."""

    label: str
    score: Score
    ballots: int | None


@dataclass(frozen=True)
class TwoSides:
    """Two sides of an item, and how far the first lies above the second with its interval; None where one is hidden."""

    label: str
    first: Part
    second: Part
    difference: tuple[float, float, float] | None

    @property
    def is_clear(self) -> bool:
        """Whether the interval of the difference leaves nought out."""
        return self.difference is not None and not self.difference[1] <= 0 <= self.difference[2]


def breakdown(item: Item, crossed: Mapping[int, Counts], least: int = LEAST_BASE) -> tuple[Part, ...]:
    """A row for each answer to an item; `crossed` has the answers to the overall question by the item's codes."""
    counts = {code: crossed.get(code, {}) for code, _label in item.choices}
    visible = visible_codes({code: opinions(one) for code, one in counts.items()}, least)
    return tuple(part(label, counts[code], is_shown=code in visible) for code, label in item.choices)


def compare_sides(
    item: Item,
    crossed: Mapping[int, Counts],
    first: tuple[str, Sequence[int]],
    second: tuple[str, Sequence[int]],
    least: int = LEAST_BASE,
) -> TwoSides:
    """T7: two sides of an item, each some of its codes taken together; the rest of the codes are a third, unshown."""
    sides = [pooled(crossed.get(code, {}) for code in codes) for _label, codes in (first, second)]
    rest = pooled(one for code, one in crossed.items() if code not in {*first[1], *second[1]})
    visible = visible_codes(dict(enumerate(map(opinions, (*sides, rest)))), least)
    parts = [
        part(label, side, is_shown=n in visible)
        for n, ((label, _codes), side) in enumerate(zip((first, second), sides, strict=True))
    ]
    return TwoSides(item.label, parts[0], parts[1], difference(parts[0].score, parts[1].score))


def part(label: str, counts: Counts, *, is_shown: bool) -> Part:
    return Part(label, score(counts), sum(counts.values())) if is_shown else Part(label, BLANK, None)


def opinions(counts: Counts) -> int:
    """How many gave an opinion."""
    return sum(many for code, many in counts.items() if code != NO_OPINION)


def visible_codes(bases: Mapping[int, int], least: int = LEAST_BASE) -> set[int]:
    """The codes whose row stands: base of `least` at least, and what is hidden cannot be worked out from the total.

    Where what is hidden is one row only, or comes to fewer than `least` together, the next smallest is hidden too.
    """
    hidden = {code for code, n in bases.items() if n < least}
    while is_deducible([bases[code] for code in hidden], least) and len(hidden) < len(bases):
        hidden.add(min(set(bases) - hidden, key=lambda code: (bases[code], code)))
    return set(bases) - hidden


def is_deducible(hidden: Iterable[int], least: int) -> bool:
    """Whether the total less the rows that stand would tell of a thin row."""
    positive = [n for n in hidden if n]
    return bool(positive) and (len(positive) == 1 or sum(positive) < least)
