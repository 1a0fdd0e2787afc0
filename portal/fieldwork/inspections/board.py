"""A row for each commune: inspections planned and made, what is still to be mended; for the page and the file."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from flask_babel import gettext as _

from portal.fieldwork.inspections import queries
from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
from portal.fieldwork.roster.queries import points_in
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.ui.formats import day_month
from portal.web.ui.listing import Columns, Listing

UNPLANNED, WAITING, MISSED, SEEN, OPEN = "unplanned", "waiting", "missed", "seen", "open"


@dataclass(frozen=True)
class Row:
    """A commune with its inspections."""

    point: Point
    plans: tuple[InspectionPlan, ...]
    made: tuple[Inspection, ...]
    first_day: date

    @cached_property
    def open(self) -> list[Finding]:
        """What is still to be mended."""
        return [finding for inspection in self.made for finding in inspection.findings if finding.is_open]

    @property
    def findings(self) -> int:
        return sum(len(inspection.findings) for inspection in self.made)

    @cached_property
    def waiting(self) -> list[InspectionPlan]:
        """Plans no inspection of the same organiser has answered on that day."""
        answered = {(inspection.organiser_id, inspection.day) for inspection in self.made}
        return [plan for plan in self.plans if (plan.organiser_id, plan.day) not in answered]

    @property
    def missed(self) -> bool:
        """Whether a planned day went by."""
        return any(plan.day < clock.today() for plan in self.waiting)

    @property
    def on_first_day(self) -> bool:
        """Whether an inspection is planned or made on the first day, as Plan 198 asks."""
        return self.first_day in {plan.day for plan in self.plans} | {inspection.day for inspection in self.made}

    def has(self, status: str) -> bool:
        """Whether the row answers a filter."""
        return {
            UNPLANNED: not self.plans and not self.made,
            WAITING: bool(self.waiting),
            MISSED: self.missed,
            SEEN: bool(self.made),
            OPEN: bool(self.open),
        }.get(status, True)


@transactions.once_a_request
def rows(top: Unit, round_: Round) -> list[Row]:
    """A row for each commune of the subtree, in as many queries for 209 of them as for one."""
    plans, inspections = defaultdict(list), defaultdict(list)
    planned, made = queries.visits_in(top, round_)
    for plan in planned:
        plans[plan.point_id].append(plan)
    for inspection in made:
        inspections[inspection.point_id].append(inspection)
    return [
        Row(point, tuple(plans[point.id]), tuple(inspections[point.id]), round_.first_day)
        for point in points_in(top, round_)
    ]


LISTING: Listing[Row] = Listing(
    has=Row.has,
    matches=lambda row, list_filter: row.point.unit.is_named(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda row: row.point.unit.sort_key,
        "made": lambda row: len(row.made),
        "open": lambda row: len(row.open),
    },
)


def state(row: Row) -> tuple[str, str]:
    """A commune's shape and word."""
    if row.open:  # before all else: it stays so however many inspections follow
        return "cao_bat_thuong", _("còn tồn tại")
    if row.made:
        return "dat", _("đã kiểm tra")
    if row.missed:
        return "thap", _("quá ngày chưa kiểm tra")
    return ("open", _("có lịch")) if row.plans else ("chua_du_so_lieu", _("chưa có lịch"))


def columns() -> Columns[Row]:
    """The columns of the file."""
    return [
        (_("%(Communes)s"), lambda row: row.point.unit.capital),
        (_("%(District)s"), lambda row: row.point.unit.district.capital if row.point.unit.district else ""),
        (_("Lịch kiểm tra"), lambda row: visits_in_words(row.plans)),
        (_("Đã kiểm tra"), lambda row: visits_in_words(row.made)),
        (_("Tồn tại"), lambda row: row.findings),
        (_("Chưa khắc phục"), lambda row: len(row.open)),
        (_("Tình trạng"), lambda row: state(row)[1]),
    ]


def visits_in_words(visits: Sequence[InspectionPlan | Inspection]) -> str:
    """Days and teams of what is planned or made."""
    return "; ".join(f"{day_month(visit.day)}: {visit.team}" for visit in visits)
