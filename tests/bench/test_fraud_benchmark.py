"""Ballot-stuffing planted into made-up provinces: nine in ten communes are flagged, of clean ones two in a hundred."""

from __future__ import annotations

import pytest

from bench import fraud_benchmark
from bench.planted_frauds import FEWEST, Box, Kind
from portal.surveys.plan.quality_limits import LIMITS

SEEDS = (1, 2)


@pytest.fixture(scope="module")
def boxes() -> list[list[Box]]:
    return [fraud_benchmark.boxes(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def provinces(boxes) -> list[fraud_benchmark.Outcome]:
    return [one for province in boxes for one in fraud_benchmark.outcomes(province, LIMITS)]


def test_of_stuffed_communes_nine_in_ten_are_flagged_and_of_clean_ones_two_in_a_hundred_at_most(app, provinces) -> None:
    planted = [one for one in provinces if one.kind]
    clean = [one for one in provinces if one.is_clean]
    assert {one.kind for one in planted} == set(Kind)
    assert all(one.more >= FEWEST for one in planted)
    assert len(planted) + len(clean) > 0.9 * len(provinces)
    assert sum(bool(one.rules) for one in planted) >= 0.9 * len(planted)
    assert sum(bool(one.rules) for one in clean) <= 0.02 * len(clean)


def test_a_kind_is_noticed_by_its_own_mark(app, provinces) -> None:
    own = {Kind.DESK: "nhanh", Kind.NIGHT: "ban_dem", Kind.BURST: "dot_bien", Kind.COLUMN: "mot_cot"}
    for kind, rule in own.items():
        mine = [one for one in provinces if one.kind is kind]
        assert sum(rule in one.rules for one in mine) >= 0.8 * len(mine), kind


def test_where_nothing_is_planted_nothing_changes(app, boxes) -> None:
    honest, stuffed = fraud_benchmark.boxes(SEEDS[0], planted=0), boxes[0]
    assert all(box.kind is None for box in honest)
    assert sum(one == other for one, other in zip(honest, stuffed, strict=True)) == len(honest) - round(
        fraud_benchmark.PLANTED * len(honest)
    )
