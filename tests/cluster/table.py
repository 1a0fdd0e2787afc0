"""The one table that a run prints: check, wanted, measured, held or not; a row that could not be run says why."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTHS = (34, 46, 62)


@dataclass(frozen=True)
class Row:
    """A line of the table; `held` is None where the check could not be run here, `measured` then says why."""

    check: str
    wanted: str
    measured: str
    held: bool | None

    @property
    def verdict(self) -> str:
        return {True: "held", False: "NOT HELD", None: "not run"}[self.held]


def judged(check: str, wanted: str, measured: str, faults: Sequence[str]) -> Row:
    """A row that holds where nothing is wrong; what is wrong stands in it."""
    return Row(check, wanted, "; ".join([measured, *faults]), not faults)


def not_run(check: str, wanted: str, why: str) -> Row:
    return Row(check, wanted, f"not run: {why}", None)


def printed(rows: Sequence[Row]) -> str:
    """All rows under their heads."""
    heads = Row("check", "wanted", "measured", None)
    lines = [*line(heads, "held"), "-" * (sum(WIDTHS) + 20)]
    for row in rows:
        lines += line(row, row.verdict)
    return "\n".join(lines)


def line(row: Row, verdict: str) -> list[str]:
    """One row, in as many lines as its longest cell needs."""
    cells = [
        textwrap.wrap(text, width, break_long_words=False) or [""]
        for text, width in zip((row.check, row.wanted, row.measured), WIDTHS, strict=True)
    ]
    height = max(map(len, cells))
    padded = [cell + [""] * (height - len(cell)) for cell in cells]
    return [
        "  ".join(f"{text:<{width}}" for text, width in zip(part, WIDTHS, strict=True))
        + f"  {verdict if not n else ''}"
        for n, part in enumerate(zip(*padded, strict=True))
    ]
