"""When the whole box is checked again, and when its log is signed: tables of cases."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.sealing.log.checkpoints import Checkpoint, should_sign
from portal.sealing.periodic_check import StoredVerdict, is_whole_due
from portal.sealing.verification import VerifiedPrefix
from portal.web.data import clock

pytestmark = pytest.mark.once

DAY = date(2024, 6, 13)
NOON, ONE = clock.at(DAY, 12), clock.at(DAY, 1)
SMALL, LARGE = 199_999, 200_000
BEFORE = timedelta(minutes=8) - timedelta(seconds=1)
FAULT = ("ballot 7 is gone",)


@pytest.mark.parametrize(
    ("size", "now", "age", "faults", "due"),
    [
        (SMALL, NOON, timedelta(0), (), False),
        (SMALL, NOON, BEFORE, (), False),
        (SMALL, NOON, timedelta(minutes=8), (), True),
        (SMALL, NOON, timedelta(seconds=-1), (), True),  # the clock was put back
        (SMALL, NOON, timedelta(0), FAULT, True),
        (LARGE, NOON, timedelta(minutes=8), (), False),
        (LARGE, NOON, timedelta(hours=11), (), False),
        (LARGE, NOON, timedelta(hours=11, seconds=1), (), True),
        (LARGE, NOON, timedelta(minutes=1), FAULT, False),
        (LARGE, ONE, timedelta(hours=23), (), True),
        (LARGE, ONE, timedelta(0), (), False),
        (LARGE, ONE - timedelta(seconds=1), timedelta(hours=23), (), False),
    ],
)
def test_a_small_box_is_checked_whole_within_ten_minutes_a_large_one_at_night(size, now, age, faults, due):
    last = StoredVerdict(now, now - age, size, VerifiedPrefix(), faults)
    assert is_whole_due(last, now) is due


@pytest.mark.parametrize(
    ("size", "last", "age", "now", "signed"),
    [
        (0, None, None, True, False),
        (1, None, None, False, True),
        (5, 5, timedelta(hours=1), True, False),
        (6, 5, timedelta(0), True, True),
        (6, 5, timedelta(0), False, False),
        (6, 5, BEFORE, False, False),
        (6, 5, timedelta(minutes=8), False, True),
        (6, 5, timedelta(seconds=-1), False, True),  # the clock was put back
        (5, 5, timedelta(minutes=8), False, False),
    ],
)
def test_what_grew_is_signed_now_or_when_the_last_signature_is_old(size, last, age, now, signed):
    with clock.moved_to(NOON):
        checkpoint = None if last is None else Checkpoint(last, b"", NOON - age, "")
        assert should_sign(size, checkpoint, now=now) is signed
