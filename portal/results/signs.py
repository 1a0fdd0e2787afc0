"""A commune's signs for `quality.flags`: kept with the crossings when results are opened, read from there alone.

They are counts of a whole round: no day, no hour and no answer stands in them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median_low
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from portal.ballots.models import BUCKET_SECONDS, arrivals
from portal.extensions import db
from portal.fieldwork.publicity import queries as photographs
from portal.results import marks
from portal.results.models import Crossing
from portal.results.quality import Signs
from portal.results.turnout_board import points_within
from portal.surveys.models import Point
from portal.web import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.results.turnout_board import Line
    from portal.surveys.models import Round
    from portal.units.models import Unit

SAME, PEAK, USUAL, NIGHT = SIGNS = ("same", "peak", "usual", "night")
LATE, EARLY = 23, 5
UNCROSSED: Final = ""
"""Stands where a crossing names the question: a sign is crossed with none."""

Found = dict[tuple[int, str], int]
"""A sign by point and name."""


def of_arrivals(survey: Round) -> Found:
    """How the ballots of each point came in, from the ten-minute counters. One query."""
    counted = (
        select(arrivals.c.point_id, arrivals.c.bucket, func.sum(arrivals.c.n))
        .where(arrivals.c.point_id.in_(select(Point.id).where(Point.round_id == survey.id)))
        .group_by(arrivals.c.point_id, arrivals.c.bucket)
    )
    by_point: dict[int, dict[int, int]] = {}
    for point, bucket, n in db.session.execute(counted):
        by_point.setdefault(point, {})[bucket] = int(n)
    return {(point, name): n for point, buckets in by_point.items() for name, n in of_buckets(buckets).items()}


def of_buckets(buckets: Mapping[int, int]) -> dict[str, int]:
    """The fullest and the middle ten minutes, and what came at night."""
    night = sum(n for bucket, n in buckets.items() if is_night(bucket))
    return {PEAK: max(buckets.values()), USUAL: median_low(buckets.values()), NIGHT: night}


def is_night(bucket: int) -> bool:
    """Whether ten minutes lie between 23 and 5 o'clock."""
    hour = clock.local(datetime.fromtimestamp(bucket * BUCKET_SECONDS, UTC)).hour
    return hour >= LATE or hour < EARLY


def rows_of(survey: Round, found: Found, codes: Mapping[int, str]) -> list[dict[str, str | int]]:
    """The signs as rows, in the order of unit codes."""
    return [
        {
            "round_id": survey.id,
            "point_id": point,
            "item": name,
            "code": 0,
            "question": UNCROSSED,
            "choice": 0,
            "n": n,
        }
        for (point, name), n in sorted(found.items(), key=lambda one: (codes[one[0][0]], one[0]))
    ]


def read(top: Unit, survey: Round, lines: Sequence[Line]) -> list[Signs]:
    """The signs of every commune of a subtree, by its unit's code. Two queries."""
    wanted = (*SIGNS, marks.DURATION, marks.COLUMN, marks.RISK)
    counted = (
        select(Crossing.point_id, Crossing.item, Crossing.code, func.sum(Crossing.n))
        .where(
            Crossing.round_id == survey.id,
            Crossing.point_id.in_(points_within(survey, top)),
            Crossing.item.in_(wanted),
        )
        .group_by(Crossing.point_id, Crossing.item, Crossing.code)
    )
    found: dict[int, dict[tuple[str, int], int]] = {}
    for point, item, code, n in db.session.execute(counted):
        found.setdefault(point, {})[item, code] = int(n)
    reused = photographs.doubtful(top, survey)
    return [of_line(line, found.get(line.point_id, {}), reused.get(line.point_id, 0)) for line in lines]


def of_line(line: Line, found: Mapping[tuple[str, int], int], reused: int = 0) -> Signs:
    """One commune's signs; `found` has the counts by item and code, `reused` counts photographs like earlier ones."""
    by_duration = {code: n for (item, code), n in found.items() if item == marks.DURATION}
    return Signs(
        key=line.unit.code,
        ballots=sum(by_duration.values()),
        hurried=by_duration.get(marks.UNDER_25, 0) + by_duration.get(marks.UNDER_40, 0),
        columns=found.get((marks.COLUMN, marks.SLOW_COLUMN), 0) + found.get((marks.COLUMN, marks.FAST_COLUMN), 0),
        risky=sum(n for (item, code), n in found.items() if item == marks.RISK and code),
        **{name: found.get((name, 0), 0) for name in SIGNS},
        reused=reused,
        days=tuple((one.visits, one.ballots) for one in line.days),
    )
