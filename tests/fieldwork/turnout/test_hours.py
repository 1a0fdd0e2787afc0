"""Ballots by hour: which days are drawn, where the desk's hours lie, which hour still runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

import pytest

from portal.fieldwork.turnout import hours
from portal.web.data import clock
from tests import make
from tests.fieldwork.rounds import FIRST, round_of

SECOND = FIRST + timedelta(days=1)


@pytest.fixture
def survey(db, app):
    opened = replace(make.plan_198().desk, opens=time(7, 30), shuts=time(16, 30))
    survey = round_of(desk=opened)
    with app.test_request_context():
        yield survey


def test_days_over_each_other_with_the_desk_s_hours_behind_and_the_running_hour_marked(survey, at):
    point = make.point("07507", survey)
    for day, hour, n in ((FIRST, 6, 4), (FIRST, 8, 2), (SECOND, 9, 3)):
        make.arrive(point, n, day, hour)
    at(clock.at(SECOND, 9, 40))
    found = hours.of_days(survey, [point.id], survey.days)
    assert found.hours == (6, 7, 8, 9)
    assert [(name, words) for name, _bars, words in found.days] == [("12/6", "6 phiếu"), ("13/6", "3 phiếu")]
    assert [[bar.is_running for bar in bars] for _name, bars, _words in found.days] == [
        [False] * 4,
        [False, False, False, True],
    ]
    # the shade begins at half past seven of hours that are drawn from six to ten, and ends with them
    assert found.desk == ("37.50", "62.50")
    assert found.desk_words == "07:30–16:30"
    assert found.rows == [("12/6", "4", "0", "2", "0"), ("13/6", "0", "0", "0", "3")]


def test_nothing_is_drawn_without_a_ballot_and_no_hour_runs_once_the_day_is_over(survey, at):
    point = make.point("07507", survey)
    assert hours.of_days(survey, [point.id], survey.days) is None
    make.arrive(point, 1, FIRST, 9)
    at(clock.at(SECOND, 9, 40))
    [(_name, bars, _words)] = hours.of_days(survey, [point.id], survey.days).days
    assert not any(bar.is_running for bar in bars)
