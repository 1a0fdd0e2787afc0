"""side_by_side.py: several processes count to the same figures as one, and one that was ended is not passed over."""

from __future__ import annotations

import os
import signal

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from portal.ballots.sealing import cipher, payload
from portal.ballots.sealing.cipher import Opener
from portal.results.statistics.basis import basis_from
from portal.results.tallying import side_by_side
from portal.results.tallying.counting import Counts
from portal.surveys.questionnaire.questionnaire import Questionnaire
from tests import make
from tests.results import poll

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()


def empty(*, sealed: bool) -> Counts:
    opener = Opener(1, KEY, PUBLIC) if sealed else Opener(1)
    return Counts(basis_from(Questionnaire.from_json(make.default_form()), make.plan_198()), opener, ("Q1",))


def ballots(*, sealed: bool) -> list[tuple[int, bytes]]:
    found = []
    for number in range(60):
        point, sheet = number % 7, poll.sheet(number % 5 + 1, D1=number % 2 + 1)
        written = payload.encode(payload.Ballot("PKS02-MD-1/2", sheet, risk=number % 3))
        found.append((point, cipher.ballot(PUBLIC if sealed else None, 1, point, written)))
    return [*found, (3, b"\x01 that nobody can open"), (4, b"{")]


@pytest.mark.parametrize("sealed", [True, False])
def test_several_count_as_one_does(sealed):
    alone, together, kept = empty(sealed=sealed), empty(sealed=sealed), ballots(sealed=sealed)
    alone.add_all(kept)
    assert alone.unopened.total() == 2
    assert len(alone.by_errata) > 5
    with side_by_side.counting_into(together, 2) as take:
        for start in range(0, len(kept), 10):
            take(kept[start : start + 10])
    assert together.share == alone.share
    assert together.pattern_indicators() == alone.pattern_indicators()


def test_a_process_that_was_ended_is_told(monkeypatch):
    begun = []
    begin = side_by_side.Other.__enter__
    monkeypatch.setattr(side_by_side.Other, "__enter__", lambda other: begun.append(begin(other)) or other)
    with pytest.raises((OSError, EOFError)):
        count_past_a_kill(begun)
    assert all(other.process.returncode is not None for other in begun)


def count_past_a_kill(begun: list[side_by_side.Other]) -> None:
    with side_by_side.counting_into(empty(sealed=False), 2) as take:
        os.kill(begun[0].process.pid, signal.SIGKILL)
        begun[0].process.wait()
        take(ballots(sealed=False))


@pytest.mark.parametrize(
    ("many", "processors", "wanted"), [(299_999, 8, 1), (300_000, 8, 8), (10**7, 64, 16), (10**6, 1, 1)]
)
def test_as_many_count_as_there_are_processors_where_it_pays(monkeypatch, many, processors, wanted):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(processors)))
    assert side_by_side.processes_for(many) == wanted
