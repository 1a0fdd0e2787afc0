"""student.py gives what scipy gives."""

from __future__ import annotations

import pytest
from scipy import stats

from portal.results.statistics.student import beta_below, beta_of_moments, beta_quantile, t_quantile


@pytest.mark.parametrize("degrees", [1, 2, 3, 7, 13, 28, 208, 1000])
def test_the_quantile_of_t(degrees):
    assert t_quantile(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0.5, 0.5), (1, 1), (2, 9), (17.2, 2.9), (300, 40)])
@pytest.mark.parametrize("chance", [0.001, 0.025, 0.5, 0.975])
def test_the_beta_s_chances_and_quantiles(a, b, chance):
    x = stats.beta.ppf(chance, a, b)
    assert beta_below(x, a, b) == pytest.approx(chance, abs=1e-9)
    assert beta_quantile(chance, a, b) == pytest.approx(x, abs=1e-9)


def test_below_nought_and_above_one_nothing_lies():
    assert (beta_below(0, 2, 3), beta_below(1, 2, 3), beta_below(-1, 2, 3)) == (0, 1, 0)


def test_the_beta_of_a_mean_and_a_variance_has_them():
    a, b = beta_of_moments(0.86, 0.002)
    assert (stats.beta.mean(a, b), stats.beta.var(a, b)) == (pytest.approx(0.86), pytest.approx(0.002))
