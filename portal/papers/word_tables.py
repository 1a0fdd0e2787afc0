"""An annex's table for Word: its measures as the style sheet of papers has them, its WordprocessingML.

Widths of columns and sizes of letters are read from that sheet, so that Word files look as the print does.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.sax.saxutils import escape

from portal.config import ROOT
from portal.papers.tables import Annex, Row, Table, placed
from portal.papers.word_styles import ALIGNED, GRID

SHEET = ROOT / "static" / "print" / "paper.css"
TEXT_WIDTH = {"portrait": 165, "landscape": 257}  # between the margins, in millimetres
USUAL_SIZE = 11
WIDTH = re.compile(r"^(?P<selectors>.*\bcol\..*?) \{ width: (?P<value>[\d.]+)mm \}$", re.MULTILINE)
SIZE = re.compile(r"^\.(?P<scope>[\w-]+) \.grid \{ font-size: (?P<value>\d+)pt", re.MULTILINE)
NARROW = re.compile(r"^\.(?P<scope>[\w-]+) \.narrow \{ width: (?P<value>\d+)mm", re.MULTILINE)
SELECTOR = re.compile(r"(?:\.(?P<scope>[\w-]+) )?col\.(?P<column>[\w-]+)")
NARROW_COLUMNS = 5
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = "Table Head"
KEPT = 3  # rows at a table's end, which stay with the note under it
TWIPS = 56.7  # a millimetre in twentieths of a point


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
        (selector["scope"] or "", selector["column"], float(rule["value"]))
        for rule in WIDTH.finditer(text)
        for selector in SELECTOR.finditer(rule["selectors"])
    ]
    sizes = {rule["scope"]: int(rule["value"]) for rule in SIZE.finditer(text)}
    return Rules(tuple(widths), sizes, {rule["scope"]: float(rule["value"]) for rule in NARROW.finditer(text)})


def column_widths(annex: Annex, table: Table) -> list[float]:
    """Millimetres by column: those the sheet names, the rest in equal parts; together the table's width."""
    whole = float(TEXT_WIDTH[annex.page])
    if len(table.columns) == NARROW_COLUMNS:  # of five columns some annexes' tables are narrower than the text
        whole = rules().narrow.get(annex.css, whole)
    named = [width_of(column, annex) for column in table.columns]
    # None stands for a column that the sheet does not name.
    rest, taken = named.count(None), sum(width or 0 for width in named)
    share = max(0.0, whole - taken) / rest if rest else 0.0
    widths = [share if width is None else width for width in named]
    scale = whole / sum(widths)  # named widths may be more or less than the table, where it has fewer columns
    return [width * scale for width in widths]


def width_of(column: str, annex: Annex) -> float | None:
    """The last rule within the annex or its kind of page; else the last one for all papers."""
    plain = [width for scope, name, width in rules().widths if name == column and not scope]
    scoped = [width for scope, name, width in rules().widths if name == column and scope in {annex.css, annex.page}]
    return [*plain, *scoped][-1] if plain or scoped else None


def letter_size(annex: Annex) -> int:
    """Of the table's text, in points."""
    return rules().sizes.get(annex.css, USUAL_SIZE)


def xml(annex: Annex, table: Table) -> str:
    """The table as text: python-docx, cell by cell, takes a hundred times as long."""
    widths = [int(width * TWIPS) for width in column_widths(annex, table)]
    shape = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    grid = Grid(widths, letter_size(annex))
    made = [grid.row(row) for row in table.rows]
    rows = "".join([*grid.heads(table), *made[:-KEPT], *map(kept, made[-KEPT:])])
    look = (
        f'<w:tblStyle w:val="{style_id(GRID)}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="28" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0420" w:firstRow="1"/>'
    )
    return f"<w:tbl {SPACE}><w:tblPr>{look}</w:tblPr><w:tblGrid>{shape}</w:tblGrid>{rows}</w:tbl>"


def kept(row: str) -> str:
    """A row that stays on the page of what follows it."""
    return row.replace("/></w:pPr>", "/><w:keepNext/></w:pPr>", 1)


def style_id(name: str) -> str:
    """A style's name as Word files refer to it."""
    return name.replace(" ", "")


@dataclass(frozen=True)
class Grid:
    """Column widths in twentieths of a point, the size of the letters in points."""

    widths: Sequence[int]
    size: int

    def heads(self, table: Table) -> Iterable[str]:
        """The head, repeated on every page."""
        for row in placed(table):
            cells = []
            for place, head in row:
                if head is None:
                    cells.append(self.cell("", self.widths[place], HEAD, merge='<w:vMerge w:val="continue"/>'))
                    continue
                merge = '<w:vMerge w:val="restart"/>' if head.rowspan > 1 else ""
                wide = sum(self.widths[place : place + head.colspan])
                cells.append(self.cell(head.text, wide, HEAD, span=head.colspan, merge=merge))
            yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def row(self, row: Row) -> str:
        """A row that does not split."""
        strong, place = row.kind != "unit", 2
        cells = [
            self.cell(row.number, self.widths[0], ALIGNED["c"][0], strong=strong),
            self.cell(row.name, self.widths[1], ALIGNED["l"][0], strong=strong),
        ]
        for one in row.cells:
            wide = sum(self.widths[place : place + one.span])
            style = ALIGNED[one.align][0]
            cells.append(self.cell(one.text, wide, style, span=one.span, strong=strong, slanted=one.thin))
            place += one.span
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def cell(
        self,
        text: str,
        wide: int,
        style: str,
        *,
        span: int = 1,
        strong: bool = False,
        slanted: bool = False,
        merge: str = "",
    ) -> str:
        """One cell."""
        named = ("Strong" if strong else "") + ("Emphasis" if slanted else "")
        look = f'<w:rPr><w:rStyle w:val="{named}"/></w:rPr>' if named else ""
        wider = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{wider}{merge}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}{self.size}"/></w:pPr>'
            f"<w:r>{look}{lines}</w:r></w:p></w:tc>"
        )
