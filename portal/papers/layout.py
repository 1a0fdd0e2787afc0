"""How wide a table's columns are and how large its letters, read from the style sheet of papers: one source for all.

Word files take their tables' measures from here, so that they look as the print does.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from portal.config import ROOT

if TYPE_CHECKING:
    from portal.papers.tables import Annex, Table

SHEET = ROOT / "static" / "print" / "paper.css"
TEXT_WIDTH = {"portrait": 165, "landscape": 257}
"""Between the margins, in millimetres."""
USUAL_SIZE = 11
WIDTH = re.compile(r"^(?P<selectors>.*\bcol\..*?) \{ width: (?P<value>[\d.]+)mm \}$", re.MULTILINE)
SIZE = re.compile(r"^\.(?P<scope>[\w-]+) \.grid \{ font-size: (?P<value>\d+)pt", re.MULTILINE)
NARROW = re.compile(r"^\.(?P<scope>[\w-]+) \.narrow \{ width: (?P<value>\d+)mm", re.MULTILINE)
SELECTOR = re.compile(r"(?:\.(?P<scope>[\w-]+) )?col\.(?P<column>[\w-]+)")
NARROW_COLUMNS = 5


class Rules(NamedTuple):
    """Widths as (scope, column, millimetres) in the sheet's order; points and narrow tables by scope."""

    widths: tuple[tuple[str, str, float], ...]
    sizes: dict[str, int]
    narrow: dict[str, float]


@lru_cache(maxsize=1)
def rules() -> Rules:
    """What the sheet says."""
    text = SHEET.read_text(encoding="utf-8")
    widths = [
        (selector["scope"] or "", selector["column"], float(found["value"]))
        for found in WIDTH.finditer(text)
        for selector in SELECTOR.finditer(found["selectors"])
    ]
    sizes = {found["scope"]: int(found["value"]) for found in SIZE.finditer(text)}
    return Rules(tuple(widths), sizes, {found["scope"]: float(found["value"]) for found in NARROW.finditer(text)})


def column_widths(annex: Annex, table: Table) -> list[float]:
    """Millimetres by column: those the sheet names, the rest in equal parts; together the table's width."""
    whole = table_width(annex, table)
    named = [width_of(column, annex) for column in table.columns]
    rest, taken = named.count(None), sum(width or 0 for width in named)
    share = max(0.0, whole - taken) / rest if rest else 0.0
    found = [share if width is None else width for width in named]
    scale = whole / sum(found)
    return [width * scale for width in found]


def table_width(annex: Annex, table: Table) -> float:
    """Of five columns some annexes' tables are narrower than the text."""
    full = float(TEXT_WIDTH[annex.page])
    return rules().narrow.get(annex.css, full) if len(table.columns) == NARROW_COLUMNS else full


def width_of(column: str, annex: Annex) -> float | None:
    """The last rule within the annex or its kind of page; else the last one for all papers."""
    mine = {annex.css, annex.page}
    scoped = [width for scope, name, width in rules().widths if name == column and scope in mine]
    plain = [width for scope, name, width in rules().widths if name == column and not scope]
    return [*plain, *scoped][-1] if plain or scoped else None


def letter_size(annex: Annex) -> int:
    """Of the table's text, in points."""
    return rules().sizes.get(annex.css, USUAL_SIZE)
