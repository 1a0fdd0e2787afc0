"""An annex's table as WordprocessingML: written as text at once, since cell by cell takes a hundred times as long."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.documents.tables import Cell, Head, Row, Table

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ALIGN = {"n": "right", "c": "center", "l": "left"}
TWIPS = 56.7
"""A millimetre in twentieths of a point."""
NARROW, WIDEST = 5, 26
LINES = '<w:spacing w:before="20" w:after="20" w:line="260" w:lineRule="exact"/>'
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>'
    for side, size in (("top", 6), ("left", 6), ("bottom", 6), ("right", 6), ("insideH", 4), ("insideV", 4))
)


def xml(table: Table, width: float) -> str:
    """The table, as wide as the text."""
    widths = column_widths(table, width)
    grid = "".join(f'<w:gridCol w:w="{one}"/>' for one in widths)
    rows = "".join([*heads(table, widths), *(body_row(row, widths) for row in table.rows)])
    look = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/>'
        "</w:tblCellMar>"
    )
    return f"<w:tbl {SPACE}><w:tblPr>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"


def column_widths(table: Table, width: float) -> list[int]:
    """Shares of the width by how long a column's words are, within bounds."""
    lengths = [NARROW] * len(table.columns)
    for row in table.rows:
        place = 0
        for text, span in ((row.number, 1), (row.name, 1), *((cell.text, cell.span) for cell in row.cells)):
            if span == 1:
                longest = max(map(len, text.split("\n")))
                lengths[place] = max(lengths[place], min(longest, WIDEST))
            place += span
    for place, text in leaf_heads(table):
        lengths[place] = max(lengths[place], *(len(word) for word in text.split()))
    scale = width * TWIPS / sum(lengths)
    return [int(length * scale) for length in lengths]


def leaf_heads(table: Table) -> Iterable[tuple[int, str]]:
    """The heads that stand over one column alone, with its place."""
    for cells in placed(table):
        for place, head in cells:
            if head is not None and head.colspan == 1:
                yield place, head.text or "-"


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


def heads(table: Table, widths: list[int]) -> Iterable[str]:
    """The head, repeated on every page."""
    for row in placed(table):
        cells = []
        for place, head in row:
            if head is None:
                cells.append(cell("", widths[place], "c", merge='<w:vMerge w:val="continue"/>'))
                continue
            merge = '<w:vMerge w:val="restart"/>' if head.rowspan > 1 else ""
            wide = sum(widths[place : place + head.colspan])
            cells.append(cell(head.text, wide, "c", span=head.colspan, strong=True, merge=merge))
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def body_row(row: Row, widths: list[int]) -> str:
    """A row that does not split."""
    strong = row.kind != "unit"
    cells = [
        cell(row.number, widths[0], "c", strong=strong),
        cell(row.name, widths[1], "l", strong=strong),
    ]
    place = 2
    for one in row.cells:
        cells.append(of(one, sum(widths[place : place + one.span]), strong=strong))
        place += one.span
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def of(one: Cell, wide: int, *, strong: bool) -> str:
    return cell(one.text, wide, one.align, span=one.span, strong=strong, slanted=one.thin)


def cell(
    text: str, wide: int, align: str, *, span: int = 1, strong: bool = False, slanted: bool = False, merge: str = ""
) -> str:
    """One cell: 11 points, single lines."""
    look = ("<w:b/>" if strong else "") + ("<w:i/>" if slanted else "")
    wider = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{wider}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{LINES}<w:jc w:val="{ALIGN[align]}"/></w:pPr>'
        f'<w:r><w:rPr>{look}<w:sz w:val="22"/></w:rPr>{lines}</w:r></w:p></w:tc>'
    )
