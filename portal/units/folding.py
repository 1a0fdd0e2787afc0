"""A long list of communes on one screen: a page of its rows, and on a phone its districts, each a tap away."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from flask import request

from portal.units.models import Unit
from portal.web.ui.listing import Pages, paged

RowT = TypeVar("RowT")
SHORT = 30
"""As many rows as a phone shows on four screens, two lines each; a district has at most as many."""
PAGE = 50
"""Rows on one page of a wide screen."""


class Fold(NamedTuple):
    """A district with as many rows of the list."""

    code: str
    name: str
    units: int


@dataclass(frozen=True)
class Part(Generic[RowT]):
    """The rows of the page at hand, the way to the other pages, and the districts that stand for them on a phone."""

    rows: Sequence[RowT]
    pages: Pages
    folds: tuple[Fold, ...]
    count: int


def part_of(rows: Sequence[RowT], unit_of: Callable[[RowT], Unit | None], page: int | None = None) -> Part[RowT]:
    """The part of a list that a page shows; `unit_of` a row that is no commune's, a sum's, is None.

    `page` is the number the address asks for. A short list stands whole; a long one of several districts is folded on
    phones; one that has no districts to fold by comes in short pages.
    """
    communes = [unit for unit in map(unit_of, rows) if unit is not None]
    counted = Counter(unit.district for unit in communes if unit.district)
    is_folded = len(communes) > SHORT and len(counted) > 1
    size = PAGE if is_folded else SHORT + len(rows) - len(communes)
    asked = request.args.get("page", 1, type=int) if page is None else page
    pages = paged(rows, asked, max(size, 1))
    # in the catalogue's order, whatever the rows are sorted by: any other reads as a ranking of districts
    districts = sorted(counted, key=lambda district: district.position) if is_folded else ()
    folds = tuple(Fold(one.code, one.capital, counted[one]) for one in districts)
    return Part(pages.items, pages, folds, len(communes))
