"""scoring.py: its intervals are those that statsmodels calculates by itself (Wilson 1927, Newcombe 1998)."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.results.scoring import LEVELS, Z, difference, score, wilson

if TYPE_CHECKING:
    from types import ModuleType

pytestmark = pytest.mark.once

ALPHA = 2 * NormalDist().cdf(-Z)
COUNTS = st.fixed_dictionaries(dict.fromkeys(LEVELS, st.integers(0, 4000))).filter(lambda counts: any(counts.values()))


@pytest.fixture(scope="module")
def proportion() -> ModuleType:
    from statsmodels.stats import proportion  # noqa: PLC0415 - a second and 150 MB for this file alone

    return proportion


@settings(max_examples=200, deadline=None)
@given(whole=st.integers(1, 20_000), share=st.floats(0, 1))
def test_wilsons_interval(proportion: ModuleType, whole: int, share: float) -> None:
    part = round(whole * share)
    told = proportion.proportion_confint(part, whole, ALPHA, "wilson")
    assert wilson(part, whole) == pytest.approx([100 * limit for limit in told], abs=1e-9)


@settings(max_examples=200, deadline=None)
@given(one=COUNTS, other=COUNTS)
def test_newcombes_interval_of_a_difference(proportion: ModuleType, one: dict[int, int], other: dict[int, int]) -> None:
    sides = [(counts[4] + counts[5], sum(counts.values())) for counts in (one, other)]
    told = proportion.confint_proportions_2indep(*sides[0], *sides[1], "newcomb", alpha=ALPHA)
    found = difference(score(one), score(other))
    assert found is not None
    assert found[1:] == pytest.approx([100 * limit for limit in told], abs=1e-9)
