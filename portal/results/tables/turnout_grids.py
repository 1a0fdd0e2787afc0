"""T1: who came and who answered, by day and by unit, on «chốt» figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import LineGroup, percent_of, verdict_of
from portal.results.tables.grids import (
    COUNT,
    RATE,
    Column,
    Grid,
    Row,
    counted,
    district_of,
    no_district,
    share,
    title_of,
)
from portal.surveys import turnout
from portal.web.ui.formats import day_month
from portal.web.ui.table_model import blank, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from portal.fieldwork.turnout.figures import Line
    from portal.results.tables.row_selection import Selection
    from portal.web.ui.table_model import Figure

MOST_DAYS = 5
"""A longer window has no columns by day: they would not fit."""


def by_day(lines: Sequence[Line], days: Sequence[date], policy: turnout.Policy, excluded: Collection[int] = ()) -> Grid:
    """The whole place by day; the statuses count communes, `apart` are the excluded points."""
    total = LineGroup(tuple(lines))
    excluded_sum = LineGroup(tuple(line for line in lines if line.point_id in excluded))
    rows = [day_row(total, excluded_sum, number, day, policy) for number, day in enumerate(days)] if lines else []
    cells = day_cells(total.visits, total.ballots, excluded_sum.ballots, [line.status for line in lines])
    heads = (
        Column(_("Ngày")),
        Column(_("Lượt người dân đến"), COUNT),
        Column(_("Phiếu hợp lệ"), COUNT),
        Column(_("Trong đó để riêng"), COUNT),
        Column(_("Tỷ lệ (%)"), RATE),
        *(Column(turnout.label(status), COUNT) for status in turnout.Status),
    )
    notes = (
        _("Năm cột cuối là số đơn vị theo mức tham gia."),
        _("Lượt người dân đến là số liệu cấp xã đã chốt."),
        _("Phiếu để riêng là phiếu của đơn vị mà hai người của tỉnh quyết định để riêng, có lý do; không xóa phiếu."),
    )
    return Grid("T1 Theo ngày", _("Tham gia theo ngày"), heads, (*rows, Row(_("Cả đợt"), cells, "total")), notes)


def day_row(total: LineGroup, excluded_sum: LineGroup, number: int, day: date, policy: turnout.Policy) -> Row:
    figures, excluded_ballots = total.day(number), excluded_sum.day(number).ballots if excluded_sum.lines else 0
    statuses = [verdict_of(policy, [line.days[number]]).status for line in total.lines]
    cells = day_cells(figures.visits, figures.ballots, excluded_ballots, statuses)
    return Row(_("Ngày %(day)s", day=day_month(day)), cells)


def day_cells(visits: int | None, ballots: int, excluded: int, statuses: Sequence[str]) -> tuple[Figure, ...]:
    judged_so = (counted(statuses.count(status)) for status in turnout.Status)
    return (counted(visits), counted(ballots), counted(excluded), share(percent_of(ballots, visits)), *judged_so)


def by_unit(shown: Selection, days: Sequence[date]) -> Grid:
    """Communes, with the sums of districts and of all where these are complete."""
    layout = Layout(tuple(days) if 1 < len(days) <= MOST_DAYS else (), districts=shown.names_districts)
    notes = (
        _("Tỷ lệ bằng số phiếu hợp lệ chia cho số lượt người dân đến đã chốt."),
        _("Đơn vị còn ngày chưa chốt thì chưa tính tỷ lệ; tỷ lệ chung của nơi có đơn vị đó có thể cao hơn thực tế."),
    )
    rows = tuple(layout.rows(shown))
    return Grid("T1 Theo đơn vị", _("Tham gia theo đơn vị"), layout.heads(), rows, notes, len(shown.lines))


class Layout:
    """Which columns the table by unit has, and a row of each kind in them."""

    def __init__(self, days: Sequence[date], *, districts: bool) -> None:
        self.days, self.districts = days, districts

    def heads(self) -> tuple[Column, ...]:
        return (
            Column(_("Xã, phường, thị trấn"), order="unit"),
            *((Column(_("Huyện")),) if self.districts else ()),
            *(head for day in self.days for head in day_heads(day_month(day))),
            Column(_("Lượt người dân đến"), COUNT, "visits", _("Lượt đến")),
            Column(_("Số phiếu tối thiểu"), COUNT, short=_("Tối thiểu")),
            Column(_("Phiếu hợp lệ"), COUNT, "ballots", _("Phiếu")),
            Column(_("Tỷ lệ (%)"), RATE, "rate"),
            Column(_("Mức tham gia"), order="status"),
        )

    def rows(self, shown: Selection) -> Iterator[Row]:
        """By district, each under its sum, or as they come; then the total."""
        if not shown.areas:
            yield from map(self.commune, shown.lines)
        for area in shown.areas:
            yield self.summed(title_of(area), "sum", area.lines)
            yield from map(self.commune, area.lines)
        if shown.whole:
            yield self.summed(_("Tổng cộng"), "total", shown.lines)

    def commune(self, line: Line) -> Row:
        days = [line.days[number] for number in range(len(self.days))]
        cells = (
            *district_of(line, with_district=self.districts),
            *(cell for one in days for cell in (counted(one.visits), counted(one.ballots))),
            counted(line.visits),
            counted(line.verdict.low),
            counted(line.ballots),
            share(line.rate),
            text(turnout.label(line.status)),
        )
        return Row(line.unit.title, cells, status=line.status)

    def summed(self, head: str, kind: str, lines: Sequence[Line]) -> Row:
        total = LineGroup(tuple(lines))
        days = [total.day(number) for number in range(len(self.days))] if lines else []
        cells = (
            *no_district(with_district=self.districts),
            *(cell for one in days for cell in (counted(one.visits), counted(one.ballots))),
            counted(total.visits),
            blank(),
            counted(total.ballots),
            share(total.rate),
            blank(),
        )
        return Row(head, cells, kind)


def day_heads(day: str) -> tuple[Column, Column]:
    return Column(_("Lượt đến %(day)s", day=day), COUNT), Column(_("Phiếu %(day)s", day=day), COUNT)
