"""Ballots counted by day and hour, whether remembered or read anew."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from portal.ballots import counting
from portal.web import clock
from tests import make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.surveys.models import Point, Round

FIRST, SECOND, LAST = date(2024, 6, 12), date(2024, 6, 13), date(2024, 6, 14)


@pytest.fixture
def survey(db: object) -> Round:
    return make.survey_round()


@pytest.fixture
def point(survey: Round) -> Point:
    return make.point("07507")


@pytest.fixture
def remembering(app: Flask, db: object) -> Iterator[None]:
    """As in production: what is over is not read again."""
    app.testing = False
    yield
    app.testing = True
    counting.forget()


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
    assert counting.by_hour(survey, [point.id], LAST)[23] == 7


def test_another_rounds_arrivals_are_not_counted(survey: Round, point: Point) -> None:
    other = make.survey_round("other")
    make.arrive(make.point("07507", other), 9, SECOND)
    assert counting.by_day(survey, [SECOND]) == {}


def test_hours_are_of_the_points_asked_for(survey: Round, point: Point) -> None:
    make.arrive(point, 3, SECOND, hour=8)
    make.arrive(make.point("07519"), 4, SECOND, hour=8)
    assert counting.by_hour(survey, [point.id], SECOND)[8] == 3
    assert sum(counting.by_hour(survey, [point.id, make.point("07519").id], SECOND)) == 7


def test_remembering_gives_the_same_figures_while_ballots_come(remembering: None, survey: Round, point: Point) -> None:
    for hour, expected in ((8, 5), (9, 10), (10, 15), (11, 20)):
        with clock.moved_to(clock.at(SECOND, hour, 5)):
            make.arrive(point, 5, SECOND, hour=hour)
            assert counting.by_day(survey, [SECOND]) == {(point.id, SECOND): expected}
            assert counting.by_hour(survey, [point.id], SECOND)[hour] == 5


def test_what_is_remembered_is_read_anew_after_a_while(remembering: None, survey: Round, point: Point) -> None:
    with clock.moved_to(clock.at(SECOND, 12)):
        counting.by_day(survey, [SECOND])
    make.arrive(point, 5, SECOND, hour=9)
    with clock.moved_to(clock.at(SECOND, 12, 2)):
        assert counting.by_day(survey, [SECOND]) == {}
    with clock.moved_to(clock.at(SECOND, 12, 6)):
        assert counting.by_day(survey, [SECOND]) == {(point.id, SECOND): 5}
