"""The made-up round: exact in its total, the same from the same seed, plausible in its spread."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from portal.demo.simulation import attendance
from portal.demo.simulation.attendance import Commune, Place, Size, Story
from portal.surveys.turnout import PRESETS, Status, judge, judge_period

UNITS = Path(__file__).parents[3] / "plans" / "units-bac-giang-2024.csv"
POLICY = PRESETS["H"]


def places() -> list[Place]:
    rows = csv.DictReader(UNITS.read_text(encoding="utf-8").splitlines())
    return [Place(row["code"], row["kind"], row["parent_code"]) for row in rows if row["level"] == "commune"]


def province(seed: int = 1, ballots: int = attendance.USUAL_BALLOTS) -> list[Commune]:
    return attendance.province(places(), policy=POLICY, seed=seed, ballots=ballots)


def verdicts(communes: list[Commune]) -> Counter[str]:
    return Counter(judge_period(POLICY, [(d.visits, d.ballots) for d in one.days]).status for one in communes)


@pytest.mark.parametrize(("luck", "expected"), [(0.0, 2.0), (0.5, 3.0), (1.0, 4.0)])
def test_chance_chooses_a_point_of_a_range(luck: float, expected: float) -> None:
    assert attendance.between(2.0, 4.0, luck) == expected


@pytest.mark.parametrize("ballots", [0, 1, 300, 12_300, 100_000, 1_000_000])
def test_there_are_exactly_as_many_ballots_as_were_asked_for(ballots: int) -> None:
    assert sum(day.ballots for one in province(ballots=ballots) for day in one.days) == ballots


def test_the_same_seed_gives_the_same_figures_and_another_seed_others() -> None:
    assert province(seed=7) == province(seed=7)
    assert province(seed=7) != province(seed=8)


@pytest.mark.parametrize("seed", range(1, 6))
def test_most_communes_keep_the_rule_and_some_of_every_other_kind_do_not(seed: int) -> None:
    found = verdicts(province(seed))
    assert 165 <= found[Status.DAT] <= 185
    assert 15 <= found[Status.THAP] <= 30
    assert 6 <= found[Status.CAO_CAN_GIAI_TRINH] <= 14
    assert 1 <= found[Status.CAO_BAT_THUONG] <= 3


@pytest.mark.parametrize("seed", range(1, 6))
def test_quiet_desks_see_five_to_ten_people_a_day_and_crowded_ones_eighty_to_two_hundred(seed: int) -> None:
    visits = {size: [d.visits for c in province(seed) if c.size is size for d in c.days] for size in Size}
    assert min(visits[Size.QUIET]) >= 5
    assert max(visits[Size.QUIET]) <= 10
    assert min(visits[Size.CROWDED]) >= 80
    assert max(visits[Size.CROWDED]) <= 200


def test_towns_are_crowded_more_often_than_villages() -> None:
    crowded = [one.place for one in province() if one.size is Size.CROWDED]
    in_towns = sum(place.kind in attendance.TOWN_KINDS for place in crowded)
    assert in_towns > len(crowded) / 2


def test_a_single_day_can_go_wrong_where_the_whole_round_does_not() -> None:
    steady = [one for one in province() if one.story is Story.STEADY]
    days = Counter(judge(POLICY, day.visits, day.ballots).status for one in steady for day in one.days)
    assert days[Status.THAP] > 0
    assert days[Status.CAO_CAN_GIAI_TRINH] > 0


def test_no_desk_sees_more_people_than_may_be_entered() -> None:
    assert max(day.visits for one in province(ballots=attendance.MOST_BALLOTS) for day in one.days) <= 5000


def test_a_few_communes_are_enough() -> None:
    few = attendance.province(places()[:4], policy=POLICY, seed=1, ballots=200)
    assert sum(day.ballots for one in few for day in one.days) == 200
