"""Which parts of the bench run, by what is asked for."""

from __future__ import annotations

import pytest

from bench.__main__ import PARTS, SPEED, is_wanted


@pytest.mark.parametrize(
    ("only", "parts"),
    [(None, set(PARTS) - {"national"}), ("speed", SPEED), ("starts", {"starts"}), ("national", {"national"})],
)
def test_a_run_measures_what_is_asked_for(only: str | None, parts: set[str]) -> None:
    assert {name for name in PARTS if is_wanted(name, only)} == parts
    assert parts
