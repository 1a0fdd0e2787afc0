"""half_steps.py and mean_attack.py: means in half steps pin no count, alone or beside a table of counts."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from portal.results.disclosure import disclosure_control, half_steps, mean_attack
from portal.results.disclosure.disclosure_auditor import Bounds, ReleasedFigures
from portal.results.disclosure.disclosure_control import MEAN, candidates, commune_band, mean_of, protect, total
from tests.results.disclosure.test_disclosure_control import check_shown, drawn, tables_of


@pytest.mark.parametrize(
    ("counts", "place"),
    [
        ((20, 0, 0, 0, 0), 3),
        ((5, 15, 0, 0, 0), 4),
        ((6, 14, 0, 0, 0), 3),
        ((0, 0, 20, 0, 0), 6),
        ((0, 0, 0, 15, 5), 9),
        ((0, 0, 0, 16, 4), 8),
        ((0, 0, 0, 0, 20), 9),
        ((0, 0, 0, 0, 19), None),
    ],
)
def test_a_commune_has_its_mean_in_capped_half_steps_from_twenty_opinions_on(counts, place):
    assert commune_band(counts, MEAN) == place


@pytest.mark.parametrize("n", range(20, 41))
def test_a_mean_alone_leaves_every_count_four_values_and_proves_no_unanimity(n):
    for place in range(half_steps.LOWEST, half_steps.HIGHEST + 1):
        known = half_steps.sums(place, n)
        sums = [at for at in range(n, 5 * n + 1) if min(max(int(Fraction(2 * at, n) + Fraction(1, 2)), 3), 9) == place]
        assert (known.low, known.high) == (sums[0], sums[-1])
        for level in range(1, 6):
            possible = [
                k for k in range(n + 1) if k * level + (n - k) <= known.high and k * level + 5 * (n - k) >= known.low
            ]
            assert len(possible) >= 4
            assert set(possible) != {n}


def test_the_ends_of_a_box_are_those_of_every_table_in_it():
    lows, highs, n = (0, 1, 0, 2, 1), (2, 1, 3, 4, 2), 7
    sums = [
        half_steps.sum_of(one)
        for one in tables_of(n)
        if all(low <= k <= high for low, k, high in zip(lows, one, highs, strict=True))
    ]
    assert (half_steps.least(lows, highs, n), half_steps.most(lows, highs, n)) == (min(sums), max(sums))


@pytest.mark.parametrize("seed", range(4))
def test_every_table_the_attack_moves_to_agrees_with_all_that_is_released(seed, monkeypatch):
    chance = random.Random(seed)  # noqa: S311 - the same tables every time
    areas = [drawn(chance, 4, 40) for _ in range(3)]
    table, released = next(candidates(areas, bands_only=False, measure=MEAN))
    seen = []
    move = mean_attack.moved

    def noted(*args):
        seen.append(move(*args))
        return seen[-1]

    monkeypatch.setattr(mean_attack, "moved", noted)
    mean_attack.is_safe(released)
    assert seen
    assert any(one.communes != areas for one in seen)
    for one in seen:
        agrees(one.communes, areas, table)


def agrees(found, areas, table) -> None:
    """The same sizes, the same released means, the same counts shown, and every hidden count below five still so."""
    for communes, true in zip(found, areas, strict=True):
        assert [sum(counts) for counts in communes] == [sum(counts) for counts in true]
        assert [commune_band(tuple(counts), MEAN) for counts in communes] == [commune_band(c, MEAN) for c in true]
    for row, communes in [*zip(table.areas, found, strict=True), (table.whole, [c for area in found for c in area])]:
        if row is not None:
            merged = disclosure_control.merge_levels(total(communes), table.groups)
            assert all(cell in {None, n} for cell, n in zip(row.cells, merged, strict=True))


def test_a_mean_that_would_give_counts_away_is_taken_for_unsafe():
    """Three communes whose means leave next to nothing, and the district's counts: what is left can be worked out."""
    areas = [[(20, 0, 0, 0, 0), (0, 0, 0, 0, 20), (20, 0, 0, 0, 0)]]
    exact = disclosure_control.SuppressedTable(disclosure_control.FIVE, areas)
    shown = [Bounds(n, n) for n in exact.sums]
    released = disclosure_control.beside_means(ReleasedFigures(disclosure_control.FIVE, areas, (), [shown], shown))
    assert not mean_attack.is_safe(released)


@pytest.mark.parametrize(("seed", "most"), [(0, 12), (1, 25), (2, 60), (3, 60)])
def test_whatever_is_released_beside_means_prints_no_small_count(seed, most):
    chance = random.Random(f"{seed}/{most}")  # noqa: S311 - the same tables every time
    areas = [drawn(chance, chance.randint(1, 5), most) for _ in range(chance.randint(1, 4))]
    check_shown(protect(areas, measure=MEAN), areas)


@pytest.mark.parametrize("level", range(5))
def test_of_one_mind_everywhere_is_never_certain(level):
    row = tuple(25 if place == level else 0 for place in range(5))
    table = protect([[row] * 3, [row] * 3], measure=MEAN)
    assert table.form in {MEAN, disclosure_control.NOTHING}
    if table.form == MEAN:
        known = mean_of(total([row] * 3))
        assert known.low < 75 * (level + 1) or known.high > 75 * (level + 1)


def test_districts_have_counts_beside_their_communes_means():
    areas = [[(6, 8, 12, 30, 20)] * 3, [(5, 9, 11, 32, 18)] * 4]
    assert protect(areas, measure=MEAN).form == "five"
