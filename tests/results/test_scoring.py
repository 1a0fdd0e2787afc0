"""What answer counts come to."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.results import scoring
from portal.results.scoring import pooled, score, unweighted, wilson

many = st.integers(0, 20_000)
counts = st.dictionaries(st.sampled_from([1, 2, 3, 4, 5, 9]), many)
answered = counts.filter(lambda c: any(c.get(k, 0) for k in scoring.LEVELS))


def test_the_vector_of_the_questionnaire() -> None:
    result = score({1: 2, 2: 3, 3: 10, 4: 25, 5: 10, 9: 4})
    assert (result.n, result.no_opinion) == (50, 4)
    assert result.top2 == 70.0
    assert result.mean == 3.76
    assert result.index == 75.2
    assert result.index0 == 69.0
    assert result.low == pytest.approx(56.25, abs=0.005)
    assert result.high == pytest.approx(80.90, abs=0.005)


@pytest.mark.parametrize("nothing", [{}, {9: 12}, {1: 0, 5: 0}])
def test_without_an_opinion_there_is_no_figure(nothing: dict[int, int]) -> None:
    result = score(nothing)
    assert result.n == 0
    figures = (result.top2, result.mean, result.index, result.index0, result.low, result.high)
    assert set(figures) == {None}


def test_a_missing_code_counts_nought() -> None:
    assert score({5: 3}) == score({1: 0, 2: 0, 3: 0, 4: 0, 5: 3, 9: 0})


@pytest.mark.parametrize("wrong", [{0: 1}, {6: 1}, {5: 2, 8: 0}, {-1: 1}])
def test_another_code_is_refused(wrong: dict[int, int]) -> None:
    with pytest.raises(ValueError, match="not an answer code"):
        score(wrong)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        score({5: -1})


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 20, 0.0, 16.11),
        (20, 20, 83.89, 100.0),
        (1, 1, 20.65, 100.0),
        (5, 10, 23.66, 76.34),
        (840, 1000, 81.60, 86.14),
    ],
)
def test_the_interval_stays_within_nought_and_a_hundred(part: int, whole: int, low: float, high: float) -> None:
    assert wilson(part, whole) == pytest.approx((low, high), abs=0.005)


@given(answered)
def test_the_interval_holds_the_share_and_every_figure_its_range(answers: dict[int, int]) -> None:
    result = score(answers)
    assert result.top2 is not None
    assert result.low is not None
    assert result.high is not None
    assert result.mean is not None
    assert result.index is not None
    assert result.index0 is not None
    assert 0 <= result.low <= result.top2 <= result.high <= 100
    assert 1 <= result.mean <= 5
    assert 20 <= result.index <= 100
    assert 0 <= result.index0 <= 100
    assert math.isclose(result.index, result.mean * 20)


@given(answered, many)
def test_no_opinion_changes_no_figure(answers: dict[int, int], silent: int) -> None:
    before, after = score(answers), score({**answers, 9: silent})
    assert (before.n, before.top2, before.mean, before.low) == (after.n, after.top2, after.mean, after.low)


@given(answered, st.integers(2, 9))
def test_the_same_shares_from_more_people_give_a_narrower_interval(answers: dict[int, int], times: int) -> None:
    once, often = score(answers), score({code: times * n for code, n in answers.items()})
    assert once.top2 == pytest.approx(often.top2)
    assert once.low is not None
    assert often.low is not None
    assert once.high is not None
    assert often.high is not None
    assert often.high - often.low < once.high - once.low


@given(st.lists(counts))
def test_pooling_lets_each_answer_count_once(parts: list[dict[int, int]]) -> None:
    whole = pooled(parts)
    assert score(whole).n == sum(score(part).n for part in parts)
    assert score(whole).no_opinion == sum(part.get(9, 0) for part in parts)


def test_pooled_and_unweighted_differ_when_units_differ_in_size() -> None:
    small, large = {5: 10}, {1: 45, 5: 45}
    assert score(pooled([small, large])).top2 == 55.0
    assert unweighted([score(small).top2, score(large).top2]) == 75.0
    assert unweighted([None, 40.0]) == 40.0
    assert unweighted([]) is None


@pytest.mark.parametrize(("method", "value"), [("top2", 70.0), ("mean5", 75.2), ("mean0", 69.0)])
def test_the_round_chooses_what_its_index_is(method: scoring.Method, value: float) -> None:
    assert score({1: 2, 2: 3, 3: 10, 4: 25, 5: 10}).value(method) == value


@pytest.mark.parametrize(("counts", "satisfied"), [({}, 0), ({1: 90}, 0), ({1: 60, 4: 31, 5: 9}, 40), ({5: 7}, 7)])
def test_how_many_are_satisfied_follows_from_the_share(counts: dict[int, int], satisfied: int) -> None:
    assert score(counts).satisfied == satisfied
