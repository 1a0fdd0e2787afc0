"""Sums of a report: what is known is added, what is missing is never nought."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.fieldwork.reporting.content.figures import Channel, total, whole
from tests.fieldwork.reporting.figures_of import commune, days, district

pytestmark = pytest.mark.once

figures = st.lists(st.none() | st.integers(0, 5000))


@pytest.mark.parametrize(
    ("values", "known", "complete"),
    [
        ((), None, None),
        ((None,), None, None),
        ((None, None, None), None, None),
        ((0,), 0, 0),
        ((0, None), 0, None),
        ((40, 36, 1), 77, 77),
        ((40, None, 1), 41, None),
        ((None, 7), 7, None),
    ],
)
def test_what_is_known_is_added_and_only_what_is_whole_is_called_whole(values, known, complete):
    assert total(values) == known
    assert whole(values) == complete


@given(figures)
def test_whole_says_what_total_says_or_nothing(values):
    assert whole(values) in {None, total(values)}
    assert (whole(values) is None) == (not values or None in values)


@given(figures, figures)
def test_the_sum_of_two_parts_is_the_sum_of_all(left, right):
    assert total([total(left), total(right)]) == total([*left, *right])


@given(figures, st.randoms())
def test_the_order_of_the_days_does_not_matter(values, luck):
    shuffled = list(values)
    luck.shuffle(shuffled)
    assert (total(shuffled), whole(shuffled)) == (total(values), whole(values))


def test_a_consumed_iterator_is_read_once():
    assert whole(value for value in (1, 2, 3)) == 6
    assert total(value for value in (1, None, 3)) == 4


@pytest.mark.parametrize(
    ("changed", "name", "known", "complete"),
    [
        ((), "visits", 120, 120),
        ((), "ballots", 60, 60),
        (({"visits": None},), "visits", 80, None),
        (({"ballots": None}, {"ballots": None}, {"ballots": None}), "ballots", None, None),
        (({"helped": 0}, {}, {}), "helped", 24, 24),
        (({"guided": None}, {}, {"guided": 0}), "guided", 15, None),
        (({"helpers": None},), "helpers", 4, None),
    ],
)
def test_a_commune_adds_its_days(changed, name, known, complete):
    figures_ = commune(days=days(*changed))
    assert figures_.total(name) == known
    assert figures_.whole(name) == complete


def test_a_district_adds_days_and_communes_to_the_same_sum():
    told = district(commune(), commune(days=days({"visits": 7, "ballots": None}, {"visits": None})))
    by_day = [told.on_day(place, "visits") for place in range(3)]
    assert by_day == [47, 40, 80]
    assert told.total("visits") == sum(by_day)
    assert [told.on_day(place, "ballots") for place in range(3)] == [20, 40, 40]
    assert told.total("ballots") == 100


def test_a_district_without_communes_knows_nothing():
    told = district()
    assert told.total("visits") is None
    assert told.on_day(0, "ballots") is None


def test_a_day_that_no_commune_has_stays_unknown_beside_days_that_are_known():
    nothing = {"visits": None, "ballots": None}
    told = district(commune(days=days(nothing)), commune(days=days(nothing)))
    assert told.on_day(0, "visits") is None
    assert told.on_day(1, "visits") == 80
    assert told.total("visits") == 160


@pytest.mark.parametrize(
    ("run", "least", "done"), [(0, 1, False), (1, 1, True), (2, 3, False), (3, 3, True), (5, 3, True)]
)
def test_a_channel_is_done_from_the_days_that_are_asked(run, least, done):
    assert Channel("Loa truyền thanh", run, least).is_done is done
