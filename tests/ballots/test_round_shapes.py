"""Counting by hour, day and moment agrees with what was sent, in rounds of every shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.ballots import counting
from tests import shapes

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.shapes import World


def test_nothing_is_lost_between_hours_days_and_the_round(shape: World, at: Callable[[datetime], None]) -> None:
    at(shape.after)
    for survey in shape.rounds:
        points = shapes.points(survey)
        by_day = counting.by_day(survey, survey.days)
        assert sum(by_day.values()) == shape.ballots(survey) > 0
        for point in points:
            by_hour = counting.by_hour(survey, [point.id], survey.days)
            for day, hours in zip(survey.days, by_hour, strict=True):
                sent = shape.ballots(survey, point.unit.code, day)
                assert by_day.get((point.id, day), 0) == sent
                assert counting.until(survey, point.id, day) == sent
                assert (len(hours), sum(hours)) == (24, sent)
