"""A row for each commune: inspections planned and made, what is still to be mended; for the page and the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.extensions import db
from portal.fieldwork.inspections import queries
from portal.surveys import queries as surveys
from portal.units.names import fold
from portal.web.data import clock
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
    from portal.surveys.models import Point, Round
    from portal.units.models import Unit
    from portal.web.media.sheets import Cell

UNPLANNED, WAITING, MISSED, SEEN, OPEN = "unplanned", "waiting", "missed", "seen", "open"


@dataclass(frozen=True)
class Row:
    """A commune with its inspections."""

    point: Point
    plans: tuple[InspectionPlan, ...]
    made: tuple[Inspection, ...]
    first_day: date

    @property
    def open(self) -> list[Finding]:
        """What is still to be mended."""
        return [finding for inspection in self.made for finding in inspection.findings if finding.is_open]

    @property
    def findings(self) -> int:
        return sum(len(inspection.findings) for inspection in self.made)

    @property
    def waiting(self) -> list[InspectionPlan]:
        """Plans no inspection of the same organiser has answered yet."""
        return [plan for plan in self.plans if not any(answers(inspection, plan) for inspection in self.made)]

    @property
    def missed(self) -> bool:
        """Whether a planned day went by."""
        return any(plan.day < clock.today() for plan in self.waiting)

    @property
    def on_first_day(self) -> bool:
        """Whether an inspection is planned or made on the first day, as Plan 198 asks."""
        days = {visit.day for visit in self.plans} | {visit.day for visit in self.made}
        return self.first_day in days

    def has(self, status: str) -> bool:
        """Whether the row answers a filter."""
        return {
            UNPLANNED: not self.plans and not self.made,
            WAITING: bool(self.waiting),
            MISSED: self.missed,
            SEEN: bool(self.made),
            OPEN: bool(self.open),
        }.get(status, True)


def answers(inspection: Inspection, plan: InspectionPlan) -> bool:
    """Whether an inspection is the one that was planned."""
    return inspection.organiser_id == plan.organiser_id and inspection.day == plan.day


def rows(top: Unit, round_: Round) -> list[Row]:
    """A row for each commune of the subtree, with five questions to the database."""
    plans: dict[int, list[InspectionPlan]] = {}
    for plan in queries.plans_in(top, round_):
        plans.setdefault(plan.point_id, []).append(plan)
    inspections: dict[int, list[Inspection]] = {}
    for inspection in queries.inspections_in(top, round_):
        inspections.setdefault(inspection.point_id, []).append(inspection)
    points = db.session.scalars(surveys.points(top, round_)).all()
    return [
        Row(point, tuple(plans.get(point.id, ())), tuple(inspections.get(point.id, ())), round_.first_day)
        for point in points
    ]


@dataclass(frozen=True)
class Wish:
    """What the reader wants to see."""

    typed: str = ""
    district: str = ""
    status: str = ""
    sort: str = ""


def wanted(rows: Sequence[Row], wish: Wish) -> list[Row]:
    """The rows that search, district and status leave, in the order asked for."""
    typed = fold(wish.typed)
    shown_rows = [
        row
        for row in rows
        if typed in row.point.unit.search
        and (not wish.district or (row.point.unit.district and row.point.unit.district.code == wish.district))
        and row.has(wish.status)
    ]
    key = wish.sort.removeprefix("-")
    if key in ORDERS:
        shown_rows.sort(key=ORDERS[key], reverse=wish.sort.startswith("-"))
    return shown_rows


ORDERS = {
    "unit": lambda row: row.point.unit.sort_key,
    "made": lambda row: len(row.made),
    "open": lambda row: len(row.open),
}


def state(row: Row) -> tuple[str, str]:
    """A commune's shape and word."""
    if row.open:
        return "cao_bat_thuong", _("còn tồn tại")
    if row.made:
        return "dat", _("đã kiểm tra")
    if row.missed:
        return "thap", _("quá ngày chưa kiểm tra")
    return ("open", _("có lịch")) if row.plans else ("chua_du_so_lieu", _("chưa có lịch"))


def header() -> list[str]:
    """The heads of the file's columns."""
    return [
        _("Xã, phường, thị trấn"),
        _("Huyện"),
        _("Lịch kiểm tra"),
        _("Đã kiểm tra"),
        _("Tồn tại"),
        _("Chưa khắc phục"),
        _("Tình trạng"),
    ]


def values(rows: Sequence[Row]) -> list[list[Cell]]:
    """The same rows for the file."""
    return [
        [
            row.point.unit.capital,
            row.point.unit.district.capital if row.point.unit.district else "",
            "; ".join(f"{day_month(visit.day)}: {visit.team}" for visit in row.plans),
            "; ".join(f"{day_month(visit.day)}: {visit.team}" for visit in row.made),
            row.findings,
            len(row.open),
            state(row)[1],
        ]
        for row in rows
    ]
