"""How many values each hidden count may have for a reader who holds all that is released. Pure.

A table of communes × levels is a flow: out of each commune, through its satisfied and unsatisfied part, along its five
counts into the district's levels, their groups, the whole's groups. What is released bounds single arcs. From the true
flow, a count can change by as much as a way back through what is left of the bounds lets it (Ford and Fulkerson), so
the values found are exact: none is possible beyond them, and each of them is.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

UNBOUNDED: Final = 10**9
LEAST_VALUES: Final = 3
"""A hidden count must keep so many possible values (P8)."""


@dataclass
class Arc:
    """From one node to another: the true flow and what is known of it."""

    tail: int
    head: int
    flow: int
    low: int
    high: int


@dataclass
class FlowNetwork:
    """Nodes by name, arcs with their bounds."""

    nodes: dict[Hashable, int] = field(default_factory=dict)
    arcs: list[Arc] = field(default_factory=list)
    incident: list[list[int]] = field(default_factory=list)

    def node(self, name: Hashable) -> int:
        if name not in self.nodes:
            self.nodes[name] = len(self.nodes)
            self.incident.append([])
        return self.nodes[name]

    def arc(self, tail: Hashable, head: Hashable, flow: int, low: int = 0, high: int = UNBOUNDED) -> int:
        """Add an arc; returns its number."""
        arc = Arc(self.node(tail), self.node(head), flow, low, high)
        number = len(self.arcs)
        self.arcs.append(arc)
        self.incident[arc.tail].append(number)
        self.incident[arc.head].append(number)
        return number

    def possible_values(self, number: int, enough: int = LEAST_VALUES) -> int:
        """How many values an arc's flow may have, counted up to `enough`."""
        above = self.slack(number, up=True, most=enough - 1)
        return 1 + above + self.slack(number, up=False, most=enough - 1 - above)

    def slack(self, number: int, *, up: bool, most: int) -> int:
        """How far an arc's flow may change one way, counted up to `most`; the flows are left as they were."""
        total, changed = 0, dict[int, int]()
        while total < most and (gained := self.augment(number, changed, up=up, most=most - total)):
            total += gained
        for one, flow in changed.items():
            self.arcs[one].flow = flow
        return total

    def augment(self, number: int, changed: dict[int, int], *, up: bool, most: int) -> int:
        """Change one flow by a way around that keeps all that is known; how far that went. Notes flows as they were."""
        arc = self.arcs[number]
        room = min(most, arc.high - arc.flow if up else arc.flow - arc.low)
        if room <= 0:
            return 0
        start, end = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        path = self.augmenting_path(start, end, number)
        if not path:
            return 0
        amount = min(room, *(self.residual(one, forward=forward) for one, forward in path))
        for one, forward in [*path, (number, up)]:
            changed.setdefault(one, self.arcs[one].flow)
            self.arcs[one].flow += amount if forward else -amount
        return amount

    def residual(self, number: int, *, forward: bool) -> int:
        arc = self.arcs[number]
        return arc.high - arc.flow if forward else arc.flow - arc.low

    def augmenting_path(self, start: int, end: int, excluding: int) -> list[tuple[int, bool]]:
        """The shortest way from node to node along arcs that may still change; empty where there is none."""
        came: dict[int, tuple[int, bool, int]] = {start: (-1, True, -1)}
        waiting = deque([start])
        while waiting and end not in came:
            node = waiting.popleft()
            for number in self.incident[node]:
                arc = self.arcs[number]
                forward = arc.tail == node
                next_node = arc.head if forward else arc.tail
                if number != excluding and next_node not in came and self.residual(number, forward=forward) > 0:
                    came[next_node] = (number, forward, node)
                    waiting.append(next_node)
        return trace_path(came, end)


def trace_path(came: dict[int, tuple[int, bool, int]], end: int) -> list[tuple[int, bool]]:
    """The way found, from its end back."""
    way: list[tuple[int, bool]] = []
    node = end if end in came else -1
    while node >= 0 and came[node][0] >= 0:
        number, forward, node = came[node]
        way.append((number, forward))
    return way


@dataclass(frozen=True)
class Bounds:
    """What is known of one sum: from, to."""

    low: int = 0
    high: int = UNBOUNDED


@dataclass(frozen=True)
class ReleasedFigures:
    """All that is released of one question, as an attacker holds it beside each commune's number of opinions.

    `groups` are the levels taken together; `satisfied` bounds each commune's satisfied, `areas` each area's groups,
    `whole` the sums'. Areas are lists of communes, communes their true counts by level.
    """

    groups: Sequence[Sequence[int]]
    communes: Sequence[Sequence[Sequence[int]]]
    satisfied: Sequence[Sequence[Bounds]]
    areas: Sequence[Sequence[Bounds]]
    whole: Sequence[Bounds]


def is_safe(released: ReleasedFigures) -> bool:
    """Whether every count that is not released keeps three possible values, or as many as its commune's size allows."""
    network = FlowNetwork()
    cells = commune_cells(network, released)
    sums = area_sums(network, released)
    return all(network.possible_values(number, enough) >= enough for number, enough in (*sums, *cells))


def commune_cells(network: FlowNetwork, released: ReleasedFigures) -> list[tuple[int, int]]:
    """Each commune's counts, with how many values each must keep."""
    cells = []
    for area, (communes, bounds) in enumerate(zip(released.communes, released.satisfied, strict=True)):
        for place, (counts, known) in enumerate(zip(communes, bounds, strict=True)):
            n = sum(counts)
            for part, levels in (("no", (0, 1, 2)), ("yes", (3, 4))):
                limits = known if part == "yes" else Bounds(n - min(known.high, n), n - known.low)
                taken = sum(counts[level] for level in levels)
                network.arc(("commune", area, place), (part, area, place), taken, limits.low, limits.high)
                for level in levels:
                    number = network.arc((part, area, place), ("level", area, level), counts[level])
                    cells.append((number, min(LEAST_VALUES, n + 1)))
    return cells


def area_sums(network: FlowNetwork, released: ReleasedFigures) -> list[tuple[int, int]]:
    """The areas' and the whole's counts; those that are not released must keep three values."""
    numbers = []
    totals = [[sum(column) for column in zip(*communes, strict=True)] or [0] * 5 for communes in released.communes]
    for area, levels in enumerate(totals):
        for place, group in enumerate(released.groups):
            for level in group:
                arc = network.arc(("level", area, level), ("group", area, place), levels[level])
                numbers += [arc] if len(group) > 1 else []
            numbers.append(
                bounded(network, ("group", area, place), ("whole", place), levels, group, released.areas[area][place])
            )
    for place, group in enumerate(released.groups):
        levels = [sum(column) for column in zip(*totals, strict=True)]
        numbers.append(bounded(network, ("whole", place), "all", levels, group, released.whole[place]))
    return [(number, LEAST_VALUES) for number in numbers if network.arcs[number].low < network.arcs[number].high]


def bounded(
    network: FlowNetwork, tail: Hashable, head: Hashable, levels: Sequence[int], group: Sequence[int], known: Bounds
) -> int:
    return network.arc(tail, head, sum(levels[level] for level in group), known.low, known.high)
