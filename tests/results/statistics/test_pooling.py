"""pooling.py against scipy's beta-binomial on a fine grid of its own, and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from portal.results.statistics import pooling
from portal.results.statistics.pooling import pool

pytestmark = pytest.mark.once

FROZEN = {
    "A": {1: (14, 15), 2: (20, 21), 3: (5, 8), 4: (30, 33), 5: (44, 60), 6: (25, 25), 7: (17, 24)},
    "B": {11: (9, 15), 12: (33, 40), 13: (60, 66), 14: (12, 20), 15: (18, 30), 16: (70, 80)},
    "C": {21: (50, 52), 22: (28, 31), 23: (19, 20), 24: (88, 99), 25: (40, 45)},
}


def posterior_by_scipy(districts):
    """Each commune's posterior over its share, by levels a thousand times finer: mean, tail from 70 %, deviation."""
    every = [one for communes in districts.values() for one in communes.values()]
    level = sum(x for x, _n in every) / sum(n for _x, n in every)
    logits = np.linspace(-3, 6, 1501)
    shares = expit(logits)
    prior = shares * (1 - shares)  # flat in the share
    evidence, inside = [], []
    for spread in pooling.SPREADS:
        size = 1 / (spread**2 * level * (1 - level))
        total, parts = 0.0, {}
        for name, communes in districts.items():
            logs = sum(stats.betabinom.logpmf(x, n, shares * size, (1 - shares) * size) for x, n in communes.values())
            likelihood = np.exp(logs - logs.max()) * prior
            total += logs.max() + np.log(likelihood.sum())
            weights = likelihood / likelihood.sum()
            for key, (x, n) in communes.items():
                a, b = shares * size + x, (1 - shares) * size + n - x
                square = a * (a + 1) / ((a + b) * (a + b + 1))
                parts[key] = (weights @ (a / (a + b)), weights @ stats.beta.sf(0.7, a, b), weights @ square)
            del name
        evidence.append(total + np.log(2 * spread) - 0.5 * (spread / pooling.SPREAD_SCALE) ** 2)  # flat on the square
        inside.append(parts)
    weights = np.exp(np.array(evidence) - max(evidence)) * pooling.widths(pooling.SPREADS)
    weights /= weights.sum()
    told = {}
    for key in (key for communes in districts.values() for key in communes):
        mean, tail, square = (weights @ [parts[key][place] for parts in inside] for place in range(3))
        told[key] = mean, tail, (square - mean**2) ** 0.5
    return told


def test_the_likelihood_is_that_of_the_beta_binomial():
    for (x, n), a, b in [((14, 15), 8.6, 1.4), ((0, 9), 0.5, 3), ((60, 60), 120, 20)]:
        told = stats.betabinom.logpmf(x, n, a, b) - np.log(stats.binom.pmf(x, n, 0.5) * 2.0**n)
        assert pooling.log_likelihood((x, n), a, b) == pytest.approx(told, abs=1e-6)


def test_shares_and_chances_are_those_of_a_grid_a_thousand_times_finer():
    told, found = posterior_by_scipy(FROZEN), pool(FROZEN)
    for key, (mean, tail, deviation) in told.items():
        assert found[key].share == pytest.approx(100 * mean, abs=0.05), key
        assert stats.beta.std(found[key].a, found[key].b) == pytest.approx(deviation, abs=0.0001), key
        assert found[key].chance_from(70) == pytest.approx(100 * tail, abs=1.5), key


def test_a_small_commune_is_drawn_to_its_district_and_a_large_one_keeps_its_share():
    districts = {"A": dict.fromkeys(range(12), (43, 50)) | {90: (10, 20), 91: (1000, 2000)}}
    found = pool(districts)
    assert 50 < found[90].share < 86
    assert found[91].share == pytest.approx(50, abs=1)


def test_intervals_hold_the_estimate_and_narrow_with_more_ballots():
    found = pool({"A": dict.fromkeys(range(5), (8, 10)) | {7: (800, 1000)}})
    low, high = found[0].interval
    assert 0 < low < found[0].share < high < 100
    assert found[7].interval[1] - found[7].interval[0] < high - low


@pytest.mark.parametrize(
    "districts",
    [{}, {"A": {}}, {"A": {1: (0, 0)}}, {"A": {1: (20, 20)}}, {"A": {1: (0, 20)}, "B": {2: (1, 1)}}],
    ids=["none", "no commune", "no opinion", "one, all satisfied", "one, none satisfied"],
)
def test_no_figures_stop_it(districts):
    found = pool(districts)
    assert set(found) == {key for communes in districts.values() for key, (_x, n) in communes.items() if n}
    assert all(0 <= one.share <= 100 and 0 <= one.chance_from(70) <= 100 for one in found.values())
    assert all(one.interval[0] <= one.interval[1] for one in found.values())
