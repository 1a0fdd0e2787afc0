"""response_flags.py, quality.py, quality_indicators.py: what asks for a look; clean communes have no flag."""

from __future__ import annotations

from dataclasses import replace
from math import comb

import pytest
from flask import get_template_attribute

from portal.ballots.sealing.payload import Ballot
from portal.results.statistics import outliers, quality_indicators, response_flags
from portal.results.statistics.quality import LIMITS, Indicators, flags
from portal.results.tables import quality_words
from portal.surveys.plan.quality_limits import Limits
from portal.web.data import clock
from tests import make

PARTS = tuple(f"Q{n}" for n in range(1, 14))
CALM = Indicators("a", 60, fast=2, straightlined={4: 6}, same=6, peak=4, usual=1, days=((30, 20), (31, 20), (29, 20)))


def ballot(level: int = 4, **changes: object) -> Ballot:
    answers = {**dict.fromkeys(PARTS, level), "Q14": 4, **changes.pop("answers", {})}
    return Ballot("X/1", answers, **changes)


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (ballot(duration="under_25s"), response_flags.STRAIGHT_FAST),
        (ballot(duration="under_40s"), response_flags.STRAIGHT_FAST),
        (ballot(duration="under_5min"), response_flags.STRAIGHT_SLOW),
        (ballot(duration="under_25s", answers={"Q7": 3}), response_flags.NOT_STRAIGHT),
        (ballot(9, duration="under_25s"), response_flags.NOT_STRAIGHT),
        (ballot(duration="under_25s", answers={"Q7": 9}), response_flags.NOT_STRAIGHT),
    ],
)
def test_a_straight_column_is_a_mark_in_haste_only(sheet, code):
    assert response_flags.of_ballot(sheet, PARTS)[response_flags.STRAIGHTLINING] == code


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
    assert response_flags.of_ballot(sheet, PARTS)[response_flags.FLAGGED] == doubtful
    opposite = replace(sheet, answers={key: 6 - code if code < 9 else 9 for key, code in sheet.answers.items()})
    assert response_flags.of_ballot(opposite, PARTS) == response_flags.of_ballot(sheet, PARTS)


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
        ({"ballots": 100, "risky": 10}, ""),
        ({"ballots": 100, "risky": 11}, "mot_nguon"),
        ({"ballots": 0, "risky": 10, "days": ()}, ""),
        ({"ballots": 20, "night": 3}, "ban_dem"),
        ({"ballots": 20, "same": 9}, "cung_mau"),
        ({"ballots": 20, "sent": 30, "night": 3}, ""),
        ({"reused": 1}, "anh_trung"),
        ({"days": ((20, 20), (20, 20), (19, 20))}, "vuot_luot"),
        ({"days": ((20, 20), (None, 20), (19, 20))}, "vuot_luot"),
        ({"days": ((20, 20), (None, 40), (20, 20))}, ""),
        ({"days": ((40, 20), (40, 20), (40, 20))}, "trung_ty_le"),
        ({"days": ((40, 20), (0, 20), (40, 20))}, ""),
        ({"days": ((40, 20), (40, 20), (39, 20))}, ""),
        ({"days": ((9, 3), (9, 3), (9, 3))}, ""),
        ({"days": ((37, 28), (47, 35), (53, 40))}, "trung_ty_le"),
        ({"days": ((37, 28), (47, 35), (54, 40))}, ""),
        ({"ballots": 19, "night": 19, "same": 19, "days": ()}, ""),
    ],
)
def test_a_commune_is_flagged_by_its_own_figures(changes, rule):
    found = flags([replace(CALM, **changes)]).get("a", ())
    assert [flag.rule for flag in found] == ([rule] if rule else [])


OTHERS = [replace(CALM, key=str(n), fast=n % 4, straightlined={4: 4 + n % 4}, alike=n % 2) for n in range(20)]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"pair": 12, "paced": 1.5}, "dot_bien"),
        ({"pair": 12, "paced": 4.5}, ""),
        ({"pair": 9, "paced": 0.1}, ""),
        ({"pair": 10, "paced": 0.1}, "dot_bien"),
        ({"fast": 9}, "nhanh"),
        ({"fast": 6}, ""),
        ({"straightlined": {4: 20}}, "mot_cot"),
        ({"straightlined": {4: 13}}, ""),
        ({"straightlined": {4: 6, 1: 6}}, "mot_cot"),
        ({"straightlined": {4: 6, 1: 5}}, "mot_cot"),
        ({"straightlined": {4: 6, 1: 4}}, ""),
        ({"alike": 6}, "cung_mau"),
        ({"alike": 4}, ""),
        ({"night": 6}, "ban_dem"),
        ({"night": 4}, ""),
    ],
)
def test_a_commune_far_beyond_the_others_is_flagged(changes, rule):
    found = flags([*OTHERS, replace(CALM, **changes)])
    assert {key: [flag.rule for flag in one] for key, one in found.items()} == ({"a": [rule]} if rule else {})


def test_the_words_of_a_flag_have_the_share_and_the_others_and_no_level():
    [flag] = flags([*OTHERS, replace(CALM, straightlined={1: 30})])["a"]
    assert flag.sentence == "50,0% số phiếu chọn cùng một mức ở mọi câu, các đơn vị khác 0,0%"


def test_a_part_is_told_to_a_tenth_of_a_percent():
    [flag] = flags([replace(CALM, night=7)])["a"]
    assert flag.sentence == "11,7% số phiếu gửi từ 23 giờ đến 5 giờ"


@pytest.mark.parametrize(("days", "told"), [(7, "20/40, " * 6 + "20/40"), (9, "20/40, " * 7 + "…")])
def test_equal_rates_are_told_with_the_figures_of_the_days(days, told):
    [flag] = flags([replace(CALM, days=((40, 20),) * days)])["a"]
    assert flag.sentence == f"phiếu trên lượt đến từng ngày: {told}"


def test_every_level_is_judged_alike():
    others = [replace(one, straightlined={}) for one in OTHERS]
    asked = [flags([*others, replace(CALM, straightlined={n: 9})]) for n in range(1, 6)]
    assert asked == [asked[0]] * 5 != [{}] * 5


@pytest.mark.parametrize(("others", "compared"), [(8, False), (9, True)])
def test_communes_are_compared_where_ten_have_ballots(others, compared):
    empty = replace(CALM, key="none", ballots=0, straightlined={}, fast=0)
    calm = [replace(CALM, key=str(n)) for n in range(others)]
    assert bool(flags([empty, *calm, replace(CALM, key="x", fast=60, pair=40)])) is compared


def test_a_plan_may_set_other_limits():
    doubtful = replace(CALM, night=7)
    assert flags([doubtful], replace(LIMITS, night_percent=12)) == {}
    assert "ban_dem" in {flag.rule for flag in flags([doubtful])["a"]}


def test_every_rule_has_a_name_a_meaning_and_a_limit(app):
    assert set(quality_words.labels()) == set(quality_words.RULES)
    with app.test_request_context():
        meanings, limits = (
            get_template_attribute("results/exclusions/_quality_words.html", name) for name in ("meanings", "limits")
        )
        told = limits(replace(LIMITS, night_percent=12, deviations=4))
        assert meanings({rule: rule.upper() for rule in quality_words.RULES}).count("<dt>") == len(quality_words.RULES)
    assert told.count("<li>") == 9
    assert "trên 12% số phiếu, hoặc vượt các đơn vị khác quá 4 độ lệch chuẩn" in told


def test_limits_kept_before_plans_named_them_are_read():
    kept = {"night_share": 0.1, "same_share": 0.4, "risk_share": 0.15, "deviations": 3.0, "burst_least": 12}
    assert Limits.of_record(kept) == replace(LIMITS, risk_percent=15, burst_least=12)


@pytest.mark.parametrize(("x", "n", "rate"), [(5, 40, 0.02), (30, 60, 0.1), (3, 3, 0.3), (60, 900, 0.04)])
def test_the_chance_of_so_many_is_exact(x, n, rate):
    told = sum(comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(x, n + 1))
    assert outliers.upper_tail(x, n, rate) == pytest.approx(told, rel=1e-6)


def test_where_communes_differ_by_more_than_chance_more_is_asked():
    calm = {str(n): (20, 200) for n in range(20)}
    wide = {str(n): (2 * n, 200) for n in range(20)}
    mine = {"a": (36, 200)}
    assert outliers.compare(calm | mine)["a"].deviations > 3
    assert outliers.compare(wide | mine)["a"].deviations < 3


def test_the_twenty_minutes_that_stand_out_are_held_against_the_others_hours():
    def morning(count):
        return {MIDNIGHT + 6 * hour + ten: count for hour in (8, 9) for ten in range(6)}

    burst = {MIDNIGHT + 90: 6, MIDNIGHT + 91: 5}
    found = quality_indicators.from_points({1: morning(1), 2: morning(2), 3: morning(1) | burst}, days=1)
    assert (found[3, "pair"], found[3, "pace"]) == (11, round(quality_indicators.BILLION * 2 / 144))
    assert (found[1, "pair"], found[1, "pace"]) == (2, round(quality_indicators.BILLION * 2 * 18 / 6 / 47))


def test_an_hour_in_which_the_others_sent_nothing_is_held_against_a_day_spread_evenly():
    mine, others = {MIDNIGHT + 90: 6, MIDNIGHT + 91: 5}, {MIDNIGHT + 60: 3}
    found = quality_indicators.from_points({1: mine, 2: others}, days=1)
    assert (found[1, "pair"], found[1, "pace"]) == (11, round(quality_indicators.BILLION * 2 / 144))


@pytest.mark.parametrize(
    ("counts", "days", "expected"),
    [
        ({}, (), Indicators("a", 0)),
        ({"duration": {5: {4: 30}}}, ((40, 31), (None, 2)), Indicators("a", 30, sent=33, days=((40, 31), (None, 2)))),
        ({"duration": {0: {4: 3}, 1: {1: 2, 5: 1}, 2: {4: 7}}}, (), Indicators("a", 13, sent=13, fast=6)),
        ({"risk": {0: {4: 9}, 1: {4: 2}, 2: {3: 1}}}, (), Indicators("a", 0, risky=3)),
        ({"column": {0: {4: 9}, 1: {4: 2, 3: 1}, 2: {4: 5}}}, (), Indicators("a", 0, straightlined={4: 7, 3: 1})),
        ({"night": {0: {0: 4}}, "peak": {0: {0: 2}}}, (), Indicators("a", 0, night=4, peak=2)),
    ],
)
def test_the_signs_of_a_commune_are_read_from_its_counts(counts, days, expected):
    assert quality_indicators.from_counts("a", counts, days) == expected


MIDNIGHT = int(clock.at(make.FIRST_DAY, 0).timestamp()) // 600


@pytest.mark.parametrize(("hour", "night"), [(22, 0), (23, 1), (0, 1), (4, 1), (5, 0), (12, 0)])
def test_the_night_is_from_23_to_5_o_clock_in_vietnam(hour, night):
    bucket = int(clock.at(make.FIRST_DAY, hour).timestamp()) // 600
    assert quality_indicators.bucket_figures({bucket: 3, bucket + 1: 1}) == {"peak": 3, "usual": 1, "night": 4 * night}
