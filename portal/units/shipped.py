"""The provinces whose units ship with the portal, to choose from when a catalogue is loaded."""

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from portal.config import ROOT
from portal.units import catalogue, lines
from portal.units.models import PROVINCE

PLANS = ROOT / "plans"
NATIONAL, NATIONAL_YEAR = PLANS / "units-vietnam-2025.csv", 2025
YEAR_IN_NAME = re.compile(r"(20\d\d)$")


class Shipped(NamedTuple):
    """A province of a catalogue that ships: its file, its code, «tỉnh Bắc Ninh», the year the file is of."""

    file: Path
    province: str
    unit: str
    year: int

    @property
    def name(self) -> str:
        return f"{self.file.stem}:{self.province}"


@lru_cache(maxsize=1)
def provinces() -> tuple[Shipped, ...]:
    """All of them, the latest first, in the order of their files; read once a process."""
    found = []
    for file in sorted(PLANS.glob("units-*.csv"), reverse=True):
        named = YEAR_IN_NAME.search(file.stem)
        if named is None or file.stem.startswith("units-map"):
            continue
        _header, found_lines = lines.read_lines(file.read_bytes())
        rows = [catalogue.row_of(line, cells) for line, cells in found_lines]
        found += [
            Shipped(file, row.code, f"{row.kind} {row.name}", int(named[1])) for row in rows if row.level == PROVINCE
        ]
    return tuple(found)
