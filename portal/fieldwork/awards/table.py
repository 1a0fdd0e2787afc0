"""The table of the ranking, made once for the screen and for the Excel file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.awards import words
from portal.fieldwork.awards.ranking import CRITERIA
from portal.web.ui.formats import decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.fieldwork.awards.queries import RankingState
    from portal.fieldwork.awards.ranking import Line
    from portal.surveys.models import Point
    from portal.web.media.sheets import Cell

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


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see; by place where nothing else is asked for."""

    typed: str = ""
    district: str = ""
    status: str = ""
    sort: str = ""


def rows(ranking_state: RankingState, proposed: set[int | None]) -> list[Row]:
    """A row a commune, in the order of the unit list."""
    return [
        Row(ranking_state.points[line.candidate.key], line, line.candidate.key in proposed)
        for line in ranking_state.ranking.lines
    ]


def wanted(rows: Sequence[Row], wish: Wish) -> list[Row]:
    """The rows that search, district and status leave, in the order asked for."""
    shown_rows = [row for row in rows if row.point.unit.is_meant(wish.typed, wish.district) and row.has(wish.status)]
    order, backwards = wish.sort.removeprefix("-"), wish.sort.startswith("-")
    if order == "unit":
        shown_rows.sort(key=lambda row: row.point.unit.sort_key, reverse=backwards)
    elif order in CRITERIA:
        shown_rows.sort(key=lambda row: row.value(order), reverse=backwards)
    else:
        shown_rows.sort(key=by_place, reverse=backwards)
    return shown_rows


def by_place(row: Row) -> tuple[bool, int]:
    """The first before the last, those without a place after them, those out at the end."""
    return row.line.is_out, row.line.place or LAST


def header() -> list[str]:
    """The heads of the file's columns."""
    names = words.labels()
    figures = [head for key in CRITERIA for head in (names[key], _("%(name)s (điểm)", name=names[key]))]
    return [_("Hạng"), _("Xã, phường, thị trấn"), _("Huyện"), *figures, _("Tổng điểm"), _("Lý do không xét")]


def values(rows: Sequence[Row]) -> list[list[Cell]]:
    """The same rows for the file."""
    return [
        [
            row.place,
            row.point.unit.capital,
            row.point.unit.district.capital if row.point.unit.district else "",
            *(cell for key in CRITERIA for cell in (row.words(key), points(row, key))),
            NO_DATA if row.line.score is None else float(row.line.score),
            row.why,
        ]
        for row in rows
    ]


def points(row: Row, criterion: str) -> Cell:
    """A criterion's points as a number."""
    return round(row.value(criterion), 1) if criterion in row.line.candidate.figures else NO_DATA
