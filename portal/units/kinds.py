"""The kinds of units that catalogues know, from `plans/unit-kinds.csv`: the levels each stands at, its English."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ENDING_Y: Final = re.compile(r"(?<![aeiou])y$")
FILE: Final = Path(__file__).parents[2] / "plans" / "unit-kinds.csv"


@dataclass(frozen=True)
class UnitKind:
    """A kind of unit; `mark` stands before a name in its place, and is empty where the name alone will do.

    One without levels is an office's own and stands at whatever level its catalogue names.
    """

    name: str
    levels: tuple[str, ...]
    english: str
    mark: str


def read() -> dict[str, UnitKind]:
    """The kinds by name, in the file's order: the larger first, each level's in the order of sentences."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["kind"]: UnitKind(row["kind"], tuple(row["levels"].split()), row["english"], row["mark"]) for row in rows
    }


KINDS: Final = read()
STATE_KINDS: Final = tuple(kind.name for kind in KINDS.values() if kind.levels)


def of_level(level: str) -> tuple[str, ...]:
    """The kinds that stand at a level."""
    return tuple(kind.name for kind in KINDS.values() if level in kind.levels)


def singular(kind: str) -> str:
    """«commune» of «xã»; a kind that the file does not have stays."""
    return KINDS[kind].english if kind in KINDS else kind


def plural(kinds: str) -> str:
    """«wards, communes» of «phường, xã»; empty of none."""
    return ", ".join(ENDING_Y.sub("ie", singular(kind)) + "s" for kind in kinds.split(", ") if kind)


def any_of(kinds: str) -> str:
    """«ward, commune or township» of «phường, xã, thị trấn»."""
    *before, last = map(singular, kinds.split(", "))
    return f"{', '.join(before)} or {last}" if before else last
