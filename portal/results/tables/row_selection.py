"""Which communes a table shows, and how: by district with sums, or flat in the order asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from portal.fieldwork.turnout.turnout_board import STATUS_ORDER, wanted
from portal.results.statistics.tables import areas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from portal.fieldwork.turnout.turnout_board import Line, Wish
    from portal.results.statistics.tables import Area, CommuneRow


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


def select_lines(lines: Sequence[Line], wish: Wish) -> Selection:
    """Sums stand only where all communes do: one over what a search found would be taken for the district's."""
    selected = wanted(lines, wish)
    is_part = bool(wish.typed or wish.status)
    grouped = () if is_part or not wish.is_grouped else areas(selected)
    return Selection(tuple(selected), grouped, whole=not is_part and not wish.district)


def select_rows(rows: Sequence[CommuneRow], wish: Wish) -> tuple[list[CommuneRow], Selection]:
    """The same for communes with their results: the status asked for is a group, the orders are of its columns."""
    by_unit = {row.line.unit.id: row for row in rows}
    filters, key = replace(wish, status="", sort=""), wish.sort.removeprefix("-")
    selected = [by_unit[line.unit.id] for line in wanted([row.line for row in rows], filters)]
    if wish.status:
        selected = [row for row in selected if str(row.place) == wish.status]
    if key in ROW_ORDERS:
        selected.sort(key=ROW_ORDERS[key], reverse=wish.sort.startswith("-"))
    lines = tuple(row.line for row in selected)
    is_part = bool(wish.typed or wish.status)
    grouped = () if is_part or key in ROW_ORDERS else areas(lines)
    return selected, Selection(lines, grouped, whole=not is_part and not wish.district)


LAST_BAND = (9, 9)


def last_if_missing(value: float | None) -> float:
    return -1.0 if value is None else value


ROW_ORDERS: dict[str, Callable[[CommuneRow], Any]] = {
    "unit": lambda row: row.line.unit.sort_key,
    "n": lambda row: row.score.n,
    "rate": lambda row: last_if_missing(row.score.top2),
    "index": lambda row: last_if_missing(row.score.index),
    "status": lambda row: STATUS_ORDER.index(row.line.status),
    "place": lambda row: str(row.place),
    "band": lambda row: (row.band.best, row.band.worst) if row.band else LAST_BAND,
}
