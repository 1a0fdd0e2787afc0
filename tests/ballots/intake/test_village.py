"""P18: a village behind one address and a program that floods beside it; the clock runs, nobody waits for it."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from portal.ballots.intake import tokens
from portal.ballots.intake.intake import Post
from portal.ballots.models import ballot_pool
from portal.ballots.sealing import payload
from portal.ballots.submission_status import SubmissionStatus
from portal.extensions import db
from tests.ballots.conftest import CONTENT, NOON

if TYPE_CHECKING:
    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.intake import Intake, SubmissionResult

VOTERS, A_SECOND, LASTS, ADDRESS = 300, 12, 75, "198.51.100.7"
ANOTHER_MIND = "1"


@dataclass
class Street:
    """Everybody at one address: who comes when, as the page has them come again, and what became of it."""

    intake: Intake
    place: PointSnapshot
    luck: random.Random = field(default_factory=lambda: random.Random(18))  # noqa: S311 - a play
    queue: list[tuple[float, int, bool, str, float]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    flooded: dict[SubmissionStatus, int] = field(default_factory=dict)

    def comes(self, opened: float, sends: float, *, floods: bool) -> None:
        """Somebody opens the form at one second and sends it at another."""
        at = NOON.timestamp() + opened
        mark = tokens.issue_nonce(self.intake.nonce_key, self.place.point_id, self.place.round_id, at)
        heapq.heappush(self.queue, (sends, len(self.queue), floods, mark, sends))

    def live(self) -> None:
        """Let everybody send in their turn."""
        while self.queue:
            now, number, floods, mark, first = heapq.heappop(self.queue)
            verdict = self.send(now, mark, floods=floods)
            if floods:
                self.flooded[verdict.status] = self.flooded.get(verdict.status, 0) + 1
            elif verdict.status is SubmissionStatus.BUSY:
                heapq.heappush(self.queue, (now + verdict.wait, number, floods, mark, first))
            else:
                assert verdict.status is SubmissionStatus.TAKEN
                self.waited.append(now - first)

    def send(self, now: float, mark: str, *, floods: bool) -> SubmissionResult:
        """Send a form without a cookie, as the page does."""
        answers = {**CONTENT, "Q1": ANOTHER_MIND} if floods else CONTENT
        raw = urlencode({"nonce": mark, **answers}).encode()
        moment = NOON + timedelta(seconds=now)
        return self.intake.process(self.place, Post("application/x-www-form-urlencoded", raw, None, ADDRESS, moment))


@pytest.fixture
def street(app, point, monkeypatch) -> Street:
    intake = app.extensions["ballots"]
    monkeypatch.setattr(intake.sources, "workers", 1)
    place = intake.point_cache.find(point.code)
    db.session.rollback()
    return Street(intake, place)


def ballots(*, of_the_flood: bool) -> list[payload.Ballot]:
    every = [payload.decode(row) for row in db.session.scalars(select(ballot_pool.c.payload))]
    db.session.rollback()
    return [one for one in every if (one.answers["Q1"] == int(ANOTHER_MIND)) is of_the_flood]


def test_a_village_beside_a_flood_is_served_within_a_minute(street):
    for second in range(LASTS):
        for _ballot in range(A_SECOND):
            street.comes(second, second + 8, floods=True)
    for _voter in range(VOTERS):
        opened = street.luck.uniform(0, 30)
        street.comes(opened, opened + street.luck.uniform(9, 25), floods=False)
    street.live()
    assert len([wait for wait in street.waited if wait <= 60]) >= VOTERS - 1
    assert max(street.waited) > 0, "nobody ever had to wait: that was no flood"
    assert street.flooded[SubmissionStatus.BUSY] > 0
    assert len(ballots(of_the_flood=False)) == VOTERS


def test_what_a_flood_brings_beyond_the_quiet_twenty_is_marked_and_its_repeats_add_nothing(street):
    for number in range(100):
        street.comes(0, 8 + number / A_SECOND, floods=True)
    again = [(sends + 20, mark) for sends, _number, _floods, mark, _first in street.queue]
    street.live()
    assert sorted(one.risk for one in ballots(of_the_flood=True)) == [0] * 20 + [1] * 40 + [2] * 40
    fates = {street.send(now, mark, floods=True).status for now, mark in again}
    assert fates == {SubmissionStatus.REPEATED}
    assert len(ballots(of_the_flood=True)) == 100
