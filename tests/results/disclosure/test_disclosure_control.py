"""disclosure_control.py, disclosure_auditor.py: no hidden count is pinned, whatever is known of the rules."""

from __future__ import annotations

import random
from itertools import product

import pytest

from portal.results.disclosure import disclosure_control
from portal.results.disclosure.disclosure_auditor import LEAST_VALUES, Bounds, FlowNetwork, area_sums, commune_cells
from portal.results.disclosure.disclosure_control import (
    BAND,
    Row,
    Table,
    band,
    band_limits,
    candidates,
    commune_band,
    protect,
)

LEVELS = range(5)


def tables_of(n: int, levels: int = 5):
    """Every way to spread `n` answers over the levels."""
    if levels == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for rest in tables_of(n - first, levels - 1):
            yield (first, *rest)


# --- a commune's band


@pytest.mark.parametrize(
    ("counts", "place"),
    [
        ((20, 0, 0, 0, 0), 0),
        ((17, 0, 0, 3, 0), 0),
        ((16, 0, 0, 4, 0), 1),
        ((0, 0, 5, 15, 0), 3),
        ((0, 0, 4, 16, 0), 4),
        ((0, 0, 0, 0, 20), 4),
        ((0, 0, 0, 0, 19), None),
        ((0, 0, 0, 0, 0), None),
    ],
)
def test_a_commune_has_a_band_of_twenty_points_from_twenty_opinions_on(counts, place):
    assert commune_band(counts) == place


@pytest.mark.parametrize("n", range(20, 41))
def test_a_band_alone_leaves_every_count_four_values_and_proves_no_unanimity(n):
    for place in range(5):
        known = band_limits(place, n)
        possible = [yes for yes in range(n + 1) if min(5 * yes // n, 4) == place]
        assert (known.low, known.high) == (possible[0], possible[-1])
        assert known.high >= 3
        assert n - known.low >= 3


# --- the attack against trying every table there is


def every_value(areas, released):
    """By brute force: each table that agrees with what is known, and which values every count has in them."""
    sizes = [sum(one) for communes in areas for one in communes]
    where = [(area, place) for area, communes in enumerate(areas) for place in range(len(communes))]
    seen: dict[object, set[int]] = {}
    for rows in product(*(list(tables_of(n)) for n in sizes)):
        guess = dict(zip(where, rows, strict=True))
        if agrees(areas, guess, released):
            for key, value in counts_in(areas, guess, released):
                seen.setdefault(key, set()).add(value)
    return seen


def counts_in(areas, guess, released):
    for (area, place), row in guess.items():
        yield from (((area, place, level), row[level]) for level in LEVELS)
    for column, group in enumerate(released.groups):
        for area in range(len(areas)):
            mine = [row for (of, _place), row in guess.items() if of == area]
            yield ("area", area, column), sum(row[level] for row in mine for level in group)
            for level in group if len(group) > 1 else ():
                yield ("fine", area, level), sum(row[level] for row in mine)
        yield ("whole", column), sum(row[level] for row in guess.values() for level in group)


def agrees(areas, guess, released) -> bool:
    for (area, place), row in guess.items():
        known = released.satisfied[area][place]
        if not known.low <= row[3] + row[4] <= known.high:
            return False
    for key, value in counts_in(areas, guess, released):
        if key[0] in {"area", "whole"}:
            known = released.whole[key[1]] if key[0] == "whole" else released.areas[key[1]][key[2]]
            if not known.low <= value <= known.high:
                return False
    return True


def found_by_the_attack(released):
    network = FlowNetwork()
    numbers = [number for number, _enough in (*commune_cells(network, released), *area_sums(network, released))]
    names = {number: name for name, number in network.nodes.items()}
    return {(names[network.arcs[n].tail], names[network.arcs[n].head]): network.possible_values(n) for n in numbers}


@pytest.mark.parametrize("seed", range(7))
def test_the_attack_finds_what_trying_every_table_finds(seed, monkeypatch):
    monkeypatch.setattr(disclosure_control, "LEAST_CELL", 2)
    monkeypatch.setattr(disclosure_control, "LEAST_COMMUNES", 2)
    monkeypatch.setattr(disclosure_control, "LEAST_PUBLISHED", 3)
    chance = random.Random(seed)  # noqa: S311 - the same tables every time
    areas = [[chance.choice(list(tables_of(chance.choice((1, 1, 2, 3))))) for _ in range(2)] for _ in range(2)]
    for _table, released in candidates(areas, bands_only=False):
        brute, found = every_value(areas, released), found_by_the_attack(released)
        for (tail, head), values in found.items():
            assert values == min(LEAST_VALUES, len(brute[key_of(tail, head)])), (areas, tail, head)


def key_of(tail, head):
    if tail[0] in {"yes", "no"}:
        return tail[1], tail[2], head[2]
    if tail[0] == "level":
        return "fine", tail[1], tail[2]
    return ("area", tail[1], tail[2]) if tail[0] == "group" else ("whole", tail[1])


# --- the rules


def test_the_textbook_rule_alone_is_found_out():
    """5, 4, 4, 4, 23: three cells below five that add up to twelve can only be four each."""
    part = [(1, 1, 1, 1, 7), (2, 1, 1, 2, 8), (2, 2, 2, 1, 8)]
    table = protect([part])
    assert table.form != "five"
    assert all(cell is None or cell >= 5 for cell in table.whole.cells)


def test_nothing_is_hidden_where_every_count_is_large():
    areas = [[(6, 8, 12, 30, 20)] * 3, [(5, 9, 11, 32, 18)] * 4]
    table = protect(areas)
    assert table.form == "five"
    assert table.whole.cells == (38, 60, 80, 218, 132)
    assert table.areas[0] == Row(228, (18, 24, 36, 90, 60))


def test_a_level_rare_in_one_district_is_hidden_in_all_with_the_next_lowest():
    areas = [[(1, 4, 10, 30, 20)] * 3, [(3, 4, 10, 30, 20)] * 4]
    table = protect(areas)
    assert table.form == "five"
    assert [row.cells for row in table.areas] == [(None, None, 30, 90, 60), (None, None, 40, 120, 80)]
    assert table.whole.cells == (15, 28, 70, 210, 140)


def test_a_district_of_two_communes_has_no_table_and_neither_have_its_siblings():
    table = protect([[(6, 8, 12, 30, 20)] * 3, [(6, 8, 12, 30, 20)] * 2])
    assert table.areas == (None, None)
    assert table.whole.cells == (30, 40, 60, 150, 100)


@pytest.mark.parametrize("areas", [[], [[]], [[(0, 0, 0, 0, 0)] * 3], [[(9, 9, 9, 9, 9)] * 2], [[(0, 0, 1, 0, 0)] * 3]])
def test_too_little_is_not_released_at_all(areas):
    assert protect(areas).form == disclosure_control.NOTHING


def test_a_later_release_that_differs_says_bands_alone():
    table = protect([[(6, 8, 12, 30, 20)] * 3, [(5, 9, 11, 32, 18)] * 4], bands_only=True)
    assert (table.form, table.whole.band, table.whole.cells) == (BAND, band((38, 60, 80, 218, 132)), ())


# --- whatever the answers, nothing hidden can be worked out


def drawn(chance: random.Random, communes: int, most: int) -> list[tuple[int, ...]]:
    """Communes of any size: of one mind, of two, or spread."""
    made = []
    for _ in range(communes):
        weights = [chance.choice((0, 0.02, 0.1, 1)) for _level in LEVELS]
        row = [0] * 5
        for level in chance.choices(LEVELS, weights if any(weights) else None, k=chance.randint(0, most)):
            row[level] += 1
        made.append(tuple(row))
    return made


@pytest.mark.parametrize("most", [3, 12, 25, 60])
@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_released_leaves_every_hidden_count_three_values(seed, most):
    chance = random.Random(f"{seed}/{most}")  # noqa: S311 - the same tables every time
    areas = [drawn(chance, chance.randint(1, 6), most) for _ in range(chance.randint(1, 5))]
    table = protect(areas)
    check_shown(table, areas)
    released = next((known for made, known in candidates(areas, bands_only=False) if made == table), None)
    for (tail, _head), values in found_by_the_attack(released).items() if released else ():
        least = min(LEAST_VALUES, sum(areas[tail[1]][tail[2]]) + 1) if tail[0] in {"yes", "no"} else LEAST_VALUES
        assert values >= least


def check_shown(table: Table, areas) -> None:
    """No count below five is printed, and every count printed is the true one."""
    true = [disclosure_control.total(communes) for communes in areas]
    for row, counts in [*zip(table.areas, true, strict=True), (table.whole, disclosure_control.total(true))]:
        if row is not None:
            merged = disclosure_control.merge_levels(counts, table.groups)
            assert all(cell is None or (cell == n and n >= 5) for cell, n in zip(row.cells, merged, strict=False))


@pytest.mark.parametrize("most", [12, 40, 80])
@pytest.mark.parametrize("seed", range(4))
def test_the_attacker_knows_all_that_is_printed_and_which_hidden_counts_are_below_five(seed, most):
    chance = random.Random(f"{seed}/{most}")  # noqa: S311 - the same tables every time
    areas = [drawn(chance, chance.randint(3, 5), most) for _ in range(3)]
    true = [disclosure_control.total(communes) for communes in areas]
    for table, known in candidates(areas, bands_only=False):
        if table.form != BAND:
            rows = [*zip(table.areas, known.areas, true, strict=True)]
            for row, bounds, counts in [*rows, (table.whole, known.whole, disclosure_control.total(true))]:
                merged = disclosure_control.merge_levels(counts, table.groups)
                shown = row.cells if row is not None else (None,) * len(merged)
                assert all(map(is_known_as_printed, shown, bounds, merged, [row is not None] * len(merged)))


def is_known_as_printed(cell, bound, true, in_table) -> bool:
    """A count shown is known, of a hidden one whether it is below five, of an area without a row nothing."""
    if cell is not None:
        return bound == (cell, cell) == (true, true)
    low, high = (0, 4) if true < 5 else (5, bound.high)
    return bound == (low, high) and true <= high if in_table else bound == Bounds()


@pytest.mark.parametrize("level", LEVELS)
def test_of_one_mind_everywhere_is_never_certain(level):
    row = tuple(25 if place == level else 0 for place in LEVELS)
    table = protect([[row] * 3, [row] * 3])
    assert table.form == BAND
    assert table.whole.band == (4 if level >= 3 else 0)
