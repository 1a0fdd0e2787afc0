"""A commune's signs for `quality.flags`: kept with the crossings when results are opened, read from there alone.

They are counts of a whole round: no day, no hour and no answer stands in them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from statistics import median_low
from typing import Final

from sqlalchemy import func, select

from portal.ballots.models import BUCKET_SECONDS, arrivals
from portal.fieldwork.publicity import queries as photographs
from portal.fieldwork.turnout.figures import Line
from portal.results import queries
from portal.results.scoring import pooled
from portal.results.statistics import response_flags
from portal.results.statistics.quality import Indicators
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.web.data import clock

SAME, ALIKE, PEAK, USUAL, PAIR, PACE, NIGHT = INDICATORS = ("same", "alike", "peak", "usual", "pair", "pace", "night")
UNOPENED: Final = "unopened"  # how many ballots could not be opened: kept beside the signs, no sign of stuffing itself
# `pace` is a part of one, kept in billionths: of any round and box it fits its column and is never nought
BILLION: Final = 1_000_000_000
LATE, EARLY = 23, 5
BUCKETS_IN_AN_HOUR, BUCKETS_IN_A_DAY, DAYS_REMEMBERED = 6, 144, 31
UNCROSSED: Final = ""  # stands where a crossing names the question: a sign is crossed with none

IndicatorCounts = dict[tuple[int, str], int]  # a sign by point and name
# a commune's counts by mark, its code, and the answer to the overall question
CrossedCounts = Mapping[str, Mapping[int, Mapping[int, int]]]


def from_arrivals(round_: Round) -> IndicatorCounts:
    """How the ballots of each point came in, from the ten-minute counters. One query."""
    columns = arrivals.c.point_id, arrivals.c.bucket
    mine = arrivals.c.point_id.in_(select(Point.id).where(Point.round_id == round_.id))
    counted = select(*columns, func.sum(arrivals.c.n)).where(mine).group_by(*columns)
    return from_points(queries.nested(counted), len(round_.days))


def from_points(by_point: Mapping[int, Mapping[int, int]], days: int) -> IndicatorCounts:
    """The same from plain counts: how many came to each point in each ten minutes."""
    everywhere = by_hour(n for buckets in by_point.values() for n in buckets.items())
    return {
        (point, name): n
        for point, buckets in by_point.items()
        for name, n in (bucket_figures(buckets) | pair_against_others(buckets, everywhere, days)).items()
    }


def bucket_figures(buckets: Mapping[int, int]) -> dict[str, int]:
    """The fullest and the middle ten minutes, and what came at night."""
    night = sum(n for bucket, n in buckets.items() if not EARLY <= hour_of(bucket) < LATE)
    return {PEAK: max(buckets.values()), USUAL: median_low(buckets.values()), NIGHT: night}


def pair_against_others(buckets: Mapping[int, int], everywhere: Mapping[int, int], days: int) -> dict[str, int]:
    """The twenty minutes that stand out most, and what part of the ballots the others' hours let expect in them."""
    mine, sent = by_hour(buckets.items()), sum(buckets.values())
    others = {hour: n - mine[hour] for hour, n in everywhere.items()}
    pairs = [
        (n + buckets.get(bucket + 1, 0), (share_of_day(others, bucket) + share_of_day(others, bucket + 1)) / days)
        for bucket, n in buckets.items()
    ]
    pair, pace = max(pairs, key=lambda one: (one[0] - sent * one[1], one))
    return {PAIR: pair, PACE: round(BILLION * pace)}


def by_hour(counted: Iterable[tuple[int, int]]) -> Counter[int]:
    """How many ballots came in each hour of the day."""
    hours: Counter[int] = Counter()
    for bucket, n in counted:
        hours[hour_of(bucket)] += n
    return hours


def share_of_day(hours: Mapping[int, int], bucket: int) -> float:
    """The share of a day's ballots that ten minutes bring; never less than were ballots sent day and night."""
    total = sum(hours.values())
    usual = hours.get(hour_of(bucket), 0) / total / BUCKETS_IN_AN_HOUR if total else 0.0
    return max(usual, 1 / BUCKETS_IN_A_DAY)


@lru_cache(maxsize=DAYS_REMEMBERED * BUCKETS_IN_A_DAY)
def hour_of(bucket: int) -> int:
    """The hour of the day in which ten minutes lie, by our clock."""
    return clock.local(datetime.fromtimestamp(bucket * BUCKET_SECONDS, UTC)).hour


def rows_of(round_: Round, counts: IndicatorCounts, codes: Mapping[int, str]) -> list[dict[str, str | int]]:
    """The signs as rows, in the order of unit codes."""
    common: dict[str, str | int] = {"round_id": round_.id, "code": 0, "question": UNCROSSED, "choice": 0}
    in_order = sorted(counts.items(), key=lambda one: (codes[one[0][0]], one[0]))
    return [{**common, "point_id": point, "item": name, "n": n} for (point, name), n in in_order]


def read(top: Unit, round_: Round, lines: Sequence[Line]) -> list[Indicators]:
    """The signs of every commune of a subtree, by its unit's code. Two queries."""
    items = (*INDICATORS, response_flags.DURATION, response_flags.STRAIGHTLINING, response_flags.RISK)
    by_point = queries.crossed_by_point(top, round_, items)
    reused = photographs.count_repeated_photos(top, round_)
    return [
        from_counts(
            line.unit.code,
            by_point.get(line.point_id, {}),
            tuple((figures.visits, figures.ballots) for figures in line.days),
            reused.get(line.point_id, 0),
        )
        for line in lines
    ]


def unopened(top: Unit, round_: Round) -> dict[int, int]:
    """How many ballots could not be opened, by point; only where there are any. One query."""
    found = queries.crossed_by_point(top, round_, (UNOPENED,))
    return {point: by_item[UNOPENED][0][0] for point, by_item in found.items()}


def from_counts(
    key: str, counts: CrossedCounts, days: tuple[tuple[int | None, int], ...], reused: int = 0
) -> Indicators:
    """The signs from plain figures: a commune's key, its counts, visits and ballots of each day.

    `reused` counts photographs like earlier ones.
    """
    by_duration, by_risk = (
        {code: sum(by_choice.values()) for code, by_choice in counts.get(item, {}).items()}
        for item in (response_flags.DURATION, response_flags.RISK)
    )
    # a straight-lined ballot's level is its answer to the overall question
    straightlined = pooled(
        by_choice
        for code, by_choice in counts.get(response_flags.STRAIGHTLINING, {}).items()
        if code != response_flags.NOT_STRAIGHT
    )
    alone = {name: counts.get(name, {}).get(0, {}).get(0, 0) for name in INDICATORS}
    opened = sum(by_duration.values())
    sent = max(opened, sum(ballots for _came, ballots in days))
    return Indicators(
        key=key,
        ballots=opened,
        sent=sent,
        fast=by_duration.get(response_flags.UNDER_25, 0) + by_duration.get(response_flags.UNDER_40, 0),
        straightlined=straightlined,
        risky=sum(n for code, n in by_risk.items() if code),
        paced=sent * alone.pop(PACE) / BILLION,
        **alone,
        reused=reused,
        days=days,
    )
