"""How many values each hidden count may have for a reader who holds all that is released. Pure.

A table of communes × levels is a flow: out of each commune, through its satisfied and unsatisfied part, along its five
counts into the district's levels, their groups, the whole's groups. What is released bounds single arcs. From the true
flow, a count can change by as much as a way back through what is left of the bounds lets it (Ford and Fulkerson), so
the values found are exact: none is possible beyond them, and each of them is.
"""

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

UNBOUNDED: Final = 10**9
LEAST_VALUES: Final = 3  # a hidden count must keep so many possible values (P8)


@dataclass
class Arc:
    """From one node to another: the true flow and what is known of it."""

    tail: int
    head: int
    flow: int
    low: int
    high: int

    def room(self, *, up: bool) -> int:
        """How far its own bounds let the flow change one way."""
        return self.high - self.flow if up else self.flow - self.low


class FlowNetwork:
    """Nodes by name, arcs with their bounds."""

    def __init__(self) -> None:
        self.nodes: dict[Hashable, int] = {}
        self.arcs: list[Arc] = []
        self.incident: list[list[int]] = []

    def node(self, name: Hashable) -> int:
        if name not in self.nodes:
            self.nodes[name] = len(self.nodes)
            self.incident.append([])
        return self.nodes[name]

    def arc(self, tail: Hashable, head: Hashable, flow: int, low: int = 0, high: int = UNBOUNDED) -> int:
        """Add an arc; returns its number."""
        arc, number = Arc(self.node(tail), self.node(head), flow, low, high), len(self.arcs)
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
        total, before = 0, dict[int, int]()
        while total < most and (gained := self.augment(number, before, up=up, most=most - total)):
            total += gained
        for changed, flow in before.items():
            self.arcs[changed].flow = flow
        return total

    def augment(self, number: int, before: dict[int, int], *, up: bool, most: int) -> int:
        """Change one flow by a way around that keeps all that is known; how far that went. Notes flows as they were."""
        arc = self.arcs[number]
        room = min(most, arc.room(up=up))
        start, end = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        path = self.augmenting_path(start, end, number) if room > 0 else []
        if not path:
            return 0
        amount = min(room, *(self.arcs[passed].room(up=forward) for passed, forward in path))
        for passed, forward in [*path, (number, up)]:
            before.setdefault(passed, self.arcs[passed].flow)
            self.arcs[passed].flow += amount if forward else -amount
        return amount

    def augmenting_path(self, start: int, end: int, excluding: int) -> list[tuple[int, bool]]:
        """The shortest way from node to node along arcs that may still change, end first; empty where there is none."""
        came: dict[int, tuple[int, bool, int] | None] = {start: None}
        waiting, arcs = deque([start]), self.arcs
        while waiting and end not in came:
            node = waiting.popleft()
            for number in self.incident[node]:
                arc = arcs[number]
                forward = arc.tail == node
                next_node = arc.head if forward else arc.tail
                # the rooms of `Arc.room`, written out: this is asked a hundred thousand times a round
                room = arc.high - arc.flow if forward else arc.flow - arc.low
                if room > 0 and next_node not in came and number != excluding:
                    came[next_node] = (number, forward, node)
                    if next_node == end:
                        break
                    waiting.append(next_node)
        way, step = [], came.get(end)
        while step is not None:
            number, forward, node = step
            way.append((number, forward))
            step = came[node]
        return way


class Bounds(NamedTuple):
    """What is known of one sum: from, to."""

    low: int = 0
    high: int = UNBOUNDED


class ReleasedFigures(NamedTuple):
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
    # the sums first: a table that is not safe mostly fails there, and they are few
    return all(network.possible_values(number, enough) >= enough for number, enough in (*sums, *cells))


def commune_cells(network: FlowNetwork, released: ReleasedFigures) -> list[tuple[int, int]]:
    """Each commune's counts, with how many values each must keep."""
    cells = []
    for area, (communes, bounds) in enumerate(zip(released.communes, released.satisfied, strict=True)):
        for place, (counts, known) in enumerate(zip(communes, bounds, strict=True)):
            n = sum(counts)
            unsatisfied = Bounds(n - min(known.high, n), n - known.low)  # what the band says of the satisfied, turned
            for part, levels, limits in (("no", (0, 1, 2), unsatisfied), ("yes", (3, 4), known)):
                taken = sum(counts[level] for level in levels)
                network.arc(("commune", area, place), (part, area, place), taken, *limits)
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
            fine = [network.arc(("level", area, level), ("group", area, place), levels[level]) for level in group]
            numbers += fine if len(group) > 1 else []
            merged, known = sum(levels[level] for level in group), released.areas[area][place]
            numbers.append(network.arc(("group", area, place), ("whole", place), merged, *known))
    for place, group in enumerate(released.groups):
        merged = sum(levels[level] for levels in totals for level in group)
        numbers.append(network.arc(("whole", place), "all", merged, *released.whole[place]))
    return [(number, LEAST_VALUES) for number in numbers if network.arcs[number].low < network.arcs[number].high]
