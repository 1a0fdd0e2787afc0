"""Where the squares of a map without borders stand: each unit at its place, pushed apart until no two overlap."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

SIDE = 1.0
"""A square; nothing in a layout has another measure."""
FILLED = 0.5
"""How much of the map's box the squares would cover before any is pushed."""
MOST_ROUNDS = 3000
GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
NEAR = (-1, 0, 1)
Spot = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """A unit to be placed: its code, its district's, its point in degrees; None where it has none of its own."""

    code: str
    district: str
    degrees: Spot | None


@dataclass(frozen=True)
class Layout:
    """The squares' upper left corners by code, in squares from the upper left; who stands by its district's centre."""

    corners: Mapping[str, Spot]
    width: float
    height: float
    guessed: frozenset[str]


def own_points(communes: Iterable[Place], districts: Mapping[str, Spot | None]) -> list[Place]:
    """The communes, without points that are another's or their district's: such a point is nobody's own (ruling 21)."""
    every = list(communes)
    times: dict[Spot, int] = defaultdict(int)
    for point in [*(one.degrees for one in every), *districts.values()]:
        if point is not None:
            times[point] += 1
    return [
        Place(one.code, one.district, one.degrees if times.get(one.degrees or (0, 0)) == 1 else None) for one in every
    ]


def centres(communes: Sequence[Place], districts: Mapping[str, Spot | None]) -> dict[str, Spot]:
    """Each district's centre, the mean of its placed communes where it has none; none at all leaves it out."""
    found = {code: point for code, point in districts.items() if point is not None}
    for code in {one.district for one in communes} - set(found):
        points = [one.degrees for one in communes if one.district == code and one.degrees]
        if points:
            found[code] = (
                sum(lat for lat, _lon in points) / len(points),
                sum(lon for _lat, lon in points) / len(points),
            )
    return found


def layout(communes: Sequence[Place], districts: Mapping[str, Spot | None]) -> Layout | None:
    """Place the communes; None where the catalogue has no points to go by."""
    placed = own_points(communes, districts)
    middle = centres(placed, districts)
    if not any(one.degrees for one in placed) or any(
        one.degrees is None and one.district not in middle for one in placed
    ):
        return None
    spots = [plane(one.degrees or middle[one.district], placed) for one in placed]
    spots = scaled(beside(spots, placed))
    push_apart(spots)
    left, top = min(x for x, _y in spots), min(y for _x, y in spots)
    corners = {one.code: (x - left, y - top) for one, (x, y) in zip(placed, spots, strict=True)}
    width, height = (max(spot[axis] for spot in corners.values()) + SIDE for axis in (0, 1))
    return Layout(corners, width, height, frozenset(one.code for one in placed if one.degrees is None))


def plane(degrees: Spot, every: Sequence[Place]) -> Spot:
    """A point as the map shows it: east to the right, north up, a degree east as long as it is at this latitude."""
    latitudes = [one.degrees[0] for one in every if one.degrees]
    shrink = math.cos(math.radians(sum(latitudes) / len(latitudes)))
    return degrees[1] * shrink, -degrees[0]


def beside(spots: Sequence[Spot], communes: Sequence[Place]) -> list[Spot]:
    """Those without a point of their own around the centre, each in another direction: equal spots cannot be parted."""
    found, number = list(spots), 0
    for index, one in enumerate(communes):
        if one.degrees is None:
            number += 1
            angle = number * GOLDEN_ANGLE
            found[index] = spots[index][0] + math.cos(angle) * 0.01, spots[index][1] + math.sin(angle) * 0.01
    return found


def scaled(spots: Sequence[Spot]) -> list[Spot]:
    """The spots in squares, so wide apart that the squares fill half of their box."""
    across, down = (max(spot[axis] for spot in spots) - min(spot[axis] for spot in spots) for axis in (0, 1))
    unit = math.sqrt(across * down * FILLED / len(spots)) or 1.0
    return [(x / unit, y / unit) for x, y in spots]


def push_apart(spots: list[Spot]) -> None:
    """Move overlapping squares away from each other, along the axis on which they overlap less, until none do."""
    for _round in range(MOST_ROUNDS):
        pairs = list(overlapping(spots))
        if not pairs:
            return
        for one, other in pairs:
            part(spots, one, other)


def overlapping(spots: Sequence[Spot]) -> Iterator[tuple[int, int]]:
    """The pairs of squares that overlap; only neighbouring cells of a grid are compared."""
    cells: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index, (x, y) in enumerate(spots):
        cells[math.floor(x), math.floor(y)].append(index)
    for (column, row), inside in cells.items():
        near = [other for dx in NEAR for dy in NEAR for other in cells.get((column + dx, row + dy), ())]
        for one in inside:
            for other in near:
                if one < other and overlap(spots[one], spots[other]) > 0:
                    yield one, other


def overlap(one: Spot, other: Spot) -> float:
    """How deep two squares overlap; not positive where they do not."""
    return SIDE - max(abs(one[0] - other[0]), abs(one[1] - other[1]))


def part(spots: list[Spot], one: int, other: int) -> None:
    """Push two squares apart, each by half and a little more."""
    (x, y), (x2, y2) = spots[one], spots[other]
    depth = overlap(spots[one], spots[other])
    if depth <= 0:
        return
    step = depth / 2 + 0.002
    if abs(x - x2) >= abs(y - y2):
        side = step if x <= x2 else -step
        spots[one], spots[other] = (x - side, y), (x2 + side, y2)
    else:
        side = step if y <= y2 else -step
        spots[one], spots[other] = (x, y - side), (x2, y2 + side)
