"""The state of a subtree's rosters: handed in or late, half-days without enough helpers, overlapping shifts."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import String, cast, func, select

from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.models import Helper, OverlapPermission, Roster, Shift
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Crowding, Gap, HalfDay
from portal.surveys.models import Point
from portal.units.queries import within
from portal.web.data import clock
from portal.web.ui.formats import day_month
from portal.web.ui.listing import Listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Select

    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan
    from portal.units.models import Unit

NOT_HANDED_IN, GAPS, CROWDED, TWO_PLACES = "not-handed-in", "gaps", "crowded", "two-places"
EVE = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One desk on the board."""

    unit: Unit
    due: date
    helpers: int = 0
    shifts: int = 0
    gaps: tuple[Gap, ...] = ()
    crowd: Crowding = Crowding()  # noqa: RUF009 - frozen and empty
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
            "": True,
            NOT_HANDED_IN: self.handed_in_at is None,
            GAPS: bool(self.gaps),
            CROWDED: self.crowded,
            TWO_PLACES: bool(self.waiting or self.allowed),
        }.get(status, False)


def late_in_words(due: date) -> str:
    """What is said of who has not handed in: plain at first, from the day before as a warning, then overdue."""
    if clock.today() > due:
        return _("quá hạn %(day)s", day=day_month(due))
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

    def count(self, status: str) -> int:
        return sum(line.has(status) for line in self.lines)


LISTING: Listing[Line] = Listing(
    has=Line.has,
    matches=lambda line, list_filter: line.unit.is_meant(list_filter.typed, list_filter.district),
    orders={
        "unit": lambda line: line.unit.sort_key,
        "helpers": lambda line: line.helpers,
        "shifts": lambda line: line.shifts,
        "gaps": lambda line: len(line.gaps),
        "state": lambda line: (
            line.handed_in_at is not None,
            line.handed_in_at.timestamp() if line.handed_in_at else 0,
        ),
    },
)


def lines(round_: Round, top: Unit, plan: Plan | None = None) -> list[Line]:
    """Every desk of a subtree in the order of the unit list: six queries however many there are."""
    plan = plan or round_.plan_data
    days = queries.days_of(round_, plan)
    scope = select(Point.id).join(Point.unit).where(Point.round_id == round_.id, within(top))
    query = select(Helper.point_id, func.count().label("n")).where(Helper.point_id.in_(scope)).group_by(Helper.point_id)
    helpers = {row.point_id: row.n for row in db.session.execute(query)}
    present_by_desk, roster_rows, leaves = (
        present_by_point(scope, days),
        rosters_by_point(scope),
        overlap_counts_by_point(scope),
    )
    busy = queries.busy_days(scope, plan.turnout.crowded_from)
    rows = []
    for point in queries.points_in(top, round_):
        roster_row, present_here = roster_rows.get(point.id), present_by_desk.get(point.id, Counter())
        crowd = queries.crowding_of(roster_row, busy.get(point.id, ()))
        rows.append(
            Line(
                point.unit,
                plan.deadlines.rosters,
                helpers.get(point.id, 0),
                present_here.total(),
                tuple(coverage.gaps(days, present_here, crowd)),
                crowd,
                roster_row.handed_in_at if roster_row else None,
                roster_row.changed_at if roster_row else None,
                *leaves.get(point.id, (0, 0)),
            )
        )
    return rows


def present_by_point(scope: Select[int], days: Sequence[date]) -> dict[int, Counter[HalfDay]]:
    """How many people stand where and when."""
    desk_ids = func.aggregate_strings(
        cast(Shift.point_id, String), " "
    )  # a row a half-day, not one for each desk of it
    query = select(Shift.day, Shift.half, desk_ids).where(Shift.point_id.in_(scope), Shift.day.in_(days))
    groups: defaultdict[str, Counter[HalfDay]] = defaultdict(Counter)
    for day, half, points in db.session.execute(query.group_by(Shift.day, Shift.half)):
        place = HalfDay(day, half)
        for point, n in Counter(points.split()).items():
            groups[point][place] = n
    return {int(point): helper_counts for point, helper_counts in groups.items()}


def rosters_by_point(scope: Select[int]) -> dict[int, Roster]:
    """The rosters as wholes."""
    return {roster.point_id: roster for roster in db.session.scalars(select(Roster).where(Roster.point_id.in_(scope)))}


def overlap_counts_by_point(scope: Select[int]) -> dict[int, tuple[int, int]]:
    """Overlap permissions by point: (waiting, granted)."""
    query = (
        select(OverlapPermission.point_id, OverlapPermission.accepted, func.count())
        .where(OverlapPermission.point_id.in_(scope))
        .group_by(OverlapPermission.point_id, OverlapPermission.accepted)
    )
    groups: dict[int, tuple[int, int]] = {}
    for point_id, accepted, n in db.session.execute(query):
        waiting, allowed = groups.get(point_id, (0, 0))
        groups[point_id] = (waiting + n, allowed) if accepted is None else (waiting, allowed + (n if accepted else 0))
    return groups
