"""Which communes a table shows, and how: by district with sums, or flat in the order asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.fieldwork.turnout.board import LISTING, STATUS_ORDER
from portal.results.statistics.tables import areas
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.turnout.figures import Line
    from portal.results.statistics.tables import Area, CommuneRow
    from portal.web.ui.listing import ListFilter


@dataclass(frozen=True)
class Selection:
    """The communes of a table; `areas` has them by district where sums may stand, `whole` says none is left out."""

    lines: tuple[Line, ...]
    areas: tuple[Area, ...]
    whole: bool

    @property
    def names_districts(self) -> bool:
        """Whether each commune needs its district beside it: where it does not stand under the district's sum."""
        return not self.areas and any(line.unit.district for line in self.lines)


def select_lines(lines: Sequence[Line], list_filter: ListFilter) -> Selection:
    """The communes with what they took in, as a filter asks for them."""
    selected = LISTING.apply(lines, list_filter)
    return selection(selected, list_filter, is_sorted=LISTING.sorts_by(list_filter))


def select_rows(rows: Sequence[CommuneRow], list_filter: ListFilter) -> tuple[list[CommuneRow], Selection]:
    """The same for communes with their results: the status asked for is a group, the orders are of its columns."""
    selected = ROW_LISTING.apply(rows, list_filter)
    is_sorted = ROW_LISTING.sorts_by(list_filter)
    return selected, selection([row.line for row in selected], list_filter, is_sorted=is_sorted)


def selection(lines: Sequence[Line], list_filter: ListFilter, *, is_sorted: bool) -> Selection:
    """Sums stand only where all communes do: one over what a search found would be taken for the district's."""
    is_part = bool(list_filter.typed or list_filter.status)
    grouped = () if is_part or is_sorted else areas(lines)
    return Selection(tuple(lines), grouped, whole=not is_part and not list_filter.district)


LAST_BAND = (9, 9)


def last_if_missing(value: float | None) -> float:
    return -1.0 if value is None else value


ROW_LISTING: Listing[CommuneRow] = Listing(
    has=lambda row, status: str(row.place) == status,
    matches=lambda row, list_filter: row.line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda row: row.line.unit.sort_key,
        "n": lambda row: row.score.n,
        "rate": lambda row: last_if_missing(row.score.top2),
        "index": lambda row: last_if_missing(row.score.index),
        "status": lambda row: STATUS_ORDER.index(row.line.status),
        "place": lambda row: str(row.place),
        "band": lambda row: (row.band.best, row.band.worst) if row.band else LAST_BAND,
    },
)
