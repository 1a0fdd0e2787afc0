"""grouping.py, breakdowns.py and the intervals of scoring.py: what may be told apart, and what is hidden."""

from __future__ import annotations

from itertools import combinations
from math import comb
from random import Random

import pytest

from portal.results.scoring import corrected, difference, score, wilson
from portal.results.statistics.basis import Item
from portal.results.statistics.breakdowns import breakdown, compare_sides, visible_codes
from portal.results.statistics.grouping import Band, band_in_words, band_of

PLACE = Item("D6", "Nơi trả lời", ((1, "Tại bộ phận một cửa"), (2, "Ở nhà hoặc nơi khác"), (9, "Không trả lời")))
VECTOR = score({1: 2, 2: 3, 3: 10, 4: 25, 5: 10, 9: 4})


# --- intervals


@pytest.mark.parametrize(
    ("part", "whole", "visits", "low", "high"),
    [
        (35, 50, 100, 60.36, 78.14),
        (35, 50, 400, 57.15, 80.32),
        (35, 50, 1_000_000, 56.25, 80.90),
        (35, 50, 50, 70.00, 70.00),
        (20, 20, 40, 91.03, 100.00),
        (0, 10, 20, 0.00, 16.82),
    ],
)
def test_the_more_of_those_who_came_answered_the_narrower_the_interval(part, whole, visits, low, high):
    assert tuple(round(end, 2) for end in corrected(part, whole, visits)) == (low, high)


@pytest.mark.parametrize(("whole", "visits"), [(50, 49), (50, None), (0, 10)])
def test_without_visits_or_with_more_answers_than_visits_nothing_is_corrected(whole, visits):
    assert corrected(0, whole, visits) is None


@pytest.mark.parametrize(("whole", "visits"), [(10, 20), (10, 400), (20, 30), (20, 100), (60, 80), (60, 400)])
def test_the_corrected_interval_holds_the_truth_about_95_times_in_a_hundred(whole, visits):
    """Exactly, over every possible crowd of that size with a share from 10 to 90 per cent."""
    covered = [coverage(happy, whole, visits) for happy in range(-(-visits // 10), visits * 9 // 10 + 1)]
    assert 0.93 <= sum(covered) / len(covered) <= 0.97


def coverage(happy: int, whole: int, visits: int) -> float:
    truth, total = 100 * happy / visits, 0.0
    for part in range(max(0, whole - visits + happy), min(whole, happy) + 1):
        low, high = corrected(part, whole, visits)
        if low - 1e-9 <= truth <= high + 1e-9:
            total += comb(happy, part) * comb(visits - happy, whole - part) / comb(visits, whole)
    return total


def test_two_shares_are_apart_where_the_interval_of_their_difference_leaves_nought_out():
    """Newcombe's own example: 56/70 against 48/80."""
    apart, low, high = difference(score({5: 56, 1: 14}), score({5: 48, 1: 32}))
    assert (round(apart, 2), round(low, 2), round(high, 2)) == (20.0, 5.24, 33.39)
    assert difference(score({}), VECTOR) is None


# --- bands


@pytest.mark.parametrize(
    ("counts", "band", "words"),
    [
        ({5: 950, 1: 50}, Band(0, 0), "từ 90% trở lên"),
        ({5: 90, 1: 10}, Band(0, 1), "từ 80% trở lên"),
        ({5: 850, 1: 150}, Band(1, 1), "từ 80% đến dưới 90%"),
        ({5: 35, 1: 15}, Band(1, 3), "dưới 90%"),
        ({5: 300, 1: 300}, Band(3, 3), "dưới 70%"),
        ({5: 16, 1: 4}, Band(0, 3), "chưa đủ căn cứ xếp nhóm"),
    ],
)
def test_a_band_is_all_groups_that_the_interval_reaches(counts, band, words):
    assert band_of(score(counts)) == band
    assert band_in_words(band) == words


def test_without_a_figure_there_is_no_band():
    assert band_of(score({9: 7})) is None


def share_a_group(one: Band, other: Band) -> bool:
    return one.best <= other.worst and other.best <= one.worst


def test_communes_that_cannot_be_told_apart_always_share_a_band():
    random = Random(7)  # noqa: S311 - cases, no secret
    scores = {
        str(n): score({5: random.randrange(1, size), 1: 5}) for n in range(60) if (size := random.randrange(2, 300))
    }
    found = {key: band_of(one) for key, one in scores.items()}
    for one, other in combinations(scores, 2):
        overlap = scores[one].low <= scores[other].high and scores[other].low <= scores[one].high
        assert share_a_group(found[one], found[other]) or not overlap


def test_two_identical_communes_share_a_band_in_95_of_100_runs():
    random, together, runs = Random(11), 0, 400  # noqa: S311 - cases, no secret
    for _run in range(runs):
        pair = [sum(random.random() < 0.85 for _one in range(60)) for _commune in range(2)]
        first, second = (band_of(score({5: good, 1: 60 - good})) for good in pair)
        together += share_a_group(first, second)
    assert together >= 0.95 * runs


# --- by what people told


@pytest.mark.parametrize(
    ("bases", "kept"),
    [
        ({1: 40, 2: 30, 9: 10}, {1, 2, 9}),
        ({1: 40, 2: 30, 9: 9}, {1}),
        ({1: 40, 2: 30, 3: 5, 9: 6}, {1, 2}),
        ({1: 40, 2: 30, 3: 5, 9: 5}, {1, 2}),
        ({1: 40, 2: 30, 3: 3, 9: 4}, {1}),
        ({1: 40, 2: 30, 9: 0}, {1, 2}),
        ({1: 40, 9: 3}, set()),
        ({1: 40, 2: 3, 9: 0}, set()),
        ({1: 4, 2: 5, 9: 0}, set()),
        ({}, set()),
    ],
)
def test_thin_rows_are_hidden_and_cannot_be_worked_out(bases, kept):
    assert visible_codes(bases) == kept


def test_what_is_hidden_comes_to_ten_opinions_of_two_rows_at_least_or_to_nothing_known():
    random = Random(3)  # noqa: S311 - cases, no secret
    for _case in range(300):
        bases = {code: random.choice((0, 1, 3, 8, 9, 10, 12, 30, 200)) for code in range(random.randrange(1, 8))}
        hidden = [n for code, n in bases.items() if n and code not in visible_codes(bases)]
        assert not hidden or (len(hidden) > 1 and sum(hidden) >= 10) or not visible_codes(bases)


def test_a_breakdown_has_a_row_an_answer_in_the_form_s_order():
    found = breakdown(PLACE, {1: {5: 30, 1: 10, 9: 5}, 2: {4: 20}, 9: {3: 10}})
    assert [(one.label, one.ballots, one.score.n, one.score.top2) for one in found] == [
        ("Tại bộ phận một cửa", 45, 40, 75.0),
        ("Ở nhà hoặc nơi khác", 20, 20, 100.0),
        ("Không trả lời", 10, 10, 0.0),
    ]


def test_two_sides_are_compared_with_care():
    crossed = {1: {5: 56, 1: 14}, 2: {5: 24, 1: 16}, 3: {5: 24, 1: 16}}
    found = compare_sides(PLACE, crossed, ("một", (1,)), ("hai", (2, 3)))
    assert (found.first.score.n, found.second.score.n, found.is_clear) == (70, 80, True)
    same = compare_sides(PLACE, {1: {5: 35, 1: 15}, 2: {5: 34, 1: 16}}, ("một", (1,)), ("hai", (2,)))
    assert not same.is_clear


def test_a_hidden_side_is_not_compared():
    found = compare_sides(PLACE, {1: {5: 56, 1: 14}, 2: {5: 4}}, ("một", (1,)), ("hai", (2,)))
    assert (found.first.ballots, found.second.ballots, found.difference, found.is_clear) == (None, None, None, False)


def test_wilson_is_the_corrected_interval_of_an_endless_crowd():
    assert corrected(35, 50, 10**12) == pytest.approx(wilson(35, 50))
