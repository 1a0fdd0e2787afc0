"""results/marks.py, quality.py, signs.py: what asks for a look, and that clean communes are left in peace."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from portal.ballots.payload import Ballot
from portal.results import marks, signs
from portal.results.quality import Signs, flags
from portal.web import clock
from tests import make

PARTS = tuple(f"Q{n}" for n in range(1, 14))
CALM = Signs("a", 60, hurried=2, columns=6, same=6, peak=4, usual=1, days=((30, 20), (31, 20), (29, 20)))


def ballot(level: int = 4, **changes: object) -> Ballot:
    answers = {**dict.fromkeys(PARTS, level), "Q14": 4, **changes.pop("answers", {})}
    return Ballot("X/1", answers, **changes)


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (ballot(duration="under_25s"), marks.FAST_COLUMN),
        (ballot(duration="under_40s"), marks.FAST_COLUMN),
        (ballot(duration="under_5min"), marks.SLOW_COLUMN),
        (ballot(duration="under_25s", answers={"Q7": 3}), marks.NO_COLUMN),
        (ballot(9, duration="under_25s"), marks.NO_COLUMN),
        (ballot(duration="under_25s", answers={"Q7": 9}), marks.NO_COLUMN),
    ],
)
def test_a_straight_column_is_a_mark_in_haste_only(sheet, code):
    assert marks.of(sheet, PARTS)[marks.COLUMN] == code


@pytest.mark.parametrize(
    ("sheet", "doubtful"),
    [
        (ballot(), 0),
        (ballot(channel="family"), 0),
        (ballot(duration="under_40s", answers={"Q7": 3}), 0),
        (ballot(duration="under_40s"), 1),
        (ballot(duration="under_25s", answers={"Q7": 3}), 1),
        (ballot(risk=1), 1),
    ],
)
def test_a_ballot_is_marked_by_haste_and_source_never_by_what_it_says(sheet, doubtful):
    assert marks.of(sheet, PARTS)[marks.MARKED] == doubtful
    opposite = replace(sheet, answers={key: 6 - code if code < 9 else 9 for key, code in sheet.answers.items()})
    assert marks.of(opposite, PARTS) == marks.of(sheet, PARTS)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, ""),
        ({"peak": 10, "usual": 1}, "dot_bien"),
        ({"peak": 9, "usual": 1}, ""),
        ({"peak": 12, "usual": 2}, ""),
        ({"peak": 13, "usual": 2}, "dot_bien"),
        ({"night": 6}, ""),
        ({"night": 7}, "ban_dem"),
        ({"same": 24}, ""),
        ({"same": 25}, "cung_mau"),
        ({"risky": 10}, "mot_nguon"),
        ({"risky": 9}, ""),
        ({"days": ((20, 20), (20, 20), (19, 20))}, "vuot_luot"),
        ({"days": ((20, 20), (None, 20), (19, 20))}, ""),
        ({"days": ((40, 20), (40, 20), (40, 20))}, "trung_ty_le"),
        ({"days": ((40, 20), (0, 20), (40, 20))}, ""),
        ({"ballots": 19, "night": 19, "same": 19, "days": ()}, ""),
    ],
)
def test_a_commune_is_flagged_by_its_own_figures(changes, rule):
    found = flags([replace(CALM, **changes)]).get("a", ())
    assert [flag.rule for flag in found] == ([rule] if rule else [])


@pytest.mark.parametrize(("part", "rule"), [("hurried", "nhanh"), ("columns", "mot_cot")])
def test_a_commune_far_above_the_others_is_flagged(part, rule):
    others = [replace(CALM, key=str(n), hurried=n % 4, columns=4 + n % 4) for n in range(20)]
    found = flags([*others, replace(CALM, **{part: 30})])
    assert {key: [flag.rule for flag in one] for key, one in found.items()} == {"a": [rule]}
    assert "50,0% số phiếu" in found["a"][0].sentence


def test_too_few_communes_are_not_compared():
    assert (
        flags([CALM, *(replace(CALM, key=str(n), hurried=0) for n in range(3)), replace(CALM, key="x", hurried=60)])
        == {}
    )


def clean(key: str, random: Random) -> Signs:
    """A commune where people come one by one, some in haste, some in one column."""
    ballots = random.choice((20, 40, 75, 150))
    buckets: dict[int, int] = {}
    for _one in range(ballots):
        bucket = random.randrange(3) * 144 + random.randrange(45, 102)
        buckets[bucket] = buckets.get(bucket, 0) + 1
    arrived = {
        name: n
        for name, n in signs.of_buckets({b + MIDNIGHT: n for b, n in buckets.items()}).items()
        if name != "night"
    }
    hurried, columns = (sum(random.random() < part for _one in range(ballots)) for part in (0.04, 0.12))
    same = sum(random.random() < 0.08 for _one in range(ballots))
    shares = [ballots // 3 + random.randrange(-2, 3) for _day in range(2)]
    days = tuple((round(n * random.uniform(1.1, 1.9)), n) for n in (*shares, ballots - sum(shares)))
    return Signs(key, ballots, hurried=hurried, columns=columns, same=same, days=days, **arrived)


MIDNIGHT = int(clock.at(make.FIRST_DAY, 0).timestamp()) // 600


def stuffed(one: Signs, random: Random) -> Signs:
    """The same commune with ten to thirty ballots more, sent in one go with the same answers."""
    more = random.randrange(max(10, one.ballots // 4), max(11, one.ballots // 2) + 1)
    first, *rest = one.days
    return replace(
        one,
        ballots=one.ballots + more,
        hurried=one.hurried + more,
        columns=one.columns + more,
        same=one.same + more,
        peak=one.peak + more,
        days=((first[0], first[1] + more), *rest),
    )


def test_of_planted_stuffing_nine_in_ten_are_found_and_of_clean_communes_two_in_a_hundred_at_most():
    random = Random(198)  # noqa: S311 - cases, no secret
    found = planted = false = honest = 0
    for _province in range(5):
        every = [clean(str(n), random) for n in range(209)]
        bad = {str(n) for n in random.sample(range(209), 12)}
        flagged = set(flags(stuffed(one, random) if one.key in bad else one for one in every))
        found, planted = found + len(flagged & bad), planted + len(bad)
        false, honest = false + len(flagged - bad), honest + 209 - len(bad)
    assert found >= 0.9 * planted
    assert false <= 0.02 * honest


@pytest.mark.parametrize(("hour", "night"), [(22, 0), (23, 1), (0, 1), (4, 1), (5, 0), (12, 0)])
def test_the_night_is_from_23_to_5_o_clock_in_vietnam(hour, night):
    bucket = int(clock.at(make.FIRST_DAY, hour).timestamp()) // 600
    assert signs.of_buckets({bucket: 3, bucket + 1: 1}) == {"peak": 3, "usual": 1, "night": 4 * night}
