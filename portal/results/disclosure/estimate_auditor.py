"""Whether weighted shares and intervals may stand beside unweighted ones (P8): one more equation for an attacker. Pure.

The attacker holds what `disclosure_auditor.py` grants (each area's counts by level, each commune's opinions and band),
every commune's visits and ballots, so the weights, and the printed estimates as they are rounded. Safe is what leaves
every count of every commune, and how many are satisfied there, three possible values. Each value is shown possible by a
witness, other counts that give the same printed figures: «safe» is proven, and what is not proven is not printed.

Estimates rest on each commune's satisfied alone. So a count may change first as the flow lets it with all of these
known (`pinned_ranges`), then by an exchange with other communes of its area (`Attack`) that leaves all printed figures
as they are. Counts of areas keep their values, as the satisfied of each area must be told anyhow (`finest_safe`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Final, NamedTuple

from portal.results.disclosure import disclosure_auditor, disclosure_control
from portal.results.disclosure.disclosure_auditor import (
    LEAST_VALUES,
    Bounds,
    FlowNetwork,
    ReleasedFigures,
    commune_cells,
)
from portal.results.disclosure.disclosure_control import (
    SATISFIED,
    Counts,
    SuppressedTable,
    Table,
    satisfied_bounds_of,
    satisfied_in,
)
from portal.results.statistics import weighting
from portal.results.statistics.weighting import CommuneCounts, ShareEstimate, Stratum, Sums

NOTHING = ""


class Form(NamedTuple):
    """What of the areas' rows and of the whole's is printed: all, shares alone, these in whole percent, nothing."""

    areas: str
    whole: str


ALL, SHARES, COARSE = "all", "shares", "coarse"
# the finest first; all areas alike, so that what is left out tells nothing of one of them
FORMS: Final[dict[str, Form]] = {
    "full": Form(ALL, ALL),
    "whole": Form(SHARES, ALL),
    "shares": Form(SHARES, SHARES),
    "province": Form(NOTHING, ALL),
    "province-shares": Form(NOTHING, SHARES),
    "province-percent": Form(NOTHING, COARSE),
}
LEVELS: Final = range(5)
NO, YES = (0, 1, 2), (3, 4)  # the levels of each side
MOST_PAIRS: Final = 150
HALF: Final = 0.5
ROUNDED_AT: Final = 10  # printed to a tenth of a percent point
Three = tuple[Sums, Sums, Sums]  # of all communes unweighted, of those with a weight trimmed, and untrimmed


class Surveyed(NamedTuple):
    """A commune's counts by level, its «chốt» visits (None where a day has none) and its ballots."""

    levels: Counts
    visits: int | None
    ballots: int | None


@dataclass
class Known:
    """A commune as the attacker knows it, and its true counts, which only witnesses change."""

    levels: list[int]
    weight: float | None
    limit: float | None
    low: int = 0
    high: int = 0
    sums: dict[int, Three] = field(default_factory=dict)

    @property
    def counted(self) -> float | None:
        """What a ballot of it counts."""
        return None if self.weight is None else min(self.weight, self.limit or self.weight)

    @property
    def opinions(self) -> int:
        return sum(self.levels)

    @property
    def satisfied(self) -> int:
        return sum(self.levels[level] for level in SATISFIED)

    def sums_at(self, satisfied: int) -> Three:
        """What the commune adds to its area's sums where so many were satisfied."""
        if satisfied not in self.sums:
            plain = weighting.sums_of_one(Stratum(satisfied, self.opinions))
            if self.weight is None:
                self.sums[satisfied] = (plain, Sums(), Sums())
            else:
                cut = Stratum(satisfied, self.opinions, self.counted or self.weight)
                full = Stratum(satisfied, self.opinions, self.weight)
                self.sums[satisfied] = (plain, weighting.sums_of_one(cut), weighting.sums_of_one(full))
        return self.sums[satisfied]


Exchanges = Collection[tuple[int, int]]  # by how much the satisfied of a commune change, a level that takes part
Way = tuple[tuple[Known, int], ...]  # communes whose satisfied fall by so many (rise, below nought)


class LevelBounds:
    """What is released of areas and of the whole by level, and by how much an area's levels may be others."""

    def __init__(self, released: ReleasedFigures) -> None:
        self.group = {level: place for place, group in enumerate(released.groups) for level in group}
        self.levels = [disclosure_control.total([tuple(one) for one in communes]) for communes in released.communes]
        self.areas = [self.rooms(merged, released.areas[place], released) for place, merged in enumerate(self.levels)]
        self.whole = self.rooms(disclosure_control.total(self.levels), released.whole, released)

    def rooms(self, counts: Counts, bounds: Sequence[Bounds], released: ReleasedFigures) -> list[tuple[int, int]]:
        """By group: how far its count may fall and rise for all that is known of it."""
        merged = disclosure_control.merge_levels(counts, released.groups)
        return [(n - bound.low, bound.high - n) for n, bound in zip(merged, bounds, strict=True)]

    def allows(self, area: int, gains: int, loses: int, many: int) -> bool:
        """Whether one level of an area may have so many more and another so many fewer."""
        gaining, losing = self.group[gains], self.group[loses]
        if gaining == losing:
            return True
        if not has_room(self.areas[area], gaining, losing, many):
            return False
        return has_room(self.whole, gaining, losing, many) or any(
            self.levels[other][gains] >= many and has_room(self.areas[other], losing, gaining, many)
            for other in range(len(self.areas))
            if other != area
        )


def has_room(rooms: Sequence[tuple[int, int]], gains: int, loses: int, many: int) -> bool:
    return rooms[gains][1] >= many and rooms[loses][0] >= many


def finest_safe(areas: Sequence[Sequence[Surveyed]], table: Table) -> str:
    """What of the estimates may leave the office beside a question's released table.

    The name of a form; empty for nothing, as where the table hides how many are satisfied.
    """
    rows = [*table.areas, table.whole]
    if any(row is None or satisfied_in(row.cells, table.groups, row.n) is None for row in rows):
        return NOTHING
    asked = [[one for one in area if sum(one.levels)] for area in areas]
    released = released_with(table, [[one.levels for one in area] for area in asked])
    pinned, bounds, known = pinned_ranges(released), LevelBounds(released), known_communes(asked)
    return next((name for name, form in FORMS.items() if is_safe(known, pinned, bounds, form)), NOTHING)


def released_with(table: Table, areas: Sequence[Sequence[Counts]]) -> ReleasedFigures:
    """What an attacker has of a table that was let out."""
    draft = SuppressedTable(table.groups, areas)
    whole_in_full = table.whole is not None and None not in table.whole.cells
    return draft.released(whole_in_full=whole_in_full and bool(draft.hidden))


def is_safe(
    areas: Sequence[list[Known]],
    pinned: Sequence[Sequence[Sequence[tuple[int, int]]]],
    bounds: LevelBounds,
    form: Form,
) -> bool:
    """Whether each count of each commune, and its satisfied, keep three possible values beside the estimates."""
    every = total(one.sums_at(one.satisfied) for area in areas for one in area)
    return all(Attack(place, area, every, bounds, form).is_safe(pinned[place]) for place, area in enumerate(areas))


def known_communes(areas: Sequence[Sequence[Surveyed]]) -> list[list[Known]]:
    counts = [CommuneCounts(0, sum(one.levels), one.visits, one.ballots) for area in areas for one in area]
    limit = weighting.limit_of(map(weighting.weight_of, counts))
    return [[known_commune(one, limit) for one in area] for area in areas]


def known_commune(one: Surveyed, limit: float | None) -> Known:
    weight = weighting.weight_of(CommuneCounts(0, sum(one.levels), one.visits, one.ballots))
    return Known(list(one.levels), weight, limit, *satisfied_bounds_of(one.levels))


class Attack:
    """One area: which counts could be others without any printed figure changing."""

    def __init__(self, place: int, communes: list[Known], every: Three, bounds: LevelBounds, form: Form) -> None:
        self.place, self.communes, self.bounds, self.form = place, communes, bounds, form
        self.area = total(one.sums_at(one.satisfied) for one in communes)
        self.every = every
        self.printed = self.print_with(self.area, self.every)

    def is_safe(self, pinned: Sequence[Sequence[tuple[int, int]]]) -> bool:
        """`pinned`: how far each count of each commune may fall and rise where all communes' satisfied were known."""
        return all(self.is_commune_safe(one, ranges) for one, ranges in zip(self.communes, pinned, strict=True))

    def is_commune_safe(self, one: Known, ranges: Sequence[tuple[int, int]]) -> bool:
        least = min(LEAST_VALUES, one.opinions + 1)
        found = {(step, level) for step in (-1, 1, -2, 2) for level in self.exchanged(one, step)}
        if 1 + len({step for step, _level in found}) < least:
            return False
        return all(1 + len(self.changes(one, level, ranges[level], found)) >= least for level in LEVELS)

    def changes(self, one: Known, level: int, ranged: tuple[int, int], exchanges: Exchanges) -> set[int]:
        """By how much a count may differ: with the satisfied known, by a change of these, by that and then a swap."""
        sign, side = 1 if level in SATISFIED else -1, side_of(level)
        found = {*range(-ranged[0], ranged[1] + 1)} | {sign * step for step, taking in exchanges if taking == level}
        elsewhere = self.bounds.levels[self.place][level] - one.levels[level]
        for step in {sign * step for step, _level in exchanges if sign * step > 0}:
            rest = sum(one.levels[other] for other in side) - one.levels[level] + step
            found |= {*range(1, min(rest, elsewhere) + 1)}
        return found - {0}

    def exchanged(self, one: Known, step: int) -> set[int]:
        """The levels whose count may take part in a change of a commune's satisfied by `step`."""
        ways = list(self.ways(one, step))
        gaining, losing = (YES, NO) if step > 0 else (NO, YES)
        many = abs(step)
        pairs = [(gains, loses) for gains in gaining for loses in losing if one.levels[loses] >= many]
        found = set[int]()
        for gains, loses in pairs:
            if not {gains, loses} <= found and any(self.can_give(way, step, gains, loses) for way in ways):
                found |= {gains, loses}
        return found

    def can_give(self, way: Way, step: int, gains: int, loses: int) -> bool:
        """Whether the partners have answers of the levels that go over, as far as the area's levels allow others."""
        # several partners take part with these very levels: what they changed besides would add up
        others_too = len(way) == 1
        for partner, taken in way:
            level = gains if taken * step > 0 else loses
            given = side_of(level) if others_too else (level,)
            many = abs(taken)
            if not any(
                partner.levels[one] >= many and self.bounds.allows(self.place, level, one, many) for one in given
            ):
                return False
        return True

    def ways(self, one: Known, step: int) -> Iterator[Way]:
        """The communes that could change the other way, and by how many each; two together where one alone cannot."""
        others = [other for other in self.communes if other is not one]
        found = [way for other in others if self.fits(one, step, way := ((other, step),))]
        yield from found
        if not found:
            yield from (way for way in self.pairs(one, others, step) if self.fits(one, step, way))

    def pairs(self, one: Known, others: Sequence[Known], step: int) -> list[Way]:
        """Two communes that make up for one: those first that leave the weighted sum most nearly as it is."""
        sign = 1 if step > 0 else -1
        shared = [(step + sign * more, -sign * more) for more in (1, 2, -1) if step != sign or more > 0]
        ways: list[Way] = [((a, n), (b, m)) for n, m in shared for a in others for b in others if a is not b]

        def moved_weight(way: Way) -> float:
            return abs(step * (one.counted or 0) - sum(taken * (other.counted or 0) for other, taken in way))

        return sorted(ways, key=moved_weight)[:MOST_PAIRS]

    def fits(self, one: Known, step: int, way: Way) -> bool:
        """Whether bands and all that is printed stay as they are."""
        changes = [(one, step), *((other, -taken) for other, taken in way)]
        if not all(other.low <= other.satisfied + change <= other.high for other, change in changes):
            return False
        area, every = self.area, self.every
        for other, change in changes:
            before, after = other.sums_at(other.satisfied), other.sums_at(other.satisfied + change)
            area, every = moved(area, before, after), moved(every, before, after)
        return self.print_with(area, every) == self.printed

    def print_with(self, area: Three, every: Three) -> tuple[int | None, ...]:
        return (*PRINTED[self.form.areas](area), *PRINTED[self.form.whole](every))


def side_of(level: int) -> tuple[int, ...]:
    return YES if level in SATISFIED else NO


def pinned_ranges(released: ReleasedFigures) -> list[list[list[tuple[int, int]]]]:
    """How far each count of each commune may fall and rise where every commune's satisfied were known."""
    known = [
        [Bounds(satisfied, satisfied) for satisfied in (sum(one[level] for level in SATISFIED) for one in communes)]
        for communes in released.communes
    ]
    network = FlowNetwork()
    cells = iter(commune_cells(network, released._replace(satisfied=known)))
    disclosure_auditor.area_sums(network, released)
    most = LEAST_VALUES - 1
    return [
        [
            [
                (network.slack(number, up=False, most=most), network.slack(number, up=True, most=most))
                for number, _least in (next(cells) for _level in LEVELS)
            ]
            for _commune in communes
        ]
        for communes in released.communes
    ]


def total(parts: Iterable[Three]) -> Three:
    sums: Three = (Sums(), Sums(), Sums())
    for part in parts:
        sums = (sums[0].plus(part[0]), sums[1].plus(part[1]), sums[2].plus(part[2]))
    return sums


def moved(sums: Three, before: Three, after: Three) -> Three:
    """Sums with one commune's part put in place of another."""
    one, other, third = (
        Sums(*(s - b + a for s, b, a in zip(*parts, strict=True)))  # type: ignore[arg-type] # the first is whole
        for parts in zip(sums, before, after, strict=True)
    )
    return one, other, third


def shares(sums: Three) -> tuple[int | None, ...]:
    """The weighted share, trimmed and not, as printed."""
    return tuple(tenths(weighting.of_sums(one).share) if one.communes else None for one in sums[1:])


def all_figures(sums: Three) -> tuple[int | None, ...]:
    """The same with the intervals of the unweighted and of the weighted share."""
    plain, cut = (weighting.of_sums(one) if one.communes else None for one in sums[:2])
    return (*shares(sums), *ends(plain), *ends(cut))


def ends(found: ShareEstimate | None) -> tuple[int | None, ...]:
    intervals = (None, None) if found is None else (found.within, found.again)
    return tuple(tenths(end) for one in intervals for end in (one or (None, None)))


def tenths(value: float | None) -> int | None:
    return None if value is None else floor(ROUNDED_AT * value + HALF)


def nothing(_sums: Three) -> tuple[int | None, ...]:
    return ()


def coarse(sums: Three) -> tuple[int | None, ...]:
    """The weighted share, trimmed and not, in whole percent."""
    return tuple(floor(weighting.of_sums(one).share + HALF) if one.communes else None for one in sums[1:])


PRINTED: Final[dict[str, Callable[[Three], tuple[int | None, ...]]]] = {
    ALL: all_figures,
    SHARES: shares,
    COARSE: coarse,
    NOTHING: nothing,
}
