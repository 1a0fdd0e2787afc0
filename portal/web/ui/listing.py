"""A list that a reader searches, filters, sorts and takes along: what an address asks of it, its rows, its file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Generic, Self, TypeVar

from flask import Response
from flask_sqlalchemy.pagination import Pagination

from portal.web.http.views import describe_export
from portal.web.media.sheets import Cell, send_table

# Signs of a search that count; no name is longer.
LONGEST_SEARCH = 80
# Fields that an address calls by another name than their own.
QUERY_NAMES = {"typed": "q"}

RowT = TypeVar("RowT")
# The columns of a file: each head with what stands under it; None is an empty cell.
Columns = Sequence[tuple[str, Callable[[RowT], Cell]]]


@dataclass(frozen=True)
class ListFilter:
    """What an address asks of a list; a list that is asked more adds fields. A `sort` of «-name» turns it round."""

    typed: str = ""
    district: str = ""
    status: str = ""
    sort: str = ""

    @classmethod
    def from_args(cls, args: Mapping[str, str], **allowed: Sequence[str]) -> Self:
        """Read a query; a field with `allowed` values takes the first of them where the query names none."""
        names = [one.name for one in fields(cls)]
        values = {name: args.get(QUERY_NAMES.get(name, name), "").strip()[:LONGEST_SEARCH] for name in names}
        for name, choices in allowed.items():
            if values[name] not in choices:
                values[name] = choices[0]
        return cls(**values)

    @property
    def args(self) -> dict[str, Any]:
        """The query that asks for the same list again: of its file, its links, its forms; words all."""
        values = {QUERY_NAMES.get(one.name, one.name): getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class DayFilter(ListFilter):
    """What an address asks of a list that looks at one day, by its ISO date or a word of the list's own."""

    day: str = ""


def match_all(_row: object, _list_filter: ListFilter) -> bool:
    """For a list whose words and district the database has filtered by already."""
    return True


@dataclass(frozen=True)
class Listing(Generic[RowT]):
    """Which rows answer a filter, in which order.

    `has` says whether a row is in a state, `matches` whether words and district leave it in, `orders` are the sort
    keys by column, `usual_order` the column that sorts where none of them is asked for (empty: rows stay as they come).
    """

    has: Callable[[RowT, str], bool]
    matches: Callable[[RowT, ListFilter], bool] = match_all
    orders: Mapping[str, Callable[[RowT], Any]] = field(default_factory=dict)
    usual_order: str = ""

    def apply(self, rows: Iterable[RowT], list_filter: ListFilter) -> list[RowT]:
        """The rows that answer a filter, in its order; equals stay in the order they came in, both ways."""
        status = list_filter.status
        found = [row for row in rows if self.matches(row, list_filter) and (not status or self.has(row, status))]
        order = self.orders.get(list_filter.sort.removeprefix("-")) or self.orders.get(self.usual_order)
        return sorted(found, key=order, reverse=list_filter.sort.startswith("-")) if order else found

    def sorts_by(self, list_filter: ListFilter) -> bool:
        """Whether a filter asks for one of the orders: then rows no longer stand under their districts."""
        return list_filter.sort.removeprefix("-") in self.orders


def heads(columns: Columns[Any]) -> list[str]:
    """The first row of a file."""
    return [head for head, _cell in columns]


def cells(columns: Columns[RowT], rows: Iterable[RowT]) -> list[list[Cell]]:
    """The other rows of a file."""
    return [[cell(row) for _head, cell in columns] for row in rows]


def send_list(name: str, title: str, columns: Columns[RowT], rows: Sequence[RowT], **described: object) -> Response:
    """Answer with the rows as «name.xlsx», and note for the record how many they are."""
    describe_export(**described, rows=len(rows))
    return send_table(name, title, heads(columns), cells(columns, rows))


class Pages(Pagination):
    """Pages of rows at hand, for the macro `ui.pages`."""

    def _query_items(self) -> list[Any]:
        rows: list[Any] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


def paged(rows: Sequence[Any], page: int, size: int) -> Pages:
    """One page of the rows; a page that is not there is the last one."""
    last = max(1, -(-len(rows) // size))
    return Pages(page=min(max(page, 1), last), per_page=size, error_out=False, rows=list(rows))
