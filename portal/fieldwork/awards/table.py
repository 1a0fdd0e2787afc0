"""The table of the ranking, made once for the screen and for the Excel file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.awards import words
from portal.fieldwork.awards.ranking import CRITERIA
from portal.web.ui.formats import decimal
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.fieldwork.awards.queries import RankingState
    from portal.fieldwork.awards.ranking import Line
    from portal.surveys.models import Point
    from portal.web.media.sheets import Cell
    from portal.web.ui.listing import Columns

RANKED, OUT, PROPOSED = "ranked", "out", "proposed"
LAST = 10**6
NO_DATA = "-"


@dataclass(frozen=True)
class Row:
    """A commune as the table shows it."""

    point: Point
    line: Line
    proposed: bool = False

    @property
    def why(self) -> str:
        """Why it is out."""
        return "; ".join(self.line.candidate.faults)

    @property
    def place(self) -> str:
        return _("không xét") if self.line.is_out else words.place_in_words(self.line)

    @property
    def score(self) -> str:
        return NO_DATA if self.line.score is None else decimal(float(self.line.score), 1)

    def words(self, criterion: str) -> str:
        """What was done under a criterion."""
        figure = self.line.candidate.figures.get(criterion)
        return figure.words if figure else NO_DATA

    def value(self, criterion: str) -> float:
        """Its points; below nought without data."""
        figure = self.line.candidate.figures.get(criterion)
        return float(figure.value) if figure else -1.0

    def has(self, status: str) -> bool:
        """Whether a filter lets it through."""
        return {RANKED: not self.line.is_out, OUT: self.line.is_out, PROPOSED: self.proposed}.get(status, True)


def rows(ranking_state: RankingState, proposed: set[int | None]) -> list[Row]:
    """A row a commune, in the order of the unit list."""
    return [
        Row(ranking_state.points[line.candidate.key], line, line.candidate.key in proposed)
        for line in ranking_state.ranking.lines
    ]


def by_place(row: Row) -> tuple[bool, int]:
    """The first before the last, those without a place after them, those out at the end."""
    return row.line.is_out, row.line.place or LAST


def points_of(criterion: str) -> Callable[[Row], float]:
    """What a criterion's column sorts by."""
    return lambda row: row.value(criterion)


LISTING: Listing[Row] = Listing(
    has=Row.has,
    matches=lambda row, list_filter: row.point.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "place": by_place,
        "unit": lambda row: row.point.unit.sort_key,
        **{criterion: points_of(criterion) for criterion in CRITERIA},
    },
    usual_order="place",
)


def columns() -> Columns[Row]:
    """The columns of the file."""
    names = words.labels()
    return [
        (_("Hạng"), lambda row: row.place),
        (_("Xã, phường, thị trấn"), lambda row: row.point.unit.capital),
        (_("Huyện"), lambda row: row.point.unit.district.capital if row.point.unit.district else ""),
        *(column for criterion in CRITERIA for column in criterion_columns(criterion, names[criterion])),
        (_("Tổng điểm"), lambda row: NO_DATA if row.line.score is None else float(row.line.score)),
        (_("Lý do không xét"), lambda row: row.why),
    ]


def criterion_columns(criterion: str, name: str) -> Columns[Row]:
    """What was done under a criterion, and its points as a number."""
    return [
        (name, lambda row: row.words(criterion)),
        (_("%(name)s (điểm)", name=name), lambda row: points(row, criterion)),
    ]


def points(row: Row, criterion: str) -> Cell:
    """A criterion's points as a number."""
    return round(row.value(criterion), 1) if criterion in row.line.candidate.figures else NO_DATA
