"""Ballots counted by day and hour, whether remembered or read anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from portal.ballots import counting
from portal.ballots.models import arrivals
from portal.extensions import db as database
from portal.web.data import clock
from tests import make

if TYPE_CHECKING:
    from datetime import datetime

    from portal.surveys.models import Point, Round

FIRST, SECOND, LAST, AFTER = (date(2024, 6, day) for day in (12, 13, 14, 15))


@pytest.fixture
def survey(db: object) -> Round:
    return make.survey_round()


@pytest.fixture
def point(survey: Round) -> Point:
    return make.point("07507")


def test_each_day_has_its_own(survey: Round, point: Point) -> None:
    make.arrive(point, 3, FIRST, hour=0)
    make.arrive(point, 4, FIRST, hour=23)
    make.arrive(point, 5, SECOND, hour=9)
    counts = counting.by_day(survey, survey.days)
    assert [counts[point.id, day] for day in survey.days] == [7, 5, 0]


def test_what_came_in_the_grace_belongs_to_the_last_day_and_its_last_hour(survey: Round, point: Point) -> None:
    make.arrive(point, 6, LAST, hour=23)
    make.arrive(point, 1, date(2024, 6, 15), hour=0)
    assert counting.by_day(survey, [LAST]) == {(point.id, LAST): 7}
    assert counting.by_hour(survey, [point.id], [LAST])[0][23] == 7


def test_another_rounds_arrivals_are_not_counted(survey: Round, point: Point) -> None:
    other = make.survey_round("other")
    make.arrive(make.point("07507", other), 9, SECOND)
    assert counting.by_day(survey, [SECOND]) == {}


def test_hours_are_of_the_points_asked_for(survey: Round, point: Point) -> None:
    make.arrive(point, 3, SECOND, hour=8)
    make.arrive(make.point("07519"), 4, SECOND, hour=8)
    assert counting.by_hour(survey, [point.id], [SECOND])[0][8] == 3
    assert sum(counting.by_hour(survey, [point.id, make.point("07519").id], [SECOND])[0]) == 7


def test_remembering_gives_the_same_figures_while_ballots_come(survey: Round, point: Point) -> None:
    for hour, expected in ((8, 5), (9, 10), (10, 15), (11, 20)):
        with clock.moved_to(clock.at(SECOND, hour, 5)):
            make.arrive(point, 5, SECOND, hour=hour)
            assert counting.by_day(survey, [SECOND]) == {(point.id, SECOND): expected}
            assert counting.by_hour(survey, [point.id], [SECOND])[0][hour] == 5


def test_what_is_over_is_not_read_again_until_a_while_has_gone_by(survey: Round, point: Point) -> None:
    with clock.moved_to(clock.at(SECOND, 12)):
        counting.by_day(survey, [SECOND])
    came_late(point, 5, clock.at(SECOND, 9))
    with clock.moved_to(clock.at(SECOND, 12, 2)):
        assert counting.by_day(survey, [SECOND]) == {}
    with clock.moved_to(clock.at(SECOND, 12, 6)):
        assert counting.by_day(survey, [SECOND]) == {(point.id, SECOND): 5}


def test_a_ballot_that_comes_once_the_memory_is_made_is_counted_at_once(survey: Round, point: Point) -> None:
    for minute in (0, 4, 9, 10, 19, 20, 21, 59):
        moment = clock.at(SECOND, 12, minute)
        with clock.moved_to(moment):
            before = counting.by_day(survey, [SECOND]).get((point.id, SECOND), 0)
            came_late(point, 1, moment)
            assert counting.by_day(survey, [SECOND]) == {(point.id, SECOND): before + 1}


def test_after_an_extension_a_round_is_remembered_anew_and_once(survey: Round, point: Point) -> None:
    make.arrive(point, 5, LAST)
    with clock.moved_to(clock.at(LAST, 20)):
        assert counting.by_day(survey, [LAST]) == {(point.id, LAST): 5}
        for further in range(1, 4):
            survey.closes_at = clock.end_of(LAST + timedelta(days=further))
            assert counting.by_day(survey, [LAST]) == {(point.id, LAST): 5}
            assert counting.memory_of.cache_info().currsize == 1


def test_only_the_rounds_last_asked_for_are_remembered(db: object) -> None:
    rounds = [make.survey_round(f"round-{number}") for number in range(counting.MOST_ROUNDS_CACHED + 2)]
    with clock.moved_to(clock.at(LAST, 20)):
        for survey in (*rounds, rounds[2], rounds[0]):
            counting.by_day(survey, [LAST])
    assert all(counting.memory_of(survey.id) for survey in (*rounds[4:], rounds[2], rounds[0]))
    assert not counting.memory_of(rounds[3].id)


USUAL = clock.end_of(LAST)


@pytest.mark.parametrize(
    ("closes", "day", "now", "is_over"),
    [
        (USUAL, SECOND, clock.at(SECOND, 23, 59), False),
        (USUAL, SECOND, clock.at(LAST, 0), True),
        (USUAL, SECOND, clock.at(LAST, 0, 5), True),
        (USUAL, SECOND, clock.at(LAST, 0, 15), True),
        (USUAL, LAST, clock.at(LAST, 23, 59), False),
        (USUAL, LAST, clock.at(AFTER, 0), False),
        (USUAL, LAST, clock.at(AFTER, 0, 5), False),
        (USUAL, LAST, clock.at(AFTER, 0, 14, 59), False),
        (USUAL, LAST, clock.at(AFTER, 0, 15), True),
        *((clock.at(LAST, hour), LAST, clock.at(LAST, hour, 14), False) for hour in range(1, 24)),
        *((clock.at(LAST, hour), LAST, clock.at(LAST, hour, 15), True) for hour in range(1, 24)),
        (clock.at(LAST, 23, 50), LAST, clock.at(AFTER, 0, 4), False),
        (clock.at(LAST, 23, 50), LAST, clock.at(AFTER, 0, 5), True),
        (clock.at(LAST, 0, 5), LAST, clock.at(LAST, 0, 19), False),
        (clock.at(LAST, 0, 5), LAST, clock.at(LAST, 0, 20), True),
        (clock.at(LAST, 0, 5), SECOND, clock.at(LAST, 0), True),
        (clock.at(SECOND, 11), SECOND, clock.at(SECOND, 11, 15), True),
        (clock.end_of(AFTER), LAST, clock.at(LAST, 23, 59), False),
        (clock.end_of(AFTER), LAST, clock.at(AFTER, 0), True),
        (clock.end_of(AFTER), AFTER, clock.at(AFTER, 12), False),
    ],
)
def test_from_when_a_days_ballots_are_told(
    survey: Round, closes: datetime, day: date, now: datetime, *, is_over: bool
) -> None:
    survey.closes_at = closes
    with clock.moved_to(now):
        assert (day in counting.days_over(survey)) is is_over
        assert (now >= counting.over_at(survey, day)) is is_over


def came_late(point: Point, n: int, moment: datetime) -> None:
    """Arrivals of a moment, written as a ballot writes them: nothing is told of it to whoever remembers."""
    row = {"point_id": point.id, "bucket": counting.bucket(moment), "channel": f"{moment:%d%H%M}", "n": n}
    database.session.execute(insert(arrivals).values(**row))
