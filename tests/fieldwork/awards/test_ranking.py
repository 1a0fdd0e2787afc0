"""The rule of ranking: tables of cases, and what must hold whatever the figures are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.awards.ranking import (
    COUNTS,
    CRITERIA,
    DEFAULT_WEIGHTS,
    POSTS,
    ROSTER,
    Candidate,
    Figure,
    rank,
)

BY_DEFAULT = dict(DEFAULT_WEIGHTS)
values = st.integers(0, 100).map(Fraction)
rows = st.fixed_dictionaries(dict.fromkeys(CRITERIA, values))
fields = st.lists(rows, min_size=1, max_size=8)
weights = st.fixed_dictionaries({criterion: st.integers(0, 100) for criterion in CRITERIA})


def candidate(key: int, row: dict[str, object], *faults: str) -> Candidate:
    return Candidate(key, {name: Figure(Fraction(value), "") for name, value in row.items()}, faults)


def candidates(found: list[dict[str, Fraction]]) -> list[Candidate]:
    return [candidate(key, row) for key, row in enumerate(found)]


def places(found: list[Candidate], by: dict[str, int] = BY_DEFAULT) -> list[int | None]:
    return [line.place for line in rank(found, by).lines]


def row(value: int, **others: int) -> dict[str, object]:
    return dict.fromkeys(CRITERIA, value) | others


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([100, 90, 80], [1, 2, 3]),
        ([80, 90, 100], [3, 2, 1]),
        ([90, 90, 80], [1, 1, 3]),
        ([90, 80, 80, 70], [1, 2, 2, 4]),
        ([0, 0], [1, 1]),
        ([50], [1]),
    ],
)
def test_places_leave_room_for_ties(scores, expected):
    assert places([candidate(key, row(score)) for key, score in enumerate(scores)]) == expected


def test_weights_of_a_hundred_make_a_score_of_a_hundred():
    line = rank([candidate(1, row(100))], BY_DEFAULT).lines[0]
    assert line.score == Decimal("100.0")
    assert sum(BY_DEFAULT.values()) == 100


@pytest.mark.parametrize(
    ("value", "printed"), [(Fraction(200, 3), "66.7"), (Fraction(1, 20), "0.1"), (Fraction(49, 1000), "0.0")]
)
def test_scores_are_rounded_half_up_to_a_tenth(value, printed):
    assert str(rank([candidate(1, {ROSTER: value})], BY_DEFAULT).lines[0].score) == printed


def test_scores_that_print_alike_share_a_place():
    assert places([candidate(1, {ROSTER: Fraction(9001, 100)}), candidate(2, {ROSTER: Fraction(9002, 100)})]) == [1, 1]


def test_who_fails_a_rule_has_no_place_and_takes_none():
    found = rank([candidate(1, row(100), "chưa chốt số liệu"), candidate(2, row(40))], BY_DEFAULT)
    assert [(line.place, line.score is None, line.is_out) for line in found.lines] == [
        (None, True, True),
        (1, False, False),
    ]


def test_a_criterion_without_data_leaves_its_weight_to_the_rest():
    found = rank([candidate(1, {ROSTER: 100, COUNTS: 50}), candidate(2, {ROSTER: 50, COUNTS: 100})], BY_DEFAULT)
    assert found.shares == {ROSTER: Fraction(20, 45), COUNTS: Fraction(25, 45)}
    assert [str(line.score) for line in found.lines] == ["72.2", "77.8"]
    assert POSTS in found.left_out


def test_leaving_a_criterion_out_shows_its_effect():
    first, second = row(80, posts=100), row(90, posts=0)
    assert places([candidate(1, first), candidate(2, second)]) == [1, 2]
    del first[POSTS], second[POSTS]
    assert places([candidate(1, first), candidate(2, second)]) == [2, 1]


def test_a_weight_of_nought_has_the_same_effect():
    by = {**BY_DEFAULT, POSTS: 0}
    assert places([candidate(1, row(80, posts=100)), candidate(2, row(90, posts=0))], by) == [2, 1]


def test_nothing_known_places_nobody():
    found = rank([candidate(1, {}), candidate(2, {})], BY_DEFAULT)
    assert [(line.place, line.score) for line in found.lines] == [(None, None)] * 2
    assert found.left_out == CRITERIA
    assert rank([], BY_DEFAULT).lines == ()


@given(fields, weights, st.data())
def test_a_better_figure_never_lowers_a_place(found, by, data):
    which = data.draw(st.integers(0, len(found) - 1))
    criterion = data.draw(st.sampled_from(CRITERIA))
    better = [dict(one) for one in found]
    better[which][criterion] = data.draw(st.integers(int(found[which][criterion]), 100).map(Fraction))
    before, after = places(candidates(found), by)[which], places(candidates(better), by)[which]
    assert (before is None and after is None) or after <= before


@given(rows, fields, weights)
def test_equal_figures_tie(same, others, by):
    found = places(candidates([same, *others, same]), by)
    assert found[0] == found[-1]


@given(fields, weights, st.sampled_from(CRITERIA))
def test_a_criterion_left_out_moves_nobody_by_what_it_held(found, by, criterion):
    without = [{name: value for name, value in one.items() if name != criterion} for one in found]
    weightless = {**by, criterion: 0}
    assert places(candidates(without), by) == places(candidates(found), weightless)


@given(fields, weights)
def test_scores_stay_between_nought_and_a_hundred(found, by):
    assert all(0 <= line.score <= 100 for line in rank(candidates(found), by).lines if line.score is not None)


@given(fields, weights, st.randoms(use_true_random=False))
def test_the_order_of_the_list_decides_nothing(found, by, random):
    known = candidates(found)
    mixed = random.sample(known, len(known))
    by_key = {line.candidate.key: line.place for line in rank(mixed, by).lines}
    assert [by_key[one.key] for one in known] == places(known, by)
