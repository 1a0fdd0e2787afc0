"""A table of communes made once for the screen and for the Excel file: the same lines, the same cells."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from portal.web.media.sheets import Cell
from portal.web.ui.formats import integer

# What a topic knows of one commune.
LineT = TypeVar("LineT")


@dataclass(frozen=True)
class Column:
    """A head; `order` is the key it sorts by, `short` what a phone shows beside the figure, unless it leaves it out."""

    label: str
    order: str = ""
    short: str = ""
    is_number: bool = True
    is_on_phones: bool = True


@dataclass(frozen=True)
class Figure:
    """A cell: what the file holds, what the screen shows of it, and the shape beside the word of a state."""

    value: Cell
    shown: str
    shape: str = ""


@dataclass(frozen=True)
class Row(Generic[LineT]):
    """A line of the table: a commune's, a district's sum, or the total."""

    kind: str
    head: str
    cells: tuple[Figure, ...]
    line: LineT | None = None


@dataclass(frozen=True)
class Table(Generic[LineT]):
    """What stands on the screen and goes into the file."""

    columns: tuple[Column, ...]
    rows: tuple[Row[LineT], ...]
    communes: int

    @property
    def header(self) -> list[str]:
        """The heads of the file."""
        return [column.label for column in self.columns]

    @property
    def values(self) -> list[list[Cell]]:
        """The rows of the file."""
        return [[row.head, *(cell.value for cell in row.cells)] for row in self.rows]


def whole(value: int | None) -> Figure:
    """A whole number; «-» where there is none."""
    return Figure("-" if value is None else value, integer(value))


def text(value: str, shape: str = "") -> Figure:
    """Words, with the shape of a state where they name one."""
    return Figure(value, value, shape)


def blank() -> Figure:
    """Nothing where nothing belongs."""
    return Figure(None, "")
