"""The lists above: every unit's report, what is late and missing, who has not entered the other software."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.content import figure_sources, timing
from portal.units import queries as units
from portal.units.models import COMMUNE, DISTRICT
from portal.units.names import fold
from portal.web.ui.formats import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from portal.fieldwork.reporting.content.timing import ReportStatus
    from portal.fieldwork.reporting.models import FieldReport, SoftwareEntry
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit
    from portal.web.media.sheets import Cell

LONGEST_SEARCH = 80
LATE, NOT_ENTERED = "late", "not_entered"


@dataclass(frozen=True)
class Wish:
    """Which level, what is searched for, which district, which state, in which order."""

    level: str = COMMUNE
    typed: str = ""
    district: str = ""
    state: str = ""
    sort: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str], levels: Sequence[str]) -> Wish:
        """Read the query of an address."""
        level = args.get("level", "")
        return cls(
            level if level in levels else levels[0],
            args.get("q", "").strip()[:LONGEST_SEARCH],
            args.get("district", ""),
            args.get("status", ""),
            args.get("sort", ""),
        )


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


def lines(top: Unit, round_: Round, plan: Plan, level: str) -> list[Line]:
    """Every unit of a level in a subtree, in its order: three queries."""
    reports = {report.unit_id: report for report in queries.reports_in(top, round_)}
    entries = queries.software_entries_in(top, round_) if level == COMMUNE else {}
    due = timing.due_of(level, plan)
    return [
        Line(unit, reports.get(unit.id), timing.status_of(reports.get(unit.id), due), entries.get(unit.id))
        for unit in units_of(top, round_, level)
    ]


def units_of(top: Unit, round_: Round, level: str) -> Sequence[Unit]:
    """The districts of a subtree, or the communes with a point in the round."""
    if level == DISTRICT:
        return units.districts(top)
    return [point.unit for point in figure_sources.points_with_round(top, round_)]


def chosen(lines: Sequence[Line], wish: Wish) -> list[Line]:
    """The lines that answer the wish, in the units' own order unless asked otherwise."""
    shown_lines = [line for line in lines if answers(line, wish)]
    order = list(timing.SHAPES)
    key = {
        "name": lambda line: line.unit.sort_key,
        "state": lambda line: order.index(line.status.state),
        "late": lambda line: line.status.days_late,
    }.get(wish.sort.removeprefix("-"))
    return sorted(shown_lines, key=key, reverse=wish.sort.startswith("-")) if key else shown_lines


def answers(line: Line, wish: Wish) -> bool:
    """Whether a line is asked for."""
    district = line.unit.district
    return (
        fold(wish.typed) in fold(line.unit.full)
        and (not wish.district or (district is not None and district.code == wish.district))
        and (not wish.state or is_in(line, wish.state))
    )


def is_in(line: Line, state: str) -> bool:
    """Whether a line is in a state, late, or without the tick."""
    if state == LATE:
        return line.status.is_overdue
    if state == NOT_ENTERED:
        return line.entry is None
    return line.status.state == state


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


def header(*, software: bool) -> tuple[str, ...]:
    """The heads of the file's columns."""
    heads = (
        _("Đơn vị"),
        _("Huyện"),
        _("Tình trạng"),
        _("Quá hạn, chậm"),
        _("Nộp lúc"),
        _("Số lần nộp"),
        _("Cập nhật lúc"),
        _("Người cập nhật"),
    )
    return (*heads, _("Nhập phần mềm lúc")) if software else heads


def cells(line: Line, *, software: bool) -> tuple[Cell, ...]:
    """A line of the file."""
    report, district = line.report, line.unit.district
    row: tuple[Cell, ...] = (
        line.unit.capital,
        district.title if district else None,
        line.status.label,
        line.status.lateness or None,
        stamp(report.submitted_at) if report and report.submitted_at else None,
        report.submissions if report else None,
        stamp(report.changed_at) if report else None,
        report.changer.full_name if report else None,
    )
    return (*row, stamp(line.entry.entered_at) if line.entry else None) if software else row
