"""A turnout rule by its numbers: what is refused at which field, its bands, its sentence, what always holds."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from portal.errors import Mistakes
from portal.surveys import turnout
from portal.surveys.plan.participation import Turnout
from portal.surveys.plan.reader import read
from portal.surveys.turnout import PRESETS, Status, band, judge, judge_period
from portal.web.data import codec

HEAD = 'preset = "N"\nclause = "mục II"\nquotation = ["…"]\n'
OWN = f"{HEAD}[rule]\nfloor_percent = 30\n"
MEMBERS = '[denominator]\nnoun = "thành viên"\nshort = "thành viên"\nunit = "thành viên"\nper = "round"\n'
CAME = "số lượt người dân đến"


def settings(text: str) -> Turnout:
    return read(Turnout, tomllib.loads(text))


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (HEAD, "rule: thiếu, trong khi preset = “N” (quy tắc theo các con số riêng)."),
        (OWN.replace('"N"', '"H"'), "rule: thừa: các con số riêng chỉ dùng với preset = “N”."),
        (OWN.replace("= 30", "= 0"), "[rule].floor_percent: phải từ 1 đến 100."),
        (OWN.replace("= 30", "= 101"), "[rule].floor_percent: phải từ 1 đến 100."),
        (OWN + "ceiling_percent = 0", "[rule].ceiling_percent: phải từ 1 đến 1000."),
        (OWN + "ceiling_percent = 20", "[rule].floor_percent: mức sàn 30% cao hơn mức trần 20% (ceiling_percent)."),
        (OWN + "tolerance = -1", "[rule].tolerance: phải từ 0 đến 1000."),
        (
            OWN + "ceiling_percent = 200",
            "[rule].amber_percent: phải từ mức trần 200% (ceiling_percent) trở lên.",
        ),
        (
            "crowded_from = 40\ncrowded_ballots = 30\n" + OWN + 'ceiling_percent = 50\ncrowded = "also"',
            "crowded_ballots: cao hơn mức trần của ngày có 40 (crowded_from) là 20 phiếu.",
        ),
        (OWN + 'crowded = "maybe"', "[rule].crowded: phải là một trong: none, also, instead."),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_its_field(text: str, mistake: str) -> None:
    with pytest.raises(Mistakes) as caught:
        settings(text)
    assert [str(one) for one in caught.value.mistakes] == [mistake]


@pytest.mark.parametrize(
    ("text", "words", "bands"),
    [
        (OWN, f"ít nhất 30% {CAME}, không vượt {CAME}", {0: (0, 0), 1: (1, 1), 10: (3, 10), 41: (13, 41)}),
        (
            OWN + "ceiling_percent = 80\ntolerance = 5",
            f"ít nhất 30% {CAME}, không vượt 80% {CAME}, được thấp hoặc cao hơn 5 phiếu",
            {0: (0, 5), 10: (0, 13), 50: (10, 45)},
        ),
        (
            OWN + "floor_ballots = 8",
            f"ít nhất 30% {CAME} và ít nhất 8 phiếu (ngày dưới 8 lượt: bằng {CAME}), không vượt {CAME}",
            {5: (5, 5), 8: (8, 8), 20: (8, 20), 100: (30, 100)},
        ),
        # three patients at most half of whom are asked: one, and not the two that the share would make
        (OWN.replace("= 30", "= 50") + "ceiling_percent = 50", "", {3: (1, 1), 4: (2, 2)}),
        (
            OWN + 'crowded = "instead"',
            f"ít nhất 30% {CAME} (ngày có từ 40 lượt: ít nhất 20 phiếu), không vượt {CAME}",
            {39: (12, 39), 40: (20, 40), 400: (20, 400)},
        ),
        (
            OWN + MEMBERS,
            "ít nhất 30% số thành viên, không vượt số thành viên",
            {25: (8, 25)},
        ),
        (
            HEAD.replace('"N"', '"H"') + MEMBERS,
            "ít nhất 50% số thành viên (đơn vị có từ 40 thành viên: ít nhất 20 phiếu), không vượt số thành viên",
            {25: (13, 25), 60: (20, 60)},
        ),
    ],
)
def test_the_bands_and_the_sentence_are_made_of_the_numbers(
    text: str, words: str, bands: dict[int, tuple[int, int]]
) -> None:
    policy = settings(text).policy()
    assert not words or turnout.rule(policy) == words
    assert {visits: band(policy, visits) for visits in bands} == bands


def test_the_plans_own_numbers_stand_beside_the_presets() -> None:
    own = settings(OWN)
    assert own.presets == ("A", "B", "C", "D", "E", "H", "N")
    assert own.policy().preset == "N"
    assert own.policy("H") == PRESETS["H"]


def test_every_sentence_uses_the_plans_word_for_what_is_counted() -> None:
    policy = settings(OWN + MEMBERS).policy()
    assert turnout.requirement(policy, None) == "Chưa nhập số thành viên."
    assert judge(policy, 40, 80).sentence == (
        "40 thành viên: cần ít nhất 12 phiếu, nhiều nhất 40 phiếu. "
        "Có 80 phiếu: quá 1,5 lần số thành viên, cần kiểm tra."
    )
    assert judge(policy, 0, 2).sentence.endswith("Có 2 phiếu mà không có thành viên, cần kiểm tra.")
    assert turnout.need(policy) == "Cần ít nhất 30% số thành viên, không vượt số thành viên."


@st.composite
def rules(draw: st.DrawFn) -> Turnout:
    """Any rule that is not refused."""
    floor = draw(st.integers(1, 100))
    ceiling = draw(st.integers(floor, 300))
    rule: dict[str, Any] = {
        "floor_percent": floor,
        "ceiling_percent": ceiling,
        "tolerance": draw(st.integers(0, 30)),
        "floor_ballots": draw(st.integers(0, 60)),
        "crowded": draw(st.sampled_from(["none", "also", "instead"])),
        "amber_percent": max(ceiling, 150),
    }
    body = {"preset": "N", "clause": "mục II", "quotation": ["…"], "rule": rule}
    body |= {"crowded_from": draw(st.integers(1, 100)), "crowded_ballots": draw(st.integers(1, 100))}
    try:
        return read(Turnout, body)
    except Mistakes:
        reject()


@given(rules(), st.integers(0, 500))
def test_no_floor_is_above_the_visits_or_the_ceiling(given_: Turnout, visits: int) -> None:
    policy = given_.policy()
    low, high = band(policy, visits)
    assert 0 <= low <= min(high, visits)
    assert judge(policy, visits, low).status == judge(policy, visits, high).status == Status.DAT


@given(rules(), st.lists(st.integers(0, 500), min_size=1, max_size=5))
def test_a_period_can_comply_wherever_its_days_can(given_: Turnout, days: list[int]) -> None:
    policy = given_.policy()
    verdict = judge_period(policy, [(visits, band(policy, visits)[0]) for visits in days])
    assert 0 <= (verdict.low or 0) <= (verdict.high or 0)
    assert verdict.status == Status.DAT


@given(rules())
def test_the_rule_survives_its_way_through_json(given_: Turnout) -> None:
    assert read(Turnout, json.loads(json.dumps(codec.to_plain(given_)))) == given_
