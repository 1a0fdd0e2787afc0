"""What somebody who knows every commune's mean in half steps can still work out. Pure.

A mean bounds a weighted sum, which no flow can hold. So the attack asks less and proves as much: around each true count
it draws a box in which whatever is chosen keeps the released mean, and lets `disclosure_auditor.py` move inside the
boxes alone. Each table it finds agrees with all that is released; so a count that takes three values there has
three values at least. Boxes are drawn many times, in an order of chance that is the same every time; a count that
never gets its values is taken for known, and the table is not let out.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from random import Random
from typing import TYPE_CHECKING, Final

from portal.results.disclosure import half_steps
from portal.results.disclosure.disclosure_auditor import Bounds, FlowNetwork, area_sums, commune_cells
from portal.results.scoring import LEVELS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from portal.results.disclosure.disclosure_auditor import ReleasedFigures

DRAWS: Final = 60
SIZE: Final = len(LEVELS)
SIDES: Final = [(level, side, wide) for wide in (2, 1) for level in range(SIZE) for side in (-1, 1)]
"""How a box is widened: which count, to which side, how far. A count that moves by two has three values."""
SOME: Final = 0.6
MOVED, HALF, FAR = 12, 0.5, (1, 2, 4)
"""Between two draws one of so many counts is moved, so often up, so far at most."""


def is_safe(released: ReleasedFigures) -> bool:
    """Whether every count that is not released is sure to keep three values, beside the means."""
    network = FlowNetwork()
    wanted = dict([*commune_cells(network, released), *area_sums(network, released)])
    seen: dict[int, set[int]] = {number: set() for number in wanted}
    stuck: set[int] | None = None
    for draw in range(DRAWS):
        chance = Random(draw)  # noqa: S311 - the same boxes every time
        network, cells = inside(boxed(released, chance, stuck))
        look(network, wanted, seen)
        wanted = {number: enough for number, enough in wanted.items() if len(seen[number]) < enough}
        if not wanted:
            return True
        stuck = {place // SIZE for place, number in enumerate(cells) if number in wanted}
        released = moved(released, network, cells, stuck, chance)
    return False


def inside(released: ReleasedFigures) -> tuple[FlowNetwork, list[int]]:
    """All counts as flows, held by the boxes drawn around them; the arcs of the communes' counts in order."""
    network = FlowNetwork()
    cells = [number for number, _enough in commune_cells(network, released)]
    area_sums(network, released)
    return network, cells


def look(network: FlowNetwork, wanted: Mapping[int, int], seen: Mapping[int, set[int]]) -> None:
    """Note the values that each count may have inside the boxes."""
    for number, enough in wanted.items():
        flow = network.arcs[number].flow
        above = network.slack(number, up=True, most=enough - 1)
        below = network.slack(number, up=False, most=enough - 1)
        seen[number].update(range(flow - below, flow + above + 1))


def moved(
    released: ReleasedFigures, network: FlowNetwork, cells: Sequence[int], stuck: Collection[int], chance: Random
) -> ReleasedFigures:
    """Another table that agrees with all that is released, to draw the next boxes around.

    The communes that still have a count to move are moved most, often towards the middle of what their mean allows.
    """
    means = [known for area in released.means for known in area]
    rows = [counts for area in released.communes for counts in area]
    steps = [(number, chance.random() < HALF) for number in chance.sample(cells, k=len(cells) // MOVED)]
    for place in stuck:
        levels = chance.sample(range(SIZE), k=SIZE)
        if (known := means[place]) is not None and chance.random() < HALF:
            levels = [chance.choice((0, 1) if 2 * half_steps.sum_of(rows[place]) > known.low + known.high else (3, 4))]
        steps += [(cells[place * SIZE + level], len(levels) == 1 or chance.random() < HALF) for level in levels]
    for number, up in steps:
        network.augment(number, {}, up=up, most=chance.choice(FAR))
    flows = iter([network.arcs[number].flow for number in cells])
    communes = [[tuple(next(flows) for _ in counts) for counts in area] for area in released.communes]
    return replace(released, communes=communes)


def boxed(released: ReleasedFigures, chance: Random, stuck: Collection[int] | None) -> ReleasedFigures:
    """The same with a box around every count of a commune, and of every sum, whose mean is released.

    Once it is known which communes are `stuck`, of the others some are moved and the rest stay as they are.
    """
    places = count()
    levels = [
        [
            box(counts, known, chance)
            if stuck is None or place in stuck or known is None or chance.random() < SOME
            else [Bounds(one, one) for one in counts]
            for counts, known, place in zip(communes, means, places, strict=False)
        ]
        for communes, means in zip(released.communes, released.means, strict=True)
    ]
    if not released.sums:
        return replace(released, levels=levels)
    totals = [total(communes) for communes in released.communes]
    rows = zip([*totals, total(totals)], released.sums, strict=True)
    *areas, whole = [box(counts, known, chance) for counts, known in rows]
    return replace(released, levels=levels, areas=areas, whole=whole)


def box(counts: Sequence[int], means: Bounds | None, chance: Random) -> list[Bounds]:
    """Bounds for five counts inside of which every table keeps its sum within `means`; none where there is no mean."""
    n = sum(counts)
    if means is None:
        return [Bounds(0, n)] * len(counts)
    lows, highs = list(counts), list(counts)
    for level, side, wide in chance.sample(SIDES, k=len(SIDES)):
        ends, before = (lows, lows[level]) if side < 0 else (highs, highs[level])
        ends[level] = max(before + side * wide, 0)
        if half_steps.least(lows, highs, n) < means.low or half_steps.most(lows, highs, n) > means.high:
            ends[level] = before
    return [Bounds(low, high) for low, high in zip(lows, highs, strict=True)]


def total(rows: Sequence[Sequence[int]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*rows, strict=True))) if rows else (0,) * SIZE
