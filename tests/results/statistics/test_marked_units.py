"""Communes that differ from all the others: against scipy's own tests, and at the edges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.results.scoring import wilson
from portal.results.statistics import marked_units
from portal.results.statistics.marked_units import HIGHER, LOWER, UNDECIDED, SeveralMatters

if TYPE_CHECKING:
    from types import ModuleType

WHOLE = (10375, 12050)


@pytest.fixture(scope="module")
def stats() -> ModuleType:
    from scipy import stats  # noqa: PLC0415 - most of a second, in every process that collects this file

    return stats


@pytest.mark.parametrize("share", [(0, 20), (20, 20), (44, 53), (30, 53), (25, 25), (17, 20), (900, 1000), (0, 1)])
def test_the_chance_is_that_of_fisher_s_test(stats, share):
    (x, n), (every, ballots) = share, WHOLE
    told = stats.fisher_exact([[x, n - x], [every - x, ballots - every - n + x]]).pvalue
    assert marked_units.chance_of(share, WHOLE) == pytest.approx(told, rel=1e-6)


@pytest.mark.parametrize("whole", [(0, 40), (40, 40), (30, 40)])
def test_where_all_are_alike_or_one_commune_is_all_nothing_is_rare(whole):
    part = (min(whole[0], 20), 20)
    assert 0 < marked_units.chance_of(part, whole) <= 1
    assert marked_units.chance_of(whole, whole) == pytest.approx(1)


@pytest.mark.parametrize("chances", [[0.001, 0.02, 0.03, 0.9], [0.04, 0.045, 0.05], [0.9, 0.5], [0.01], []])
def test_the_correction_is_that_of_benjamini_and_hochberg(stats, chances):
    corrected = stats.false_discovery_control(chances) if chances else []
    told = {key for key, value in enumerate(corrected) if value <= 0.05}
    assert marked_units.discoveries(dict(enumerate(chances)), len(chances)) == told


@pytest.mark.parametrize("n", [20, 21, 37, 60, 400])
@pytest.mark.parametrize("every", [300, 6000, 10375, 11900])
def test_what_lies_within_one_deviation_is_never_rare_enough_to_be_marked(n, every):
    whole = (every, 12050)
    near = [x for x in range(n + 1) if not marked_units.is_far((x, n), whole)]
    assert near
    assert all(marked_units.chance_of((x, n), whole) > marked_units.FALSE_MARKS for x in near)


def test_each_commune_stands_low_high_or_undecided():
    counted = {1: (20, 60), 2: (600, 600), 3: (52, 60), 4: (18, 20)}
    marks = marked_units.mark(counted, WHOLE)
    assert marks.standing == {1: LOWER, 2: HIGHER, 3: UNDECIDED, 4: UNDECIDED}
    assert [marks.count(one) for one in (LOWER, UNDECIDED, HIGHER)] == [1, 2, 1]


def test_without_communes_there_is_nothing_to_tell():
    marks = marked_units.mark({}, (0, 0))
    assert (marks.standing, marks.uncorrected) == ({}, marked_units.Uncorrected(0, 0, 0, 0))


@pytest.mark.parametrize("n", [20, 23, 24, 40, 150])
def test_the_uncorrected_ends_are_those_of_the_interval(stats, n):
    rate = WHOLE[0] / WHOLE[1]
    low, high = marked_units.ends_of(n, rate)
    below = [x for x in range(n + 1) if wilson(x, n)[1] < 100 * rate]
    above = [x for x in range(n + 1) if wilson(x, n)[0] > 100 * rate]
    assert low == max(below, default=-1)
    assert high == min(above, default=n + 1)
    assert (n < 24) == (not above), "of fewer than 24 even all satisfied tell nothing"
    told = stats.binom.cdf(low, n, rate), stats.binom.sf(high - 1, n, rate)
    assert marked_units.tails(n, rate, low, high) == pytest.approx(told, rel=1e-6)


def test_what_chance_makes_stands_beside_the_uncorrected_counts(stats):
    counted, rate = dict.fromkeys(range(100), (52, 60)), WHOLE[0] / WHOLE[1]
    one = marked_units.uncorrected(counted, WHOLE)
    assert (one.lower, one.higher) == (0, 0)
    low, high = marked_units.ends_of(60, rate)
    told = 100 * stats.binom.cdf(low, 60, rate), 100 * stats.binom.sf(high - 1, 60, rate)
    assert (one.lower_by_chance, one.higher_by_chance) == pytest.approx(told, rel=1e-6)


def test_below_24_ballots_a_commune_can_never_be_higher_at_the_province_s_level():
    assert marked_units.least_to_be_higher(*WHOLE) == 24
    assert wilson(23, 23)[0] < 100 * WHOLE[0] / WHOLE[1] < wilson(24, 24)[0]
    assert marked_units.least_to_be_higher(40, 40) is None


def test_the_counts_of_the_marks_add_up():
    counted = {1: (20, 60), 2: (600, 600), 3: (52, 60), 4: (18, 20)}
    found = marked_units.count_marks(marked_units.mark(counted, WHOLE), WHOLE)
    assert (found.compared, found.lower, found.undecided, found.higher) == (4, 1, 2, 1)
    assert marked_units.count_marks(marked_units.mark({}, (0, 0)), (0, 0)) is None


def test_communes_low_in_several_matters_are_counted_with_all_comparisons_corrected_together(stats):
    low, usual, high = (20, 60), (52, 60), (60, 60)
    matters = [
        ({1: low, 2: low, 3: usual, 4: usual}, WHOLE),
        ({1: low, 2: usual, 3: high, 4: (10, 25), 5: high}, WHOLE),
        ({1: usual, 2: high, 3: high, 5: high}, WHOLE),
    ]
    shares = [(key, share) for counted, _whole in matters for key, share in counted.items()]
    corrected = stats.false_discovery_control([marked_units.chance_of(share, WHOLE) for _key, share in shares])
    marked = [key for (key, share), p in zip(shares, corrected, strict=True) if p <= 0.05 and share in {low, (10, 25)}]
    assert sorted(marked) == [1, 1, 2, 4]
    assert marked_units.count_several(matters) == SeveralMatters(matters=3, compared=5, lower=1)


@pytest.mark.parametrize("matters", [[], [({}, (0, 0))], [({1: (20, 60)}, WHOLE)]], ids=["none", "empty", "one matter"])
def test_of_less_than_two_matters_nothing_is_counted(matters):
    assert marked_units.count_several(matters) is None
