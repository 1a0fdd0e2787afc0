"""A desk phone's cookie: thirty seconds between two, no way behind its count, set apart at night and when too fast."""

from __future__ import annotations

import pytest

from portal.ballots.desks import desk_token
from portal.ballots.desks.desk_token import DeskToken
from portal.ballots.intake import tokens
from portal.web.data import clock
from tests import make

KEY = b"k" * 32
TEN = clock.at(make.FIRST_DAY, 10)
SECOND = int(TEN.timestamp())
PHONE = b"p" * 16


def test_a_cookie_comes_back_as_it_was():
    turn = DeskToken(PHONE, 7, 930, SECOND, 41)
    assert desk_token.read(KEY, desk_token.write(KEY, turn)) == turn


def test_a_cookie_that_is_not_ours_says_nothing():
    text = desk_token.write(KEY, DeskToken(PHONE, 7))
    assert desk_token.read(b"o" * 32, text) is None
    assert desk_token.read(KEY, text[:-1] + ("A" if text[-1] != "A" else "B")) is None
    assert desk_token.read(KEY, f"{text[:9]}!!!!{text[9:]}") is None
    assert desk_token.read(KEY, "") is None
    assert desk_token.read(KEY, tokens.sign(KEY, b"x" * 25)) is None


@pytest.mark.parametrize(
    ("count", "later", "wait"), [(0, 0, 0), (1, 0, 30), (1, 18, 12), (1, 29, 1), (1, 30, 0), (3, 9000, 0), (1, -99, 30)]
)
def test_thirty_seconds_lie_between_two(count, later, wait):
    assert DeskToken(PHONE, 7, count, SECOND).wait(SECOND + later) == wait


def test_the_count_goes_up_and_the_hour_s_begins_anew():
    first = DeskToken(PHONE, 7).after(SECOND)
    second = first.after(SECOND + 40)
    third = second.after(SECOND + 3600)
    assert [(turn.count, turn.in_hour) for turn in (first, second, third)] == [(1, 1), (2, 2), (3, 1)]


@pytest.mark.parametrize(
    ("hour", "in_hour", "risk"), [(10, 0, 0), (10, 58, 0), (10, 59, 1), (22, 0, 0), (23, 0, 1), (4, 0, 1), (5, 0, 0)]
)
def test_nights_and_the_sixtieth_of_an_hour_are_set_apart(hour, in_hour, risk):
    moment = clock.at(make.FIRST_DAY, hour)
    assert DeskToken(PHONE, 7, 70, int(moment.timestamp()), in_hour).risk(moment) == risk


def test_the_mark_knows_phone_point_and_count_but_no_time():
    turn = DeskToken(PHONE, 7, 3, SECOND, 2)
    assert turn.used_token(KEY) == DeskToken(PHONE, 7, 3, 0, 0).used_token(KEY)
    others = (DeskToken(PHONE, 7, 4), DeskToken(PHONE, 8, 3), DeskToken(b"q" * 16, 7, 3))
    assert len({turn.used_token(KEY), *(other.used_token(KEY) for other in others)}) == 4
