"""An annex's table as WordprocessingML: written as text at once, since cell by cell takes a hundred times as long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from portal.papers.tables import Head, Row, Table

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ALIGN = {"n": "right", "c": "center", "l": "left"}
TWIPS = 56.7
"""A millimetre in twentieths of a point."""
LEADING = 2
"""Points between lines, beside the letters' own size."""
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 6), ("left", 6), ("bottom", 6), ("right", 6), ("insideH", 4), ("insideV", 4))
)


def xml(table: Table, columns: Sequence[float], size: int) -> str:
    """The table with columns of these millimetres and letters of `size` points."""
    widths = [int(width * TWIPS) for width in columns]
    shape = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    grid = Grid(widths, size)
    rows = "".join([*grid.heads(table), *(grid.row(row) for row in table.rows)])
    look = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="28" w:type="dxa"/>'
        "</w:tblCellMar>"
    )
    return f"<w:tbl {SPACE}><w:tblPr>{look}</w:tblPr><w:tblGrid>{shape}</w:tblGrid>{rows}</w:tbl>"


def placed(table: Table) -> list[list[tuple[int, Head | None]]]:
    """Each row of the head with the column it begins at; None where a head from above reaches down."""
    taken: dict[int, int] = {}
    found = []
    for number, row in enumerate(table.head):
        cells: list[tuple[int, Head | None]] = []
        place, waiting = 0, list(row)
        while place < len(table.columns):
            if taken.get(place, 0) > number:
                cells.append((place, None))
                place += 1
                continue
            head = waiting.pop(0)
            cells.append((place, head))
            for column in range(place, place + head.colspan):
                taken[column] = number + head.rowspan
            place += head.colspan
        found.append(cells)
    return found


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
                    cells.append(self.cell("", self.widths[place], "c", merge='<w:vMerge w:val="continue"/>'))
                    continue
                merge = '<w:vMerge w:val="restart"/>' if head.rowspan > 1 else ""
                wide = sum(self.widths[place : place + head.colspan])
                cells.append(self.cell(head.text, wide, "c", span=head.colspan, strong=True, merge=merge))
            yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def row(self, row: Row) -> str:
        """A row that does not split."""
        strong, place = row.kind != "unit", 2
        cells = [
            self.cell(row.number, self.widths[0], "c", strong=strong),
            self.cell(row.name, self.widths[1], "l", strong=strong),
        ]
        for one in row.cells:
            wide = sum(self.widths[place : place + one.span])
            cells.append(self.cell(one.text, wide, one.align, span=one.span, strong=strong, slanted=one.thin))
            place += one.span
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"

    def cell(
        self,
        text: str,
        wide: int,
        align: str,
        *,
        span: int = 1,
        strong: bool = False,
        slanted: bool = False,
        merge: str = "",
    ) -> str:
        """One cell."""
        look = ("<w:b/>" if strong else "") + ("<w:i/>" if slanted else "")
        wider = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
        spacing = f'<w:spacing w:before="20" w:after="20" w:line="{20 * (self.size + LEADING)}" w:lineRule="exact"/>'
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{wider}{merge}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr>{spacing}<w:jc w:val="{ALIGN[align]}"/></w:pPr>'
            f'<w:r><w:rPr>{look}<w:sz w:val="{2 * self.size}"/></w:rPr>{lines}</w:r></w:p></w:tc>'
        )
