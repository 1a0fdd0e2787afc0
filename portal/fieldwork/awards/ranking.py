"""Communes compared on how they did the work: criteria, weights, scores, places. Pure.

A figure runs from 0 to 100, exactly. What citizens answered, and how many did, is no criterion.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROSTER, COUNTS, REPORTS, CHANNELS, POSTS, INSPECTIONS = CRITERIA = (
    "roster",
    "counts",
    "reports",
    "channels",
    "posts",
    "inspections",
)
WHOLE = 100
DEFAULT_WEIGHTS: Mapping[str, int] = {
    ROSTER: 20,
    COUNTS: 25,
    REPORTS: 15,
    CHANNELS: 15,
    POSTS: 10,
    INSPECTIONS: 15,
}


@dataclass(frozen=True)
class Figure:
    """A commune's figure under one criterion, and how a person reads it: «5/6 buổi»."""

    value: Fraction
    words: str


@dataclass(frozen=True)
class Candidate:
    """A commune: its figures by criterion, and why it is out, if it is."""

    key: int
    figures: Mapping[str, Figure] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A commune with its score and place; neither where it is out or nothing is known. `tied` share the place."""

    candidate: Candidate
    score: Decimal | None = None
    place: int | None = None
    tied: int = 1

    @property
    def is_out(self) -> bool:
        return bool(self.candidate.faults)


@dataclass(frozen=True)
class Ranking:
    """Every commune in the order given, the weights in effect (they add up to 1), the criteria without data."""

    lines: tuple[Line, ...]
    shares: Mapping[str, Fraction]
    left_out: tuple[str, ...]


def rank(candidates: Sequence[Candidate], weights: Mapping[str, int]) -> Ranking:
    """Score (0–100) and place every candidate without faults; equal printed scores share a place."""
    criteria = criteria_with_data(candidates)
    shares = weight_shares(weights, criteria)
    scores = (
        {candidate.key: score(candidate, shares) for candidate in candidates if not candidate.faults} if shares else {}
    )
    score_counts = Counter(scores.values())
    return Ranking(
        tuple(ranked_line(candidate, scores.get(candidate.key), score_counts) for candidate in candidates),
        shares,
        tuple(criterion for criterion in CRITERIA if criterion not in criteria),
    )


def criteria_with_data(candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """The criteria every commune has a figure for."""
    return tuple(
        criterion
        for criterion in CRITERIA
        if candidates and all(criterion in candidate.figures for candidate in candidates)
    )


def weight_shares(weights: Mapping[str, int], criteria: Sequence[str]) -> dict[str, Fraction]:
    """Each known criterion's part of the whole: the weight of those left out is shared among the rest."""
    whole = sum(weights.get(criterion, 0) for criterion in criteria)
    return {criterion: Fraction(weights.get(criterion, 0), whole) for criterion in criteria} if whole else {}


def score(candidate: Candidate, shares: Mapping[str, Fraction]) -> Decimal:
    """The weighted mean of the figures (0–100), to one decimal, half up."""
    exact = sum((share * candidate.figures[criterion].value for criterion, share in shares.items()), Fraction(0))
    return Decimal(floor(exact * 10 + Fraction(1, 2))).scaleb(-1)


def ranked_line(candidate: Candidate, own_score: Decimal | None, score_counts: Mapping[Decimal, int]) -> Line:
    """A commune with its place: one more than the number of higher scores; no place without a score."""
    if own_score is None:
        return Line(candidate)
    ahead = sum(n for other, n in score_counts.items() if other > own_score)
    return Line(candidate, own_score, ahead + 1, score_counts[own_score])
