"""The state of a subtree's rosters (handed in, lacking, overlapping), as a table for the screen and the Excel file."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, String, cast, func, select

from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.models import Helper, OverlapPermission, Roster, Shift
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Crowding, Gap, HalfDay
from portal.fieldwork.scope import point_ids
from portal.surveys.models import Round
from portal.units.district_table import DistrictTable
from portal.units.models import Unit
from portal.web.data import clock, transactions
from portal.web.ui.formats import day_month, integer
from portal.web.ui.listing import ListFilter, Listing
from portal.web.ui.table_model import Column, Figure, Table, blank, text, whole

NOT_HANDED_IN, GAPS, CROWDED, TWO_PLACES = "not-handed-in", "gaps", "crowded", "two-places"
EVE = timedelta(days=1)
NOT_CROWDED = Crowding()


@dataclass(frozen=True)
class Line:
    """One desk on the board."""

    unit: Unit
    due: date
    helpers: int = 0
    shifts: int = 0
    gaps: tuple[Gap, ...] = ()
    crowd: Crowding = NOT_CROWDED
    handed_in_at: datetime | None = None
    changed_at: datetime | None = None
    waiting: int = 0
    allowed: int = 0

    @property
    def state(self) -> str:
        """The state in a word: handed in and when, or how late."""
        if self.handed_in_at is not None:
            return _("đã gửi %(day)s", day=day_month(clock.local(self.handed_in_at).date()))
        return late_in_words(self.due)

    @property
    def shape(self) -> str:
        """The shape beside it."""
        if self.handed_in_at is not None:
            return "chot" if clock.local(self.handed_in_at).date() <= self.due else "cao_can_giai_trinh"
        return late_shape(self.due)

    @property
    def crowded(self) -> bool:
        """Whether two people are needed now or were needed on some day."""
        return self.crowd.by_hand or bool(self.crowd.busy_days)

    def has(self, status: str) -> bool:
        """Whether the line belongs to what the reader filters by."""
        return {
            NOT_HANDED_IN: self.handed_in_at is None,
            GAPS: bool(self.gaps),
            CROWDED: self.crowded,
            TWO_PLACES: bool(self.waiting or self.allowed),
        }.get(status, False)


def late_in_words(due: date) -> str:
    """What is said of who has not handed in: plain at first, from the day before as a warning, then overdue."""
    if clock.today() > due:
        return _("quá hạn %(day)s", day=day_month(due))
    # on the eve it becomes a warning, while there is still time
    if clock.today() >= due - EVE:
        return _("chưa gửi, hạn %(day)s", day=day_month(due))
    return _("chưa gửi")


def late_shape(due: date) -> str:
    """The shape beside these words."""
    if clock.today() > due:
        return "cao_bat_thuong"
    return "thap" if clock.today() >= due - EVE else "open"


@dataclass(frozen=True)
class Sum:
    """Several lines together."""

    lines: tuple[Line, ...]

    @property
    def handed_in(self) -> int:
        return sum(line.handed_in_at is not None for line in self.lines)

    @property
    def helpers(self) -> int:
        return sum(line.helpers for line in self.lines)

    @property
    def shifts(self) -> int:
        return sum(line.shifts for line in self.lines)

    @property
    def gaps(self) -> int:
        return sum(len(line.gaps) for line in self.lines)

    @property
    def with_gaps(self) -> int:
        return sum(bool(line.gaps) for line in self.lines)

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.lines)


LISTING: Listing[Line] = Listing(
    has=Line.has,
    matches=lambda line, list_filter: line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda line: line.unit.sort_key,
        "helpers": lambda line: line.helpers,
        "shifts": lambda line: line.shifts,
        "gaps": lambda line: len(line.gaps),
        # who has not handed in first, then by when the others did
        "state": lambda line: (
            line.handed_in_at is not None,
            line.handed_in_at.timestamp() if line.handed_in_at else 0,
        ),
    },
)


@transactions.once_a_request
def lines(round_: Round, top: Unit) -> list[Line]:
    """Every desk of a subtree in the order of the unit list: six queries."""
    plan = round_.plan_data
    days = queries.days_of(round_, plan)
    scope = point_ids(top, round_)
    query = select(Helper.point_id, func.count().label("n")).where(Helper.point_id.in_(scope)).group_by(Helper.point_id)
    helpers = {row.point_id: row.n for row in db.session.execute(query)}
    rosters, present = rosters_by_point(scope), present_by_point(scope, days)
    overlaps, busy = overlap_counts_by_point(scope), queries.busy_days(scope, plan.crowded_from)
    rows = []
    for point in queries.points_in(top, round_):
        roster, here = rosters.get(point.id), present.get(point.id, Counter())
        crowd = queries.crowding_of(roster, busy.get(point.id, ()))
        rows.append(
            Line(
                point.unit,
                plan.deadlines.rosters,
                helpers.get(point.id, 0),
                here.total(),
                tuple(coverage.gaps(days, here, crowd)),
                crowd,
                roster.handed_in_at if roster else None,
                roster.changed_at if roster else None,
                *overlaps.get(point.id, (0, 0)),
            )
        )
    return rows


def present_by_point(scope: Select[int], days: Sequence[date]) -> dict[int, Counter[HalfDay]]:
    """How many people stand where and when."""
    # one row for each half-day, with the desk of every shift in it: a row for each of hundreds of desks takes longer
    desk_ids = func.aggregate_strings(cast(Shift.point_id, String), " ")
    query = select(Shift.day, Shift.half, desk_ids).where(Shift.point_id.in_(scope), Shift.day.in_(days))
    groups: defaultdict[int, Counter[HalfDay]] = defaultdict(Counter)
    for day, half, points in db.session.execute(query.group_by(Shift.day, Shift.half)):
        half_day = HalfDay(day, half)
        for point, n in Counter(points.split()).items():
            groups[int(point)][half_day] = n
    return groups


def rosters_by_point(scope: Select[int]) -> dict[int, Roster]:
    """The rosters as wholes."""
    return {roster.point_id: roster for roster in db.session.scalars(select(Roster).where(Roster.point_id.in_(scope)))}


def overlap_counts_by_point(scope: Select[int]) -> dict[int, tuple[int, int]]:
    """Overlap permissions by point: how many wait, how many were granted."""
    query = (
        select(
            OverlapPermission.point_id,
            func.count().filter(OverlapPermission.accepted.is_(None)),
            func.count().filter(OverlapPermission.accepted.is_(True)),
        )
        .where(OverlapPermission.point_id.in_(scope))
        .group_by(OverlapPermission.point_id)
    )
    return {point_id: (waiting, granted) for point_id, waiting, granted in db.session.execute(query)}


def table(lines: Sequence[Line], list_filter: ListFilter, top: Unit) -> Table[Line]:
    """The lines that answer a filter: by district with sums, or flat in the order asked for."""
    described: DistrictTable[Line] = DistrictTable(columns(), cells, sums, repeats_total=True)
    return described.build(LISTING.apply(lines, list_filter), top, flat=LISTING.sorts_by(list_filter))


def columns() -> tuple[Column, ...]:
    """The heads beside the names, from left to right."""
    return (
        Column(_("Gửi danh sách, lịch phân công"), "state", is_number=False),
        Column(_("%(Helpers)s"), "helpers", _("Người"), is_on_phones=False),
        Column(_("Lượt phân công"), "shifts", _("Lượt"), is_on_phones=False),
        Column(_("Số buổi còn thiếu người"), "gaps", _("Buổi còn thiếu")),
        Column(_("Ghi chú"), is_number=False, is_on_phones=False),
    )


def cells(line: Line) -> tuple[Figure, ...]:
    """What a commune's row shows."""
    figures = (whole(line.helpers), whole(line.shifts), whole(len(line.gaps)))
    return (text(line.state, line.shape), *figures, text(remarks(line)))


def sums(lines: Sequence[Line]) -> tuple[Figure, ...]:
    """What the row of several communes shows."""
    group = Sum(tuple(lines))
    state = _("đã gửi %(n)s/%(all)s", n=integer(group.handed_in), all=integer(len(lines)))
    return (text(state), whole(group.helpers), whole(group.shifts), whole(group.gaps), blank())


def remarks(line: Line) -> str:
    """What else there is to say of a desk."""
    parts = []
    if line.crowded:
        parts.append(_("nơi đông người dân"))
    if line.waiting:
        parts.append(_("%(n)s đề nghị trực tại hai điểm chờ %(province)s quyết định", n=line.waiting))
    if line.allowed:
        parts.append(_("%(n)s buổi được phép trực tại hai điểm", n=line.allowed))
    if line.handed_in_at and line.changed_at and line.changed_at > line.handed_in_at:
        parts.append(_("đã sửa sau khi gửi"))
    return "; ".join(parts)
