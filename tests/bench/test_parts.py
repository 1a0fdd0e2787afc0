"""Which parts of the bench run, by what is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bench.__main__ import PARTS, SPEED, is_wanted, measured
from bench.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST, SECOND = (Row(what, "1 s", "", 1, 2) for what in ("first", "second"))


@pytest.mark.parametrize(
    ("only", "parts"),
    [(None, set(PARTS) - {"national"}), ("speed", SPEED), ("starts", {"starts"}), ("national", {"national"})],
)
def test_a_run_measures_what_is_asked_for(only: str | None, parts: set[str]) -> None:
    assert {name for name in PARTS if is_wanted(name, only)} == parts
    assert parts


def test_a_part_that_fails_takes_no_other_part_s_figures_with_it() -> None:
    def fails() -> Iterator[Row]:
        yield FIRST
        raise RuntimeError

    assert measured({"fails": fails, "holds": lambda: [SECOND]}) == ([FIRST, SECOND], ["fails"])
