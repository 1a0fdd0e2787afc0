"""How far a commune's share lies beyond chance: against the others alone, with floors, corrected where all differ."""

from __future__ import annotations

import pytest

from portal.results.statistics import outliers


@pytest.mark.parametrize(
    ("counted", "rate"),
    [
        ({"a": (1, 10)}, 0.0),
        ({"a": (1, 10), "b": (0, 0)}, 0.0),
        ({"a": (1, 10), "b": (3, 10)}, 0.3),
        ({"a": (1, 10), "b": (3, 10), "c": (2, 30)}, 0.125),
        ({"a": (9, 10), "b": (0, 1)}, 0.0),
    ],
)
def test_a_commune_is_held_against_all_the_others_together(counted, rate):
    assert outliers.rate_of_others(counted, "a") == pytest.approx(rate)


@pytest.mark.parametrize(
    ("x", "n", "rate", "found"),
    [
        (5, 10, 0.5, 0.0),
        (4, 10, 0.5, 0.0),
        (6, 10, 0.5, 0.3135),  # the chance of 6 or more is 0.377
        (2, 2, 0.5, 0.6745),  # a quarter
        (10, 10, 0.1, 6.3613),  # one in ten thousand million
        (3000, 3000, 0.01, 37.0471),  # the least chance that is told
    ],
)
def test_chance_is_told_as_deviations_and_nothing_up_to_the_mean(x, n, rate, found):
    assert outliers.deviations(x, n, rate) == pytest.approx(found, abs=0.0001)


def communes(above: int, ballots: int, share_above: float = 0.3) -> dict[str, tuple[int, int]]:
    """So many communes with more than the ten others, which have a fifth."""
    high = {f"high{number}": (int(ballots * share_above), ballots) for number in range(above)}
    return high | {f"low{number}": (ballots // 5, ballots) for number in range(10)}


@pytest.mark.parametrize(
    ("above", "ballots", "found"),
    [
        (10, 1000, 5.7188),  # 1,4826 × 3,857 deviations
        (9, 1000, 1.0),  # too few lie above
        (10, 30, 1.2941),  # 30 × 0,263 × 0,737 = 5,82 are to be expected
        (10, 20, 1.0),  # 3,72 are too few
    ],
)
def test_where_communes_differ_by_more_than_chance_the_middle_one_is_the_measure(above, ballots, found):
    counted = communes(above, ballots, 1 / 3 if ballots == 30 else 0.3)
    rates = {key: outliers.rate_of_others(counted, key) for key in counted}
    assert outliers.overdispersion(counted, rates) == pytest.approx(found, abs=0.0001)


def test_a_commune_without_ballots_is_left_out_and_the_others_have_share_rate_and_deviations():
    found = outliers.compare({"a": (6, 10), "b": (5, 10), "c": (0, 0), "d": (0, 0)})
    assert found.keys() == {"a", "b"}
    assert (found["a"].share, found["a"].others) == (0.6, 0.5)
    assert found["a"].deviations == pytest.approx(0.3135, abs=0.0001)
    assert (found["b"].share, found["b"].others, found["b"].deviations) == (0.5, 0.6, 0.0)


def test_what_no_other_commune_has_is_measured_against_a_hundredth():
    found = outliers.compare({"a": (1, 100), "b": (0, 100)})
    assert (found["a"].others, found["a"].deviations) == (0.0, 0.0)
    two = outliers.compare({"a": (3, 100), "b": (0, 100)})["a"]
    assert two.deviations == pytest.approx(outliers.deviations(3, 100, outliers.LEAST_RATE))


def test_all_deviations_are_so_much_smaller_where_all_differ():
    counted = communes(10, 1000)
    alone = outliers.deviations(300, 1000, 4700 / 19000)
    assert outliers.compare(counted)["high0"].deviations == pytest.approx(alone / 5.7188, abs=0.001)
