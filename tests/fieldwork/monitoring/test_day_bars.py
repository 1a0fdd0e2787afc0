"""The bars of a round's days: lengths of a hundred for the longest, the latest days alone, nothing of nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from portal.fieldwork.monitoring import days
from portal.fieldwork.turnout.figures import DayFigures


def total(*figures: tuple[int | None, int]) -> SimpleNamespace:
    """All units together, by visits and ballots of each day."""
    found = [DayFigures(date(2024, 6, number), *pair) for number, pair in enumerate(figures, start=1)]
    lines = [SimpleNamespace(days=found)] if figures else []
    return SimpleNamespace(lines=lines, day=found.__getitem__, counts_by_day=True)


@pytest.mark.parametrize(
    ("figures", "shares"),
    [
        ([], []),
        ([(None, 0)], [(0, 0)]),
        ([(0, 0)], [(0, 0)]),
        ([(1, 0)], [(100, 0)]),
        ([(40, 10)], [(100, 25)]),
        ([(40, 10), (None, 80)], [(50, 12.5), (0, 100)]),
        ([(20, 10), (40, 40)], [(50, 25), (100, 100)]),
    ],
)
def test_the_longest_bar_is_a_hundred_whichever_it_is(figures, shares):
    found = days.bars(total(*figures))
    assert [(bar.visits_share, bar.ballots_share) for bar in found] == shares


@pytest.mark.parametrize(("n", "latest", "first"), [(1, 7, 1), (7, 7, 1), (8, 7, 2), (9, 2, 8)])
def test_the_latest_days_are_shown_and_measured_among_themselves(n, latest, first):
    found = days.bars(total((1000, 0), *[(10, 5)] * (n - 1)), latest)
    assert [bar.figures.day.day for bar in found] == list(range(first, n + 1))
    assert found[-1].visits_share == (100 if first > 1 or n == 1 else 1)
    assert days.bars(total(*[(10, 5)] * 8)) == days.bars(total(*[(10, 5)] * 8), 7)


@pytest.mark.parametrize(("visits", "ballots", "rate"), [(None, 5, None), (40, 10, 25.0), (40, 0, 0.0)])
def test_the_rate_is_the_quotient_of_the_numbers_beside_it(visits, ballots, rate):
    [bar] = days.bars(total((visits, ballots)))
    assert bar.rate == rate


def test_communes_without_a_line_are_left_out_of_all_together():
    line = SimpleNamespace(days=[])
    assert days.total_of([SimpleNamespace(line=line), SimpleNamespace(line=None)]).lines == (line,)
