"""weighting.py and round_changes.py against statsmodels on frozen data sets, and at the edges."""

from __future__ import annotations

import random
from itertools import chain

import numpy as np
import pytest

from portal.results.statistics import round_changes, weighting
from portal.results.statistics.round_changes import Pair, compare_rounds
from portal.results.statistics.weighting import CommuneCounts, Stratum, estimate, estimate_areas

pytestmark = pytest.mark.once

FROZEN = {
    "small district": [Stratum(11, 15, 2.5), Stratum(20, 21, 1.0), Stratum(3, 8, 4.2), Stratum(30, 33, 1.9)],
    "equal weights": [Stratum(44, 53), Stratum(25, 30), Stratum(61, 62), Stratum(7, 18), Stratum(80, 99)],
    "two communes": [Stratum(9, 12, 1.5), Stratum(40, 44, 0.4)],
}


def drawn(seed: int, communes: int) -> list[Stratum]:
    """Communes of a province, drawn once and for all by their seed."""
    draw = random.Random(seed)  # noqa: S311 - frozen figures of a test, no secret
    sizes = [draw.randrange(8, 120) for _commune in range(communes)]
    return [Stratum(sum(draw.random() < 0.86 for _ballot in range(n)), n, draw.uniform(0.7, 6)) for n in sizes]


SETS = {**FROZEN, "district": drawn(7, 21), "province": drawn(198, 209)}


def ballots(strata: list[Stratum]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One row a ballot: satisfied or not, its weight, its commune."""
    rows = [
        (float(number < one.satisfied), one.weight, place)
        for place, one in enumerate(strata)
        for number in range(one.opinions)
    ]
    satisfied, weights, communes = zip(*rows, strict=True)
    return np.array(satisfied), np.array(weights), np.array(communes)


@pytest.mark.parametrize("name", SETS)
def test_the_share_and_communes_as_draws_are_those_of_a_weighted_regression(name):
    import statsmodels.api as sm  # noqa: PLC0415 - a second and 150 MB for this file alone

    satisfied, weights, communes = ballots(SETS[name])
    fit = sm.WLS(satisfied, np.ones(len(satisfied)), weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": communes}, use_t=True
    )
    found = estimate(SETS[name])
    assert found.share == pytest.approx(100 * fit.params[0], abs=1e-6)
    low, high = fit.conf_int()[0]
    assert found.again == pytest.approx((max(0, 100 * low), min(100, 100 * high)), abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_communes_as_strata_are_those_of_a_regression_on_communes(name):
    import statsmodels.api as sm  # noqa: PLC0415

    strata = SETS[name]
    satisfied, _weights, communes = ballots(strata)
    fit = sm.OLS(satisfied, (communes[:, None] == np.arange(len(strata))) * 1.0).fit(cov_type="HC2")
    sizes = np.array([one.weight * one.opinions for one in strata])
    combined = fit.t_test(sizes / sizes.sum())
    reach = weighting.Z * float(combined.sd.item())
    share = float(combined.effect.item())
    found = estimate(strata)
    assert found.share == pytest.approx(100 * share, abs=1e-6)
    ends = max(0, 100 * (share - reach)), min(100, 100 * (share + reach))
    assert found.within == pytest.approx(ends, abs=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_the_design_effect_is_what_the_variance_of_a_weighted_mean_grows_by(name):
    from statsmodels.stats.weightstats import DescrStatsW  # noqa: PLC0415

    _satisfied, weights, _communes = ballots(SETS[name])
    told = 1 + DescrStatsW(weights).var / DescrStatsW(weights).mean ** 2
    assert weighting.design_effect(SETS[name]) == pytest.approx(told, abs=1e-6)


def test_the_difference_of_two_rounds_is_that_of_stacked_regressions():
    import statsmodels.api as sm  # noqa: PLC0415

    rounds = [[one._replace(weight=1.0) for one in drawn(seed, 60)] for seed in (3, 4)]
    (before, _w1, first), (after, _w2, second) = (ballots(one) for one in rounds)
    later = np.concatenate([np.zeros(len(before)), np.ones(len(after))])
    design = np.column_stack([np.ones(len(later)), later])
    fit = sm.OLS(np.concatenate([before, after]), design).fit(
        cov_type="cluster", cov_kwds={"groups": np.concatenate([first, second]), "use_correction": False}, use_t=True
    )
    found = compare_rounds([Pair(*pair) for pair in zip(*rounds, strict=True)])
    reach = round_changes.t_quantile(59) * fit.bse[1] * (60 / 59) ** 0.5
    assert found.difference == pytest.approx(100 * fit.params[1], abs=1e-6)
    assert found.again == pytest.approx((100 * (fit.params[1] - reach), 100 * (fit.params[1] + reach)), abs=1e-6)
    one, other = (estimate(part) for part in rounds)
    reach_within = sum(((part.within[1] - part.within[0]) / 2) ** 2 for part in (one, other)) ** 0.5
    assert (found.within[1] - found.within[0]) / 2 == pytest.approx(reach_within, abs=1e-9)


def test_a_ballot_counts_visits_by_ballots_and_five_times_the_median_at_most():
    area = [CommuneCounts(8, 10, 40, 20), CommuneCounts(9, 10, 40, 20), CommuneCounts(1, 10, 900, 20)]
    whole, only = estimate_areas([area])
    assert whole == only
    assert (whole.communes, whole.left_out, whole.trimmed) == (3, 0, 1)
    assert whole.plain.share == pytest.approx(100 * 18 / 30)
    assert whole.untrimmed == pytest.approx(100 * (2 * 8 + 2 * 9 + 45 * 1) / (20 + 20 + 450))
    assert whole.weighted.share == pytest.approx(100 * (2 * 8 + 2 * 9 + 10 * 1) / (20 + 20 + 100))


@pytest.mark.parametrize(
    "commune",
    [CommuneCounts(5, 9, None, 9), CommuneCounts(5, 9, 0, 9), CommuneCounts(5, 9, 30, 0), CommuneCounts(5, 9)],
)
def test_a_commune_without_visits_is_left_out_and_counted(commune):
    [whole, _area] = estimate_areas([[CommuneCounts(8, 10, 20, 10), commune]])
    assert (whole.communes, whole.left_out, whole.opinions) == (1, 1, 19)
    assert whole.weighted.share == pytest.approx(80)
    assert whole.plain.share == pytest.approx(100 * 13 / 19)


def test_a_commune_has_the_same_weight_in_its_district_and_in_the_province():
    heavy = [CommuneCounts(1, 10, 900, 20), CommuneCounts(2, 10, 900, 20)]
    whole, light, cut = estimate_areas([[CommuneCounts(8, 10, 40, 20)] * 5, heavy])
    assert (whole.trimmed, light.trimmed, cut.trimmed) == (2, 0, 2)


def test_without_opinions_nothing_is_said():
    nothing = estimate_areas([[CommuneCounts(0, 0, 30, 0)], []])
    assert nothing == (weighting.AreaEstimate(),) * 3


@pytest.mark.parametrize("strata", [[Stratum(20, 20)], [Stratum(20, 20), Stratum(30, 30, 2.0)], [Stratum(1, 1)]])
def test_where_all_are_of_one_mind_no_interval_pretends_to_be_exact(strata):
    found = estimate(strata)
    assert (found.share, found.within, found.again) == (pytest.approx(100), None, None)


def test_a_single_ballot_of_a_commune_has_the_spread_of_all():
    found, share = estimate([Stratum(1, 1), Stratum(5, 9)]), 0.6
    variance = 0.1**2 * share * (1 - share) + 0.9**2 * (5 / 9) * (4 / 9) / 8
    assert (found.within[1] - found.within[0]) / 200 == pytest.approx(weighting.Z * variance**0.5)


@pytest.mark.parametrize("weights", [(1, 1, 1), (3, 1, 0.2), (5, 5, 5)])
def test_intervals_hold_the_share_and_lie_within_0_and_100(weights):
    shares = ((1, 30), (29, 30), (30, 30))
    found = estimate([Stratum(x, n, w) for (x, n), w in zip(shares, weights, strict=True)])
    ends = list(chain(found.within, found.again))
    assert all(0 <= end <= 100 for end in ends)
    assert found.within[0] <= found.share <= found.within[1]
    assert found.again[0] <= found.share <= found.again[1]


def test_sums_add_up():
    strata = SETS["district"]
    parts = weighting.sums_of(strata[:9]).plus(weighting.sums_of(strata[9:]))
    assert weighting.of_sums(parts).share == pytest.approx(estimate(strata).share)


@pytest.mark.parametrize(
    ("after", "verdict"), [(0.86, round_changes.UNDECIDED), (0.99, round_changes.HIGHER), (0.4, round_changes.LOWER)]
)
def test_higher_or_lower_is_said_only_where_the_wider_interval_leaves_nought_out(after, verdict):
    before = [one._replace(weight=1.0) for one in drawn(5, 40)]
    later = [Stratum(round(one.opinions * after) - (place % 2), one.opinions) for place, one in enumerate(before)]
    assert compare_rounds([Pair(*pair) for pair in zip(before, later, strict=True)]).verdict == verdict


def test_a_single_commune_or_none_concludes_nothing():
    assert compare_rounds([]) is None
    assert compare_rounds([Pair(Stratum(1, 90), Stratum(90, 90))]).verdict == round_changes.UNDECIDED


@pytest.mark.parametrize(
    ("within", "again", "verdict"),
    [
        ((1, 3), (0.1, 4), round_changes.HIGHER),
        ((-0.1, 3), (0.1, 4), round_changes.UNDECIDED),
        ((1, 3), (-0.1, 4), round_changes.UNDECIDED),
        ((-3, 0.5), (-4, -0.1), round_changes.UNDECIDED),
        ((-3, -0.1), (-4, 0.5), round_changes.UNDECIDED),
        ((-3, -0.1), (-4, -0.1), round_changes.LOWER),
        (None, (0.1, 4), round_changes.HIGHER),
        ((1, 3), None, round_changes.UNDECIDED),
        (None, None, round_changes.UNDECIDED),
    ],
)
def test_the_wider_end_of_two_intervals_decides(within, again, verdict):
    assert round_changes.RoundChange(9, 90, 80.0, 90, 81.0, within, again).verdict == verdict
