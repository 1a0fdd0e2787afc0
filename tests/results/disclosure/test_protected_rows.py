"""disclosure_control.protect_row: themes by district, with no small count told and none to be worked out."""

from __future__ import annotations

import random
from itertools import product

import pytest

from portal.results.disclosure.disclosure_control import protect_row


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ([9, 12, 30], [9, 12, 30]),
        ([0, 1, 30, 9], [None, None, 30, None]),
        ([2, 3, 1, 30], [None, None, None, 30]),
        ([4, 4, 30, 9, 12], [None, None, 30, None, 12]),
        ([2, 30, 9, 12], [None, 30, None, 12]),
        ([1, 0, 1], [None, None, None]),
        ([], []),
    ],
)
def test_a_small_count_is_hidden_with_as_many_as_it_takes(row, shown):
    assert protect_row(row) == shown


@pytest.mark.parametrize("seed", range(20))
def test_by_trying_every_row_no_hidden_count_has_fewer_than_three_values(seed):
    chance = random.Random(seed)  # noqa: S311 - the same rows every time
    row = [chance.choice((0, 1, 2, 3, 4, 5, 6, 8)) for _ in range(5)]
    shown = protect_row(row)
    hidden = [place for place, n in enumerate(shown) if n is None]
    if len(hidden) in {0, len(row)}:
        return
    most = min(n for n in shown if n is not None)
    ranges = [range(5) if row[place] < 5 else range(5, most + 1) for place in hidden]
    rest = sum(row[place] for place in hidden)
    possible = [guess for guess in product(*ranges) if sum(guess) == rest]
    assert all(len({guess[at] for guess in possible}) >= 3 for at in range(len(hidden)))
