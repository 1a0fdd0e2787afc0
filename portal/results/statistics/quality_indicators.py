"""A commune's signs for `quality.flags`: kept with the crossings when results are opened, read from there alone.

They are counts of a whole round: no day, no hour and no answer stands in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from statistics import median_low
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from portal.ballots.models import BUCKET_SECONDS, arrivals
from portal.extensions import db
from portal.fieldwork.publicity import queries as photographs
from portal.fieldwork.scope import point_ids
from portal.results.models import Crossing
from portal.results.statistics import response_flags
from portal.results.statistics.quality import Indicators
from portal.surveys.models import Point
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from portal.fieldwork.turnout.figures import Line
    from portal.surveys.models import Round
    from portal.units.models import Unit

SAME, ALIKE, PEAK, USUAL, PAIR, PACE, NIGHT = INDICATORS = ("same", "alike", "peak", "usual", "pair", "pace", "night")
UNOPENED: Final = "unopened"
"""How many ballots could not be opened: kept beside the signs, no sign of stuffing itself."""
BILLION: Final = 1_000_000_000
"""`pace` is a part of one, kept in billionths: of any round and box it fits its column and is never nought."""
LATE, EARLY = 23, 5
BUCKETS_IN_AN_HOUR, BUCKETS_IN_A_DAY, DAYS_REMEMBERED = 6, 144, 31
UNCROSSED: Final = ""
"""Stands where a crossing names the question: a sign is crossed with none."""

IndicatorCounts = dict[tuple[int, str], int]
"""A sign by point and name."""
CrossedCounts = Mapping[tuple[str, int, int], int]
"""A commune's counts by mark, its code, and the answer to the overall question."""


def from_arrivals(round_: Round) -> IndicatorCounts:
    """How the ballots of each point came in, from the ten-minute counters. One query."""
    counted = (
        select(arrivals.c.point_id, arrivals.c.bucket, func.sum(arrivals.c.n))
        .where(arrivals.c.point_id.in_(select(Point.id).where(Point.round_id == round_.id)))
        .group_by(arrivals.c.point_id, arrivals.c.bucket)
    )
    by_point: dict[int, dict[int, int]] = {}
    for point, bucket, n in db.session.execute(counted):
        by_point.setdefault(point, {})[bucket] = int(n)
    return from_points(by_point, len(round_.days))


def from_points(by_point: Mapping[int, Mapping[int, int]], days: int) -> IndicatorCounts:
    """The same from plain counts: how many came to each point in each ten minutes."""
    everywhere = Hours.of(n for buckets in by_point.values() for n in buckets.items())
    return {
        (point, name): n
        for point, buckets in by_point.items()
        for name, n in (bucket_figures(buckets) | pair_against_others(buckets, everywhere, days)).items()
    }


def bucket_figures(buckets: Mapping[int, int]) -> dict[str, int]:
    """The fullest and the middle ten minutes, and what came at night."""
    night = sum(n for bucket, n in buckets.items() if is_night(bucket))
    return {PEAK: max(buckets.values()), USUAL: median_low(buckets.values()), NIGHT: night}


@dataclass(frozen=True)
class Hours:
    """How many ballots came in each hour of the day."""

    by_hour: Mapping[int, int]

    @classmethod
    def of(cls, counted: Iterable[tuple[int, int]]) -> Hours:
        by_hour: Counter[int] = Counter()
        for bucket, n in counted:
            by_hour[hour_of(bucket)] += n
        return cls(by_hour)

    def excluding(self, mine: Hours) -> Hours:
        """All but one commune's."""
        return Hours({hour: n - mine.by_hour.get(hour, 0) for hour, n in self.by_hour.items()})

    def share(self, bucket: int) -> float:
        """The share of a day's ballots that ten minutes bring; never less than were ballots sent day and night."""
        total = sum(self.by_hour.values())
        usual = self.by_hour.get(hour_of(bucket), 0) / total / BUCKETS_IN_AN_HOUR if total else 0.0
        return max(usual, 1 / BUCKETS_IN_A_DAY)


def pair_against_others(buckets: Mapping[int, int], everywhere: Hours, days: int) -> dict[str, int]:
    """The twenty minutes that stand out most, and what part of the ballots the others' hours let expect in them."""
    others, sent = everywhere.excluding(Hours.of(buckets.items())), sum(buckets.values())
    pairs = [
        (n + buckets.get(bucket + 1, 0), (others.share(bucket) + others.share(bucket + 1)) / days)
        for bucket, n in buckets.items()
    ]
    pair, pace = max(pairs, key=lambda one: (one[0] - sent * one[1], one))
    return {PAIR: pair, PACE: round(BILLION * pace)}


def is_night(bucket: int) -> bool:
    """Whether ten minutes lie between 23 and 5 o'clock."""
    hour = hour_of(bucket)
    return hour >= LATE or hour < EARLY


@lru_cache(maxsize=DAYS_REMEMBERED * BUCKETS_IN_A_DAY)
def hour_of(bucket: int) -> int:
    """The hour of the day in which ten minutes lie, by our clock."""
    return clock.local(datetime.fromtimestamp(bucket * BUCKET_SECONDS, UTC)).hour


def rows_of(round_: Round, counts: IndicatorCounts, codes: Mapping[int, str]) -> list[dict[str, str | int]]:
    """The signs as rows, in the order of unit codes."""
    return [
        {
            "round_id": round_.id,
            "point_id": point,
            "item": name,
            "code": 0,
            "question": UNCROSSED,
            "choice": 0,
            "n": n,
        }
        for (point, name), n in sorted(counts.items(), key=lambda one: (codes[one[0][0]], one[0]))
    ]


def read(top: Unit, round_: Round, lines: Sequence[Line]) -> list[Indicators]:
    """The signs of every commune of a subtree, by its unit's code. Two queries."""
    items = (*INDICATORS, response_flags.DURATION, response_flags.STRAIGHTLINING, response_flags.RISK)
    counted = select(Crossing.point_id, Crossing.item, Crossing.code, Crossing.choice, Crossing.n).where(
        Crossing.round_id == round_.id,
        Crossing.point_id.in_(point_ids(top, round_)),
        Crossing.item.in_(items),
    )
    by_point: dict[int, dict[tuple[str, int, int], int]] = {}
    for point, item, code, choice, n in db.session.execute(counted):
        by_point.setdefault(point, {})[item, code, choice] = n
    reused = photographs.count_repeated_photos(top, round_)
    return [from_line(line, by_point.get(line.point_id, {}), reused.get(line.point_id, 0)) for line in lines]


def unopened(top: Unit, round_: Round) -> dict[int, int]:
    """How many ballots could not be opened, by point; only where there are any. One query."""
    query = select(Crossing.point_id, Crossing.n).where(
        Crossing.round_id == round_.id,
        Crossing.point_id.in_(point_ids(top, round_)),
        Crossing.item == UNOPENED,
    )
    return {row.point_id: row.n for row in db.session.execute(query)}


def from_line(line: Line, counts: CrossedCounts, reused: int = 0) -> Indicators:
    """One commune's signs; `reused` counts photographs like earlier ones."""
    days = tuple((one.visits, one.ballots) for one in line.days)
    return from_counts(line.unit.code, counts, days, reused)


def from_counts(
    key: str, counts: CrossedCounts, days: tuple[tuple[int | None, int], ...], reused: int = 0
) -> Indicators:
    """The same from plain figures: a commune's key, its counts, visits and ballots of each day."""
    by_duration = sum_by(counts, response_flags.DURATION, lambda code, _choice: code)
    alone = {name: counts.get((name, 0, 0), 0) for name in INDICATORS}
    opened = sum(by_duration.values())
    sent = max(opened, sum(ballots for _came, ballots in days))
    return Indicators(
        key=key,
        ballots=opened,
        sent=sent,
        fast=by_duration[response_flags.UNDER_25] + by_duration[response_flags.UNDER_40],
        straightlined=sum_by(counts, response_flags.STRAIGHTLINING, straight_level),
        risky=sum(n for code, n in sum_by(counts, response_flags.RISK, lambda code, _choice: code).items() if code),
        paced=sent * alone.pop(PACE) / BILLION,
        **alone,
        reused=reused,
        days=days,
    )


def straight_level(code: int, choice: int) -> int:
    """The level of a straight-lined ballot, by its answer to the overall question; 0 for any other ballot."""
    return 0 if code == response_flags.NOT_STRAIGHT else choice


def sum_by(counts: CrossedCounts, mark: str, under: Callable[[int, int], int]) -> Counter[int]:
    """The counts of one mark, put together under what is made of its code and of the answer to the overall question."""
    together: Counter[int] = Counter()
    for (item, code, choice), n in counts.items():
        if item == mark:
            together[under(code, choice)] += n
    return together
