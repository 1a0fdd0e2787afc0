"""Which units of one catalogue make up which of a later one: data in CSV, never guessed from codes or names.

A file `plans/units-map-2024-2025.csv` has a row for each old unit that went whole into a new one. A new unit may stand
in it only with all the old units it was made of. An old unit in two rows was split: neither side is comparable.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from portal.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

PLANS = Path(__file__).parents[2] / "plans"
COLUMNS = ("from_code", "to_code", "basis")


@dataclass(frozen=True)
class Links:
    """The new units that can be compared, with the codes of all their old ones; apart, those with a split one."""

    parts: Mapping[str, tuple[str, ...]]
    split: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def unmapped(self, new: Collection[str]) -> list[str]:
        """The new units that the file says nothing sure of."""
        return [code for code in new if code not in self.parts]


def between(earlier: int, later: int) -> Links:
    """The mapping kept for two catalogues; an empty one where there is no file."""
    file = PLANS / f"units-map-{earlier}-{later}.csv"
    return parse(file.read_text("utf-8-sig")) if file.exists() else Links({})


def parse(text: str) -> Links:
    """Read a mapping. Raises DomainError with every mistake and its line."""
    header, *rows = list(csv.reader(StringIO(text))) or [[]]
    if tuple(header) != COLUMNS:
        message = f"Dòng 1: tiêu đề phải là {','.join(COLUMNS)}."
        raise DomainError(message)
    lines = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, start=2) if any(row)]
    mistakes = [f"Dòng {number}: {wrong}" for number, row in lines if (wrong := mistake(row))]
    if mistakes:
        raise DomainError("\n".join(mistakes))
    return links([(row[0], row[1]) for _number, row in lines])


def mistake(row: list[str]) -> str:
    """What is wrong in one row, empty if nothing."""
    if len(row) != len(COLUMNS):
        return f"có {len(row)} cột, phải có {len(COLUMNS)} cột."
    if not (row[0].isdigit() and row[1].isdigit()):
        return "mã đơn vị phải là chữ số."
    return "" if row[2] else "thiếu căn cứ (basis): số nghị quyết, điều khoản."


def links(pairs: Collection[tuple[str, str]]) -> Links:
    """The comparable new units: all their old units went whole into them."""
    split = {old for old, times in Counter(old for old, _new in set(pairs)).items() if times > 1}
    parts: dict[str, list[str]] = {}
    for old, new in dict.fromkeys(pairs):
        parts.setdefault(new, []).append(old)
    whole = {new: tuple(olds) for new, olds in parts.items() if not split & set(olds)}
    return Links(whole, {new: tuple(sorted(split & set(olds))) for new, olds in parts.items() if new not in whole})
