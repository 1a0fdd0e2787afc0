"""The lists above: every unit's report, what is late and missing, who has not entered the other software."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.content import timing
from portal.fieldwork.reporting.content.timing import ReportStatus
from portal.fieldwork.reporting.models import FieldReport, SoftwareEntry
from portal.fieldwork.roster.queries import points_in
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.units.models import COMMUNE, DISTRICT, Unit
from portal.web.media.sheets import Cell, moment
from portal.web.ui.listing import Columns, ListFilter, Listing

LATE, NOT_ENTERED = "late", "not_entered"


@dataclass(frozen=True)
class ReportFilter(ListFilter):
    """Which level's reports, and which of them."""

    level: str = COMMUNE


@dataclass(frozen=True)
class Line:
    """A unit, its report, its tick of the other software."""

    unit: Unit
    report: FieldReport | None
    status: ReportStatus
    entry: SoftwareEntry | None


def levels_below(top: Unit) -> list[str]:
    """The levels whose reports a reader sees."""
    return [DISTRICT, COMMUNE] if top.level not in {DISTRICT, COMMUNE} and units.districts(top) else [COMMUNE]


def states_in(top: Unit, round_: Round, plan: Plan) -> list[Line]:
    """How far the reports of the communes are, without what they say and without the other software."""
    reports = {report.unit_id: report for report in queries.states_in(top, round_)}
    due = timing.due_of(COMMUNE, plan)
    return [line_of(point.unit, reports.get(point.unit_id), due) for point in points_in(top, round_)]


def line_of(unit: Unit, report: FieldReport | None, due: date | None, entry: SoftwareEntry | None = None) -> Line:
    """A unit with its report and how that stands."""
    return Line(unit, report, timing.status_of(report, due), entry)


def lines(top: Unit, round_: Round, plan: Plan, level: str) -> list[Line]:
    """Every unit of a level in a subtree, in its order: three queries."""
    reports = {report.unit_id: report for report in queries.reports_in(top, round_)}
    entries = queries.software_entries_in(top, round_) if level == COMMUNE else {}
    due = timing.due_of(level, plan)
    below = [point.unit for point in points_in(top, round_)] if level == COMMUNE else units.districts(top)
    return [line_of(unit, reports.get(unit.id), due, entries.get(unit.id)) for unit in below]


def is_in(line: Line, state: str) -> bool:
    """Whether a line is in a state, late, or without the tick."""
    if state == LATE:
        return line.status.is_overdue
    if state == NOT_ENTERED:
        return line.entry is None
    return line.status.state == state


LISTING: Listing[Line] = Listing(
    has=is_in,
    matches=lambda line, list_filter: line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "name": lambda line: line.unit.sort_key,
        "state": lambda line: list(timing.SHAPES).index(line.status.state),
        "late": lambda line: line.status.days_late,
    },
)


def choices(*, software: bool) -> list[tuple[str, str]]:
    """The states to filter by."""
    states = [*timing.labels().items(), (LATE, _("Quá hạn"))]
    return [*states, (NOT_ENTERED, _("Chưa nhập phần mềm"))] if software else states


def count_by_state(lines: Sequence[Line]) -> dict[str, int]:
    """How many are in each state."""
    states = [line.status.state for line in lines]
    return {
        "all": len(lines),
        "late": sum(line.status.is_overdue for line in lines),
        "entered": sum(line.entry is not None for line in lines),
        **{state: states.count(state) for state in timing.SHAPES},
    }


def columns(*, software: bool) -> Columns[Line]:
    """The columns of the file; with the ticks of the other software where the plan asks for them."""
    entered: Columns[Line] = [
        (_("Nhập phần mềm lúc"), lambda line: moment(line.entry.entered_at) if line.entry else None)
    ]
    return [
        (_("Đơn vị"), lambda line: line.unit.capital),
        (_("%(District)s"), lambda line: line.unit.district.title if line.unit.district else None),
        (_("Tình trạng"), lambda line: line.status.label),
        (_("Quá hạn, chậm"), lambda line: line.status.lateness or None),
        (_("Nộp lúc"), of_report(lambda report: moment(report.submitted_at))),
        (_("Số lần nộp"), of_report(lambda report: report.submissions)),
        (_("Cập nhật lúc"), of_report(lambda report: moment(report.changed_at))),
        (_("Người cập nhật"), of_report(lambda report: report.changer.full_name)),
        *(entered if software else ()),
    ]


def of_report(cell: Callable[[FieldReport], Cell]) -> Callable[[Line], Cell]:
    """A cell that is empty until a report is there."""
    return lambda line: cell(line.report) if line.report else None
