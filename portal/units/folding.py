"""A long list of communes on one screen: a page of its rows, and on a phone its districts, each a tap away."""

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
    districts = {unit.district.code: unit.district for unit in communes if unit.district}
    is_folded = len(communes) > SHORT and len(districts) > 1
    size = PAGE if is_folded else SHORT + len(rows) - len(communes)
    asked = request.args.get("page", 1, type=int) if page is None else page
    pages = paged(rows, asked, max(size, 1))
    here = [unit.district.code for unit in communes if unit.district]
    folds = [Fold(code, unit.capital, here.count(code)) for code, unit in districts.items()] if is_folded else ()
    return Part(pages.items, pages, tuple(folds), len(communes))
