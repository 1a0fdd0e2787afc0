"""Stuffing planted into made-up provinces: how many of the stuffed communes are flagged, and how many clean ones.

Limits were chosen on seeds from 100 on; the seeds here are others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bench import fraud_benchmark
from bench.planted_frauds import FEWEST, Kind
from bench.rows import Row
from portal import create_app
from portal.surveys.plan.quality_limits import LIMITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.fraud_benchmark import Outcome

SEEDS, FEW_SEEDS = range(1, 21), range(21, 31)
LEAST_FOUND, MOST_DISTURBED = 0.9, 0.02
NO_BAR = 0.0
PARTS = ((0.0, 0.2), (0.2, 0.5), (0.5, None))
"""Planted forms against the commune's own."""
SMALL, LARGE = 40, 120
"""A commune of fewer ballots, with what was planted, is small; of so many it is large."""


def rows() -> Iterator[Row]:
    """Recall and false alarms over twenty provinces of 209 communes."""
    with create_app().test_request_context():
        outcomes = [one for seed in SEEDS for one in fraud_benchmark.outcomes(fraud_benchmark.boxes(seed), LIMITS)]
        ten = [
            one for seed in FEW_SEEDS for one in fraud_benchmark.outcomes(fraud_benchmark.boxes(seed, part=0), LIMITS)
        ]
    planted = [one for one in outcomes if one.kind]
    yield flagged("stuffed communes flagged", planted, LEAST_FOUND, least=True)
    yield flagged("clean communes flagged", [one for one in outcomes if one.is_clean], MOST_DISTURBED)
    for kind in Kind:
        yield flagged(f"· who {kind.value}", [one for one in planted if one.kind is kind], NO_BAR, least=True)
    for low, high in PARTS:
        in_part = [one for one in planted if low <= one.more / (one.ballots - one.more) < (high or math.inf)]
        yield flagged(f"· planted {part_text(low, high)} of the commune's own", in_part, NO_BAR, least=True)
    small = [one for one in planted if one.ballots < SMALL]
    yield flagged(f"· of fewer than {SMALL} ballots in all", small, NO_BAR, least=True)
    just_ten = [one for one in ten if one.kind and one.more == FEWEST]
    yield flagged(f"· {FEWEST} ballots and not one more", just_ten, NO_BAR, least=True)
    large = [one for one in just_ten if one.ballots >= LARGE]
    yield flagged(f"· the same, of {LARGE} ballots or more in all", large, NO_BAR, least=True)
    over = [one for one in outcomes if one.kind is None and one.is_full]
    yield flagged("· not stuffed, yet more ballots than visits", over, NO_BAR, least=True)


def part_text(low: float, high: float | None) -> str:
    return f"{low:.0%} to {high:.0%}" if high else f"{low:.0%} or more"


def flagged(what: str, communes: Sequence[Outcome], bar: float, *, least: bool = False) -> Row:
    """How many of some communes are flagged; without a bar it only tells."""
    n = sum(bool(one.rules) for one in communes)
    return Row(what, f"{n:,}", f"of {len(communes):,}", n / len(communes) if communes else 0.0, bar, least)
