"""Sums of a report: what is known is added, what is missing is never nought."""

from __future__ import annotations

import pytest

from portal.fieldwork.reporting.content.figures import Channel
from tests.fieldwork.reporting.figures_of import commune, days, district

pytestmark = pytest.mark.once


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
