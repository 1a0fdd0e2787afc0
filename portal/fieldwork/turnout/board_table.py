"""The board's table, made once for the screen and for the Excel file: the same lines, the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.turnout.turnout_board import LISTING, DayFigures, Line, LineGroup
from portal.surveys import turnout
from portal.units.district_table import DistrictTable
from portal.web.ui.formats import count, day_month, rate, rounded
from portal.web.ui.table_model import Column, Figure, blank, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.units.models import Unit
    from portal.web.ui.listing import ListFilter
    from portal.web.ui.table_model import Table

DAYS_WITH_COLUMNS = 5


def table(lines: Sequence[Line], list_filter: ListFilter, days: Sequence[date], top: Unit) -> Table[Line]:
    """The lines that answer a filter: by district with sums, or flat in the order asked for."""
    layout = Layout(tuple(days))
    described: DistrictTable[Line] = DistrictTable(layout.columns(), layout.cells, layout.sums)
    return described.build(LISTING.apply(lines, list_filter), top, flat=LISTING.sorts_by(list_filter))


@dataclass(frozen=True)
class Layout:
    """Which columns the table has beside the names, and the cells of each kind of row."""

    days: tuple[date, ...]

    @property
    def has_days(self) -> bool:
        """Whether each day has its own pair of columns."""
        return 1 < len(self.days) <= DAYS_WITH_COLUMNS

    def columns(self) -> tuple[Column, ...]:
        """The heads, from left to right."""
        days = [day_month(day) for day in self.days] if self.has_days else []
        heads = (head for day in days for head in (_("Lượt đến %(day)s", day=day), _("Phiếu %(day)s", day=day)))
        return (
            *(Column(head) for head in heads),
            Column(_("Lượt người dân đến"), "visits", _("Lượt đến")),
            Column(_("Số phiếu tối thiểu"), "", _("Tối thiểu")),
            Column(_("Phiếu"), "ballots"),
            Column(_("Tỷ lệ (%)"), "rate", _("Tỷ lệ")),
            Column(_("Mức tham gia"), "status", is_number=False),
            Column(_("Chốt số liệu"), is_number=False),
        )

    def cells(self, line: Line) -> tuple[Figure, ...]:
        """What a commune's row shows."""
        return (
            *self.day_cells(line.days),
            whole(line.visits),
            whole(line.verdict.low),
            whole(line.ballots),
            percent(line.rate),
            text(turnout.label(line.status), line.status),
            text(entry_in_words(line), "chot" if not (line.missing or line.unlocked) else "open"),
        )

    def sums(self, lines: Sequence[Line]) -> tuple[Figure, ...]:
        """Figures that can be added, and the rate over what is entered."""
        group = LineGroup(tuple(lines))
        days = [group.day(number) for number in range(len(self.days))] if self.has_days else []
        figures = (whole(group.visits), blank(), whole(group.ballots), percent(group.rate))
        return (*self.day_cells(days), *figures, blank(), blank())

    def day_cells(self, days: Sequence[DayFigures]) -> list[Figure]:
        """Visits and ballots of each day."""
        if not self.has_days:
            return []
        return [cell for day in days for cell in (whole(day.visits), whole(day.ballots))]


def percent(value: float | None) -> Figure:
    return Figure("-" if value is None else float(rounded(value, 1)), rate(value))


def entry_in_words(line: Line) -> str:
    """How far a commune's entries are: «đã chốt», «chưa chốt», «chưa nhập», with the days where there are several."""
    if len(line.days) == 1:
        return _("chưa nhập") if line.missing else (_("chưa chốt") if line.unlocked else _("đã chốt"))
    if line.missing:
        return _("chưa nhập %(days)s", days=days_in_words(line.missing))
    return _("chưa chốt %(days)s", days=days_in_words(line.unlocked)) if line.unlocked else _("đã chốt")


def days_in_words(days: Sequence[date]) -> str:
    """A few days by name, many by number."""
    if len(days) > DAYS_WITH_COLUMNS:
        return _("%(count)s ngày", count=count(len(days)))
    return ", ".join(day_month(day) for day in days)
