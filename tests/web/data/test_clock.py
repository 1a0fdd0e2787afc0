"""P21: a web server whose own clock is wrong decides as the database's clock says, to the second, in any zone."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import create_engine

from portal.ballots.submission_status import SubmissionStatus, Window
from portal.extensions import db as database
from portal.web.data import clock
from portal.web.data.databases import follow_database_clock

machine_clock = clock.machine_time
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
TRIES = 50


@pytest.fixture(params=["UTC", "America/New_York"])
def zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(params=[-5, 0, 5], ids="{:+d} min".format)
def wrong_clock(request, monkeypatch, db):
    """This machine's clock is wrong by so many minutes; a connection is taken up until the database's is believed."""
    wrong = timedelta(minutes=request.param)
    monkeypatch.setattr(clock, "_lag", timedelta(0))
    monkeypatch.setattr(clock, "machine_time", lambda: machine_clock() + wrong)
    engine = create_engine(database.engine.url)
    follow_database_clock(engine)
    for _try in range(TRIES):
        with engine.connect():
            pass
        if abs(clock.lag() + wrong) < SECOND:
            break
    engine.dispose()


@pytest.mark.parametrize(
    ("opens", "closes", "gate"),
    [
        (SECOND, DAY, SubmissionStatus.EARLY),
        (-SECOND, DAY, SubmissionStatus.OPEN),
        (-DAY, SECOND, SubmissionStatus.OPEN),
        (-DAY, -SECOND, SubmissionStatus.OVER),
    ],
)
def test_a_second_before_and_after_each_edge_is_decided_alike(wrong_clock, zone, opens, closes, gate):
    now = machine_clock()
    assert Window(now + opens, now + closes).status(clock.now()) is gate


def test_a_form_sent_in_the_grace_is_taken_alike(wrong_clock, zone):
    closed = machine_clock() - timedelta(minutes=15)
    issued = (closed - SECOND).timestamp()
    assert Window(closed - DAY, closed + SECOND).status_of_form(clock.now(), issued) is SubmissionStatus.OPEN
    assert Window(closed - DAY, closed - SECOND).status_of_form(clock.now(), issued - 1) is SubmissionStatus.OVER


def test_a_late_answer_of_the_database_is_not_believed(monkeypatch):
    monkeypatch.setattr(clock, "_lag", timedelta(0))
    now = machine_clock()
    assert not clock.adjust_to(now + timedelta(hours=1), now - SECOND)
    assert clock.lag() == timedelta(0)


@pytest.mark.parametrize(("told", "lag"), [(0, 0), (60, 60), (-60, -60)])
def test_a_clock_that_is_right_again_is_believed_again(monkeypatch, told, lag):
    now = machine_clock()
    monkeypatch.setattr(clock, "_lag", timedelta(hours=1))
    monkeypatch.setattr(clock, "machine_time", lambda: now)
    assert clock.adjust_to(now + told * SECOND, now)
    assert clock.lag() == lag * SECOND
