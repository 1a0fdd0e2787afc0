"""The board's table, made once for the screen and for the Excel file: the same lines, the same cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import NOT_ENTERED, NOT_LOCKED, DayFigures, Line, LineGroup, has_status
from portal.surveys import turnout
from portal.units.district_table import DistrictTable
from portal.units.models import Unit
from portal.web.ui.formats import day_month, integer, rate, rounded
from portal.web.ui.listing import ListFilter, Listing
from portal.web.ui.table_model import Column, Figure, Table, blank, text, whole

DAYS_WITH_COLUMNS = 5
# what needs somebody first
STATUS_ORDER = ["cao_bat_thuong", "cao_can_giai_trinh", "thap", "chua_du_so_lieu", "dat"]
LISTING: Listing[Line] = Listing(
    has=has_status,
    matches=lambda line, list_filter: line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda line: line.unit.sort_key,
        # unknown is below nought, and last where the most come first
        "visits": lambda line: -1 if line.visits is None else line.visits,
        "ballots": lambda line: line.ballots,
        "rate": lambda line: -1 if line.rate is None else line.rate,
        "status": lambda line: STATUS_ORDER.index(line.status),
    },
)


def table(lines: Sequence[Line], list_filter: ListFilter, days: Sequence[date], top: Unit) -> Table[Line]:
    """The lines that answer a filter: by district with sums, or flat in the order asked for."""
    counts_visits = LineGroup(tuple(lines)).counts_visits
    layout = Layout(tuple(days), counts_visits, all(line.counts_by_day for line in lines))
    described: DistrictTable[Line] = DistrictTable(layout.columns(), layout.cells, layout.sums)
    return described.build(LISTING.apply(lines, list_filter), top, flat=LISTING.sorts_by(list_filter))


@dataclass(frozen=True)
class Layout:
    """Which columns the table has beside the names, and the cells of each kind of row; ballots alone without visits."""

    days: tuple[date, ...]
    counts_visits: bool = True
    counts_by_day: bool = True

    @property
    def has_days(self) -> bool:
        """Whether each day has its own pair of columns."""
        return 1 < len(self.days) <= DAYS_WITH_COLUMNS

    def columns(self) -> tuple[Column, ...]:
        """The heads, from left to right."""
        days = [day_month(day) for day in self.days] if self.has_days else []
        if not self.counts_visits:
            by_day = (Column(_("Phiếu %(day)s", day=day), is_on_phones=False) for day in days)
            return (*by_day, Column(_("Phiếu"), "ballots"))
        came = [_("%(Counted_short)s %(day)s", day=day) if self.counts_by_day else "" for day in days]
        pairs = ((visits, _("Phiếu %(day)s", day=day)) for visits, day in zip(came, days, strict=True))
        heads = (head for pair in pairs for head in pair if head)
        return (
            *(Column(head, is_on_phones=False) for head in heads),
            Column(_("%(Counted)s"), "visits", _("%(Counted_short)s"), is_on_phones=False),
            Column(_("Số phiếu tối thiểu"), "", _("Tối thiểu"), is_on_phones=False),
            Column(_("Phiếu"), "ballots", is_on_phones=False),
            Column(_("Tỷ lệ (%)"), "rate", _("Tỷ lệ")),
            Column(_("Mức tham gia"), "status", is_number=False),
            Column(_("Chốt số liệu"), is_number=False, is_on_phones=False),
        )

    def cells(self, line: Line) -> tuple[Figure, ...]:
        """What a commune's row shows."""
        if not self.counts_visits:
            return (*self.day_cells(line.days), whole(line.ballots))
        return (
            *self.day_cells(line.days),
            whole(line.visits),
            whole(line.verdict.low),
            whole(line.ballots),
            percent(line.rate),
            text(turnout.label_on_screen(line.status), line.status),
            text(entry_in_words(line), "chot" if not (line.missing or line.unlocked) else "open"),
        )

    def sums(self, lines: Sequence[Line]) -> tuple[Figure, ...]:
        """Figures that can be added, and the rate over what is entered."""
        group = LineGroup(tuple(lines))
        days = [group.day(number) for number in range(len(self.days))] if self.has_days else []
        if not self.counts_visits:
            return (*self.day_cells(days), whole(group.ballots))
        figures = (whole(group.visits), blank(), whole(group.ballots), percent(group.rate))
        return (*self.day_cells(days), *figures, blank(), blank())

    def day_cells(self, days: Sequence[DayFigures]) -> list[Figure]:
        """Visits and ballots of each day."""
        if not self.has_days:
            return []
        if not self.counts_by_day:
            return [whole(day.ballots) for day in days]
        return [cell for day in days for cell in (whole(day.visits), whole(day.ballots))]


def percent(value: float | None) -> Figure:
    return Figure("-" if value is None else float(rounded(value, 1)), rate(value))


def entry_in_words(line: Line) -> str:
    """How far a commune's entries are: «đã chốt», «chưa chốt», «chưa nhập», with the days where there are several."""
    named = "" if len(line.days) == 1 else f" {days_in_words(line.missing or line.unlocked)}"
    if line.missing:
        return _("chưa nhập") + named
    return _("chưa chốt") + named if line.unlocked else _("đã chốt")


def days_in_words(days: Sequence[date]) -> str:
    """A few days by name, many by number."""
    if len(days) > DAYS_WITH_COLUMNS:
        return _("%(count)s ngày", count=integer(len(days)))
    return ", ".join(day_month(day) for day in days)


def totals_in_words(total: LineGroup) -> str:
    """The figures that papers use, then in one sentence what is entered and not «chốt» (ruling 24)."""
    ballots = integer(total.ballots)
    words = _(
        "Số dùng trong báo cáo (đã chốt): %(ballots)s phiếu / %(visits)s %(counted_unit)s, bằng %(rate)s.",
        ballots=ballots,
        visits=integer(total.visits or 0),
        rate=f"{rate(total.rate)}%",
    )
    if total.drafts is None:
        return words
    every = integer((total.visits or 0) + total.drafts)
    return f"{words} " + _(
        "Tạm tính cả số chưa chốt: %(ballots)s phiếu / %(visits)s %(counted_unit)s.", ballots=ballots, visits=every
    )


def basis_in_words(total: LineGroup) -> str:
    """What the board's figures are made of; empty where everything is «chốt», and where nothing is counted."""
    if not total.counts_visits:
        return ""
    open_units = total.count(NOT_LOCKED)
    if not open_units:
        return ""
    if all(line.is_settled for line in total.lines):
        return totals_in_words(total) + " " + _("Còn %(n)s đơn vị có ngày chưa chốt.", n=integer(open_units))
    if total.count(NOT_ENTERED):
        return _(
            "Số liệu tạm tính trên số %(counted_unit)s đã nhập. "
            "Tỷ lệ của %(district)s và của dòng cộng chỉ tính ở nơi và ngày đã nhập %(counted_figure)s."
        )
    return _("Số liệu chưa chốt là tạm tính.")
