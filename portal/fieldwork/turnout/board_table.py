"""The board's table, made once for the screen and for the Excel file: the same lines, the same cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.turnout.turnout_board import DayFigures, Line, LineGroup, by_district, wanted
from portal.surveys import turnout
from portal.units.words import communes_in_words
from portal.web.ui.formats import count, day_month, rate, rounded
from portal.web.ui.table_model import Column, Figure, Row, Table, blank, text, whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.fieldwork.turnout.turnout_board import Wish
    from portal.units.models import Unit

DAYS_WITH_COLUMNS = 5


def table(lines: Sequence[Line], wish: Wish, days: Sequence[date], top: Unit) -> Table[Line]:
    """The lines that answer a wish: by district with sums, or flat in the order asked for."""
    shown_lines = wanted(lines, wish)
    layout = Layout(tuple(days), by_district_column=not wish.is_grouped and top.level == "province")
    rows: list[Row[Line]] = []
    groups = by_district(shown_lines) if wish.is_grouped else [LineGroup(tuple(shown_lines))]
    for group in groups:
        if group.district is not None and wish.is_grouped:
            rows.append(
                layout.summed(
                    "sum", f"{group.district.capital} · {communes_in_words([line.unit for line in group.lines])}", group
                )
            )
        rows.extend(layout.commune(line) for line in group.lines)
    if len(shown_lines) > 1 and (len(groups) > 1 or groups[0].district is None or not wish.is_grouped):
        rows.append(
            layout.summed(
                "total",
                _("Cộng · %(units)s", units=communes_in_words([line.unit for line in shown_lines])),
                LineGroup(tuple(shown_lines)),
            )
        )
    return Table(layout.columns(), tuple(rows), len(shown_lines))


@dataclass(frozen=True)
class Layout:
    """Which columns the table has, and a row of each kind in them."""

    days: tuple[date, ...]
    by_district_column: bool = False

    @property
    def has_days(self) -> bool:
        """Whether each day has its own pair of columns."""
        return 1 < len(self.days) <= DAYS_WITH_COLUMNS

    def columns(self) -> tuple[Column, ...]:
        """The heads, from left to right."""
        head = [Column(_("Xã, phường, thị trấn"), "unit", is_number=False)]
        if self.by_district_column:
            head.append(Column(_("Huyện"), is_number=False))
        for day in self.days if self.has_days else ():
            head.append(Column(_("Lượt đến %(day)s", day=day_month(day))))
            head.append(Column(_("Phiếu %(day)s", day=day_month(day))))
        return (
            *head,
            Column(_("Lượt người dân đến"), "visits", _("Lượt đến")),
            Column(_("Số phiếu tối thiểu"), "", _("Tối thiểu")),
            Column(_("Phiếu"), "ballots"),
            Column(_("Tỷ lệ (%)"), "rate", _("Tỷ lệ")),
            Column(_("Mức tham gia"), "status", is_number=False),
            Column(_("Chốt số liệu"), is_number=False),
        )

    def commune(self, line: Line) -> Row[Line]:
        """A commune's row."""
        district = line.unit.district.title if line.unit.district else ""
        cells = (
            *((text(district),) if self.by_district_column else ()),
            *self.day_cells(line.days),
            whole(line.visits),
            whole(line.verdict.low),
            whole(line.ballots),
            percent(line.rate),
            text(turnout.label(line.status), line.status),
            text(entry_in_words(line), "chot" if not (line.missing or line.unlocked) else "open"),
        )
        return Row("commune", line.unit.title, cells, line)

    def summed(self, kind: str, head: str, group: LineGroup) -> Row[Line]:
        """A row of sums: figures that can be added, and the rate over what is entered."""
        days = [group.day(number) for number in range(len(self.days))] if self.has_days else []
        cells = (
            *((blank(),) if self.by_district_column else ()),
            *self.day_cells(days),
            whole(group.visits),
            blank(),
            whole(group.ballots),
            percent(group.rate),
            blank(),
            blank(),
        )
        return Row(kind, head, cells)

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
