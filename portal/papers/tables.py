"""A printed table as plain values: columns, a head that may span, rows of cells already written out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from portal.web.data import codec
from portal.web.ui import qr
from portal.web.ui.formats import NO_FIGURE

HeadWords = str | tuple[str, Sequence[str]]
Align = Literal["n", "c", "l"]
FULL, DISTRICTS, RESTRICTED = COPIES = ("full", "districts", "restricted")


@dataclass(frozen=True)
class Cell:
    """Text, how it stands (number, centred, left), how many columns it takes, and whether its base is thin.

    A cell with an `address` holds its QR symbol.
    """

    text: str
    align: Align = "n"
    span: int = 1
    thin: bool = False
    address: str = codec.later("")

    @property
    def symbol(self) -> qr.Symbol:
        return qr.symbol(self.address)

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


@dataclass(frozen=True)
class Head:
    text: str
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True)
class Row:
    """`name` is the row's own heading; `kind` sets its weight: a unit, a group's sum, or the total."""

    number: str
    name: str
    cells: tuple[Cell, ...]
    kind: Literal["unit", "sum", "total"] = "unit"


@dataclass(frozen=True)
class Table:
    """`columns` are the width classes of paper.css."""

    columns: tuple[str, ...]
    head: tuple[tuple[Head, ...], ...]
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True)
class Annex:
    number: int
    title: str
    page: Literal["portrait", "landscape"]
    tables: tuple[Table, ...]
    notes: tuple[str, ...]
    restricted: bool = False
    style: str = ""  # what paper.css knows its columns by, where that is not its number
    is_marked: bool = False  # whether its digest stands under it
    is_only: bool = codec.later(default=False)  # whether its paper has no other: «Phụ lục», without a number

    @property
    def label(self) -> str:
        """«PHỤ LỤC 2»; empty for a table that is itself the paper."""
        if not self.number:
            return ""
        return "PHỤ LỤC" if self.is_only else f"PHỤ LỤC {self.number}"

    @property
    def heading(self) -> str:
        """«PHỤ LỤC 1. Tổng hợp …» in one line."""
        title = self.title.replace("\n", " ")
        return f"{self.label}. {title}" if self.label else title

    @property
    def css(self) -> str:
        return self.style or f"annex-{self.number}"

    @property
    def plain(self) -> list[list[str]]:
        """Every row of its tables, cell by cell."""
        rows = [row for table in self.tables for row in table.rows]
        return [[row.number, row.name, *(cell.text for cell in row.cells)] for row in rows]

    @property
    def digest(self) -> str:
        """The SHA-256 of what stands in its tables."""
        return codec.digest(self.plain)

    @property
    def mark(self) -> str:
        """As much of the digest as stands in the note under the tables: 128 bits."""
        return self.digest[:32]  # 128 bits: enough, and short enough to be compared by eye


def numbers(*texts: str) -> tuple[Cell, ...]:
    return tuple(Cell(text) for text in texts)


def cells(alignments: str, *texts: str) -> tuple[Cell, ...]:
    """A cell a text; a letter of `alignments` says how each stands: n (number), c (centred) or l (left)."""
    return tuple(Cell(text, cast("Align", align)) for align, text in zip(alignments, texts, strict=True))


def nothing(span: int, words: str = NO_FIGURE) -> Row:
    """The row of an empty table, which says why it is empty."""
    return Row("-", "-", (Cell(words, "c", span),))


def numbered(rows: Iterable[tuple[str, tuple[Cell, ...]]]) -> list[Row]:
    """Rows by name and cells, counted from one."""
    return [Row(str(number), name, row_cells) for number, (name, row_cells) in enumerate(rows, start=1)]


def table(
    columns: str, heads: Sequence[HeadWords], rows: Iterable[Row], *, caption: str = "", empty: str = NO_FIGURE
) -> Table:
    """A table by its columns' names in paper.css and their heads; one row that says `empty` where it has none.

    A head with others under it reaches over these; beside such a head, one without reaches down over both rows.
    """
    names = tuple(columns.split())
    under = [text for head in heads if not isinstance(head, str) for text in head[1]]
    first = (
        Head(head, rowspan=2 if under else 1) if isinstance(head, str) else Head(head[0], colspan=len(head[1]))
        for head in heads
    )
    head_rows = (tuple(first), tuple(map(Head, under)))
    return Table(names, head_rows[: 2 if under else 1], tuple(rows) or (nothing(len(names) - 2, empty),), caption)


def without(whole: Table, dropped: Collection[int]) -> Table:
    """A table without some of its columns, counted from 0; a head over none of them any more is gone."""
    if not dropped:
        return whole
    columns = tuple(name for place, name in enumerate(whole.columns) if place not in dropped)
    return replace(
        whole,
        columns=columns,
        head=_heads_without(whole, dropped),
        rows=tuple(_row_without(row, dropped) for row in whole.rows),
    )


def _heads_without(whole: Table, dropped: Collection[int]) -> tuple[tuple[Head, ...], ...]:
    rows = []
    for row in placed(whole):
        heads = [(head, _left(place, head.colspan, dropped)) for place, head in row if head is not None]
        rows.append(tuple(replace(head, colspan=left) for head, left in heads if left))
    if rows[-1]:
        return tuple(rows)
    # nothing stands under a head any more
    return (tuple(replace(head, rowspan=1) for head in rows[0]),)


def _row_without(row: Row, dropped: Collection[int]) -> Row:
    kept, place = [], 2
    for cell in row.cells:
        if left := _left(place, cell.span, dropped):
            kept.append(replace(cell, span=left))
        place += cell.span
    return replace(row, cells=tuple(kept))


def _left(place: int, span: int, dropped: Collection[int]) -> int:
    return sum(column not in dropped for column in range(place, place + span))


def of_copy(annexes: Iterable[Annex], copy: str) -> tuple[Annex, ...]:
    """The annexes of one of the copies of a paper: all, those for everybody, those that are sent apart."""
    kept = {FULL: {True, False}, DISTRICTS: {False}, RESTRICTED: {True}}[copy]
    return tuple(annex for annex in annexes if annex.restricted in kept)


def placed(table: Table) -> list[list[tuple[int, Head | None]]]:
    """Each row of the head with the column it begins at; None where a head from above reaches down."""
    taken: dict[int, int] = {}  # by column, the first row of the head that is free again
    rows = []
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
        rows.append(cells)
    return rows


def flat_heads(table: Table) -> list[str]:
    """A head for each column in one line: those above it, outermost first."""
    above: list[list[str]] = [[] for _column in table.columns]
    for row in placed(table):
        for place, head in row:
            if head is not None:
                for column in range(place, place + head.colspan):
                    above[column].append(head.text.replace("\n", " "))
    return [", ".join(texts) for texts in above]


def flat_cells(row: Row) -> list[str]:
    """A text for each column; a cell over several stands in the first of them."""
    texts = [row.number, row.name]
    for cell in row.cells:
        texts += [cell.text.replace("\n", " "), *[""] * (cell.span - 1)]
    return texts
