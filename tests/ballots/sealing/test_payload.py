from __future__ import annotations

import json

import pytest

from portal.ballots.sealing import payload
from portal.ballots.sealing.payload import Ballot

FULL = {f"Q{n}": 9 for n in range(1, 15)} | {f"D{n}": 9 for n in range(1, 8)}


@pytest.mark.parametrize(
    ("seconds", "bucket"),
    [
        (8, "under_25s"),
        (24.9, "under_25s"),
        (25, "under_40s"),
        (39.9, "under_40s"),
        (40, "under_5min"),
        (299.9, "under_5min"),
        (300, "longer"),
        (86_000, "longer"),
    ],
)
def test_a_duration_is_kept_as_a_bucket(seconds: float, bucket: str) -> None:
    assert payload.duration(seconds) == bucket


def test_a_ballot_is_read_as_it_was_written() -> None:
    ballot = Ballot("PKS02-MD-1/2", {"Q1": 5, "D7": 2}, "family", "longer", 1, assisted=True)
    assert payload.decode(payload.encode(ballot)) == ballot


def test_all_ballots_of_a_form_have_one_length() -> None:
    size = payload.size_for("PKS02-MD-1/2", FULL)
    least = payload.encode(Ballot("PKS02-MD-1/2", {"Q1": 1}, assisted=True), size)
    most = payload.encode(Ballot("PKS02-MD-1/2", FULL, "family", "under_5min", 2, assisted=False), size)
    assert len(least) == len(most) == size == 512


def test_a_long_form_has_more_blocks() -> None:
    assert payload.size_for("X/1", {f"question-{n}": 12 for n in range(60)}) % 512 == 0
    assert payload.size_for("X/1", {f"question-{n}": 12 for n in range(60)}) > 512


def test_the_same_answers_give_the_same_bytes_in_whatever_order_they_came() -> None:
    one, other = {"Q1": 1, "Q2": 2}, {"Q2": 2, "Q1": 1}
    assert payload.encode(Ballot("X/1", one)) == payload.encode(Ballot("X/1", other))


def test_only_what_is_promised_is_inside() -> None:
    kept = json.loads(payload.encode(Ballot("X/1", {"Q1": 1})))
    assert set(kept) == {"version", "answers", "channel", "duration", "risk", "assisted"}
