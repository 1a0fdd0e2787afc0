"""A list in pages: rows at hand, cut for the macro `ui.pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_sqlalchemy.pagination import Pagination

if TYPE_CHECKING:
    from collections.abc import Sequence


class Pages(Pagination):
    """Pages of rows at hand."""

    def _query_items(self) -> list[Any]:
        rows: list[Any] = self._query_args["rows"]
        return rows[self._query_offset : self._query_offset + self.per_page]

    def _query_count(self) -> int:
        return len(self._query_args["rows"])


def paged(rows: Sequence[Any], page: int, size: int) -> Pages:
    """One page of the rows; a page that is not there is the last one."""
    last = max(1, -(-len(rows) // size))
    return Pages(page=min(max(page, 1), last), per_page=size, error_out=False, rows=list(rows))
