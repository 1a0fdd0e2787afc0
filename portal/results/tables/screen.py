"""A table as a page shows it: fewer columns than the file has, an interval in one of them, so many rows at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from portal.results.tables.grids import ALL, Column, Grid, Row
from portal.web.ui.formats import rounded
from portal.web.ui.listing import Pages, paged

A_PAGE = 25  # so many rows of two or three lines fit four screens of a phone
NONE = "-"
LONGEST_PAGE = 6


class Head(NamedTuple):
    """What stands over a column; `order` is the key it sorts by, `css` its classes."""

    label: str
    order: str
    css: str


class Cell(NamedTuple):
    """A figure or words with their classes, what a phone says beside them, and the verdict they tell, if any."""

    shown: str
    label: str
    css: str
    status: str = ""


class Line(NamedTuple):
    """A row's head, its cells and its kind."""

    head: str
    cells: list[Cell]
    kind: str


@dataclass(frozen=True)
class Screen:
    """The heads and the rows at hand; `pages` says how many more there are."""

    title: str
    heads: list[Head]
    rows: list[Line]
    notes: tuple[str, ...]
    pages: Pages
    units: int


def page_of(args: Mapping[str, str]) -> int:
    """The page that a query asks for; the first where it names none."""
    asked = args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < LONGEST_PAGE else 1


class Part(NamedTuple):
    """A column of the page: which cells of a row stand in it (the second alone is of an interval's end)."""

    column: Column
    place: int
    end: int | None = None


def screen(
    grid: Grid,
    choice: str = "",
    *,
    page: int = 1,
    size: int = 0,
    places: int = 1,
    verdicts: Mapping[str, str] = MappingProxyType({}),
) -> Screen:
    """Lay out a grid. `choice` names the columns chosen, with all a phone has them too; `size` rows a page (0: all).

    Intervals have so many `places`; `verdicts` are shorter words for those of the grid.
    """
    parts = list(parts_of(grid.columns, choice))
    pages = paged(grid.rows, page, size or max(1, len(grid.rows)))
    first = grid.columns[0]
    heads = [Head(first.short or first.label, first.order, "lead")]
    heads += [Head(label_of(part), part.column.order, css_of(part.column, choice)) for part in parts]
    rows = [
        Line(row.head, [cell(row, part, choice, places, verdicts) for part in parts], row.kind) for row in pages.items
    ]
    return Screen(grid.title, heads, rows, grid.notes, pages, grid.units)


def parts_of(columns: Sequence[Column], choice: str) -> Iterator[Part]:
    """The columns that a page shows under a choice; the end of an interval has none of its own."""
    is_end = False
    for place, column in enumerate(columns[1:]):
        if not is_end and column.choice in {"", choice}:
            yield Part(column, place, place + 1 if column.interval else None)
        is_end = not is_end and bool(column.interval)


def label_of(part: Part) -> str:
    return part.column.interval or part.column.short or part.column.label


def css_of(column: Column, choice: str) -> str:
    is_left_out = not column.is_on_phones and choice != ALL
    return " ".join([*(["n"] if column.is_number else []), *(["wide-only"] if is_left_out else [])])


def cell(row: Row, part: Part, choice: str, places: int, verdicts: Mapping[str, str]) -> Cell:
    figure, column = row.cells[part.place], part.column
    label = part.column.interval or column.short or column.label
    css = css_of(column, choice)
    if part.end is not None:
        return Cell(interval(figure.value, row.cells[part.end].value, places), label, css)
    if figure.shown == "":
        return Cell("", "", f"{css} blank".strip())
    marks = [css, *(["thin"] if part.place + 1 in row.thin else []), *heat_of(row, part.place + 1)]
    if column.order == "status":
        return Cell(verdicts.get(row.status, figure.shown), label, css, row.status)
    return Cell(figure.shown, label, " ".join(filter(None, marks)))


def heat_of(row: Row, place: int) -> list[str]:
    return [f"heat-{min(row.heat[place], 3)}"] if place in row.heat else []


def interval(low: object, high: object, places: int) -> str:
    """«82–97»; a dash where there is none."""
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return NONE
    return "–".join(f"{rounded(end, places)}".replace(".", ",") for end in (low, high))
