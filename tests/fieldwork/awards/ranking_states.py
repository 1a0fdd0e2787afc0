"""Communes ranked by figures that a test names, outside of any page."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from portal.fieldwork.awards import ranking
from portal.fieldwork.awards.queries import RankingState
from portal.fieldwork.awards.ranking import COUNTS, POSTS, Candidate, Figure
from tests.fieldwork.rounds import desk

if TYPE_CHECKING:
    from portal.surveys.models import Point

OUT = "chưa chốt số liệu ngày 12/6"


def ranking_state(*rows: tuple[str, int, int, tuple[str, ...]], version: int = 0) -> RankingState:
    """Communes by code with their points for counts and posts, and what they failed."""
    points = {code: desk(code) for code, *_rest in rows}
    found = [
        Candidate(
            points[code].id,
            {
                COUNTS: Figure(Fraction(counts), f"{counts}/100 ngày"),
                POSTS: Figure(Fraction(posts), f"{posts}/100 ngày"),
            },
            faults,
        )
        for code, counts, posts, faults in rows
    ]
    weights = dict(ranking.DEFAULT_WEIGHTS)
    return RankingState({point.id: point for point in points.values()}, ranking.rank(found, weights), weights, version)


def usual() -> RankingState:
    """Thanh Hải before Chũ before Thọ Xương; Phúc Sơn is out."""
    return ranking_state(
        ("07507", 100, 100, ()), ("07519", 80, 60, ()), ("07534", 90, 90, (OUT,)), ("07210", 0, 100, ())
    )


def point(code: str = "07507") -> Point:
    return desk(code)
