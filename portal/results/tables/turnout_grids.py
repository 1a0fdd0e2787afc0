"""T1: who came and who answered, by day and by unit, on «chốt» figures."""

from collections.abc import Collection, Sequence
from datetime import date

from flask_babel import gettext as _

from portal.fieldwork.turnout.figures import DayFigures, Line, LineGroup, percent_of, verdict_of
from portal.results.statistics.tables import Area
from portal.results.tables.grids import ALL, COUNT, RATE, Column, Grid, Row, Selection, counted, kept, share
from portal.surveys import turnout
from portal.web.ui.formats import day_month
from portal.web.ui.table_model import Figure, blank, text

MOST_DAYS = 5  # a longer window has no columns by day: they would not fit


def by_day(lines: Sequence[Line], days: Sequence[date], policy: turnout.Policy, excluded: Collection[int] = ()) -> Grid:
    """The whole place by day; the statuses count communes, `apart` are the excluded points."""
    total = LineGroup(tuple(lines))
    excluded_sum = LineGroup(tuple(line for line in lines if line.point_id in excluded))
    rows = [day_row(total, excluded_sum, number, day, policy) for number, day in enumerate(days)] if lines else []
    cells = day_cells(total.visits, total.ballots, excluded_sum.ballots, [line.status for line in lines])
    heads = (
        Column(_("Ngày")),
        Column(_("%(Counted)s"), COUNT, by_day=True),
        Column(_("Phiếu hợp lệ"), COUNT),
        Column(_("Trong đó không đưa vào tổng hợp"), COUNT, short=_("Không tính")),
        Column(_("Tỷ lệ (%)"), RATE, by_day=True),
        *(Column(turnout.label_on_screen(status), COUNT, by_day=True) for status in turnout.Status),
    )
    is_told = policy != turnout.NOT_JUDGED and not policy.counted.once
    of_visits = (
        _("Năm cột cuối là số đơn vị theo mức tham gia."),
        _("%(Counted_figure)s là số liệu %(commune_level)s đã chốt."),
    )
    notes = (
        *(of_visits if is_told else ()),
        _(
            "Phiếu không đưa vào tổng hợp là phiếu của đơn vị mà hai người của %(province)s quyết định, có lý do; "
            "không xóa phiếu."
        ),
    )
    grid = Grid("T1 Theo ngày", _("Tham gia theo ngày"), heads, (*rows, Row(_("Cả đợt"), cells, "total")), notes)
    return kept(grid, lines)


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
    columns = days if 1 < len(days) <= MOST_DAYS else ()

    def commune(line: Line) -> Row:
        least, status = counted(line.verdict.low), text(turnout.label_on_screen(line.status))
        figures = unit_cells(line, line.days[: len(columns)], least, line.rate, status)
        return Row(line.unit.title, (*shown.unit_cells(line), *figures), status=line.status)

    def summed(head: str, kind: str, lines: Sequence[Line], _area: Area | None) -> Row:
        total = LineGroup(tuple(lines))
        by_day = [total.day(number) for number in range(len(columns))] if lines else []
        figures = unit_cells(total, by_day, blank(), total.rate, blank())
        return Row(head, (*shown.unit_cells(None), *figures), kind)

    notes = (
        _("Tỷ lệ bằng số phiếu hợp lệ chia cho số %(counted)s đã chốt."),
        _("Đơn vị còn ngày chưa chốt thì chưa tính tỷ lệ; tỷ lệ chung của nơi có đơn vị đó có thể cao hơn thực tế."),
    )
    rows, title = tuple(shown.rows(commune, summed)), _("Tham gia theo đơn vị")
    is_judged = any(line.verdict != turnout.NOTHING_ASKED for line in shown.lines)
    told = notes if is_judged else ()
    grid = Grid("T1 Theo đơn vị", title, unit_columns(shown, columns), rows, told, len(shown.lines))
    return kept(grid, shown.lines)


def by_area(areas: Sequence[Area]) -> Grid:
    """Each area's sums, and how many of its communes have which status."""
    heads = (
        Column(_("Địa bàn")),
        Column(_("%(Counted_short)s"), COUNT, of_visits=True),
        Column(_("Phiếu"), COUNT),
        Column(_("Tỷ lệ (%)"), RATE, of_visits=True),
        *(
            Column(turnout.label_on_screen(status), COUNT, is_on_phones=False, of_visits=True)
            for status in turnout.Status
        ),
    )
    lines = [line for area in areas for line in area.lines]
    return kept(Grid("", _("Tham gia theo %(district)s"), heads, tuple(map(area_row, areas))), lines)


def area_row(area: Area) -> Row:
    total = LineGroup(area.lines)
    statuses = (counted(total.count(status)) for status in turnout.Status)
    return Row(area.short, (counted(total.visits), counted(total.ballots), share(total.rate), *statuses))


def unit_columns(shown: Selection, days: Sequence[date]) -> tuple[Column, ...]:
    return (
        *shown.unit_heads(),
        *(
            Column(head, COUNT, choice=ALL, by_day=by_day)
            for day in map(day_month, days)
            for head, by_day in ((_("%(Counted_short)s %(day)s", day=day), True), (_("Phiếu %(day)s", day=day), False))
        ),
        Column(_("%(Counted)s"), COUNT, "visits", _("%(Counted_short)s"), of_visits=True),
        Column(_("Số phiếu tối thiểu"), COUNT, short=_("Tối thiểu"), choice=ALL, of_visits=True),
        Column(_("Phiếu hợp lệ"), COUNT, "ballots", _("Phiếu")),
        Column(_("Tỷ lệ (%)"), RATE, "rate", of_visits=True),
        Column(_("Mức tham gia"), order="status", of_visits=True),
    )


def unit_cells(
    of: LineGroup | Line, days: Sequence[DayFigures], least: Figure, rate: float | None, status: Figure
) -> tuple[Figure, ...]:
    """Each day's visits and ballots, then those of all days."""
    by_day = (cell for figures in days for cell in (counted(figures.visits), counted(figures.ballots)))
    return (*by_day, counted(of.visits), least, counted(of.ballots), share(rate), status)
