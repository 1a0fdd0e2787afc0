"""Reading rosters: one desk whole, many desks at once in a constant number of queries, always inside a subtree."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal.extensions import db
from portal.fieldwork.roster.models import HandOver, Helper, OverlapPermission, Roster, Shift, Supervisor
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Crowding, Gap, HalfDay
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import transactions

ShiftKey = tuple[int, HalfDay]
"""A helper's number and a half-day."""
ShiftsElsewhere = dict[tuple[str, HalfDay], list[Shift]]
GrantedOverlaps = dict[tuple[str, HalfDay], dict[int, int]]


@dataclass(frozen=True)
class Desk:
    """A point's roster as it stands."""

    point: Point
    days: list[date]
    helpers: Sequence[Helper] = ()
    shifts: dict[ShiftKey, Shift] = field(default_factory=dict)
    head: Roster | None = None
    crowd: Crowding = field(default_factory=Crowding)

    @property
    def present(self) -> Counter[HalfDay]:
        """How many people stand at the desk in each half-day."""
        return Counter(place for _helper, place in self.shifts)

    @property
    def gaps(self) -> list[Gap]:
        return coverage.gaps(self.days, self.present, self.crowd)

    @property
    def handed_in_at(self) -> datetime | None:
        return self.head.handed_in_at if self.head else None

    @property
    def changed_since(self) -> datetime | None:
        """When the roster was changed after it was handed in."""
        if self.head is None or self.head.handed_in_at is None or self.head.changed_at is None:
            return None
        return self.head.changed_at if self.head.changed_at > self.head.handed_in_at else None

    def shift(self, helper: Helper, day: date, half: str) -> Shift | None:
        return self.shifts.get((helper.id, HalfDay(day, half)))

    def people(self, day: date, half: str) -> list[Helper]:
        """The helpers with a shift in this half-day, in the order of the list."""
        return [helper for helper in self.helpers if self.shift(helper, day, half)]

    def turns(self, helper: Helper) -> list[HalfDay]:
        """The half-days of one helper, in order."""
        return [place for place in coverage.half_days(self.days) if (helper.id, place) in self.shifts]


def days_of(round_: Round, plan: Plan) -> list[date]:
    """The days on which desks are staffed."""
    return coverage.duty_days(round_.days, plan.holidays)


def desk(point: Point, round_: Round | None = None) -> Desk:
    """One point's roster; give the round where the point was loaded without it."""
    round_ = round_ or point.round
    plan = round_.plan_data
    return desks([point], days_of(round_, plan), plan)[0]


def desks(points: Sequence[Point], days: list[date], plan: Plan) -> list[Desk]:
    """Many points' rosters: four queries however many they are."""
    ids = [point.id for point in points]
    # in the order they were entered, which is the order of the written list
    helpers: dict[int, list[Helper]] = {}
    for helper in db.session.scalars(select(Helper).where(Helper.point_id.in_(ids)).order_by(Helper.id)):
        helpers.setdefault(helper.point_id, []).append(helper)
    query = select(Roster).where(Roster.point_id.in_(ids)).options(joinedload(Roster.hander))
    rosters = {roster.point_id: roster for roster in db.session.scalars(query)}
    shifts, busy = shifts_by_point(ids, days), busy_days(ids, plan.crowded_from)
    return [
        Desk(
            point,
            days,
            helpers.get(point.id, []),
            shifts.get(point.id, {}),
            rosters.get(point.id),
            crowding_of(rosters.get(point.id), busy.get(point.id, ())),
        )
        for point in points
    ]


def shifts_by_point(ids: Collection[int], days: Sequence[date]) -> dict[int, dict[ShiftKey, Shift]]:
    """The shifts of points on some days."""
    groups: dict[int, dict[ShiftKey, Shift]] = {}
    for shift in db.session.scalars(select(Shift).where(Shift.point_id.in_(ids), Shift.day.in_(days))):
        groups.setdefault(shift.point_id, {})[shift.helper_id, HalfDay(shift.day, shift.half)] = shift
    return groups


def busy_days(points: Collection[int] | Select[int], crowded_from: int) -> dict[int, tuple[date, ...]]:
    """The days on which a desk had so many visits, by point."""
    query = (
        select(VisitCount.point_id, VisitCount.day)
        .where(VisitCount.point_id.in_(points), VisitCount.visits >= crowded_from)
        .order_by(VisitCount.day)
    )
    groups: dict[int, tuple[date, ...]] = {}
    for point_id, day in db.session.execute(query):
        groups[point_id] = (*groups.get(point_id, ()), day)
    return groups


def crowding_of(roster: Roster | None, busy: tuple[date, ...]) -> Crowding:
    """Why a desk counts as crowded."""
    return Crowding(by_hand=roster is not None and roster.crowded_at is not None, busy_days=busy)


@transactions.once_a_request
def points_in(top: Unit, round_: Round) -> Sequence[Point]:
    """The points of a round in a subtree, by district and commune."""
    query = (
        select(Point)
        .join(Point.unit)
        .where(Point.round_id == round_.id, within(top))
        .options(contains_eager(Point.unit).joinedload(Unit.parent))
        .order_by(Unit.position)
    )
    points = db.session.scalars(query).all()
    for point in points:
        # one object for all: the plan of a round is read from its JSON once, not for each point
        set_committed_value(point, "round", round_)
    return points


def helper_in(top: Unit, helper_id: int) -> Helper | None:
    """A helper, if the desk lies in the subtree."""
    query = (
        select(Helper)
        .join(Helper.point)
        .join(Point.unit)
        .join(Point.round)
        .where(Helper.id == helper_id, within(top), Round.approved_at.is_not(None))
        .options(
            contains_eager(Helper.point).options(
                contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round)
            )
        )
        .execution_options(populate_existing=True)  # a refused change is still in memory
    )
    return db.session.scalar(query)


def shifts_of(helper: Helper) -> Sequence[Shift]:
    """The shifts of a helper, in order."""
    return db.session.scalars(select(Shift).where(Shift.helper_id == helper.id).order_by(Shift.day, Shift.id)).all()


def shifts_elsewhere(point: Point, people: Collection[str], days: Collection[date]) -> ShiftsElsewhere:
    """Where such people (duty keys) stand at other desks of the round, by person and half-day."""
    query = (
        select(Shift)
        .where(
            Shift.round_id == point.round_id, Shift.point_id != point.id, Shift.person.in_(people), Shift.day.in_(days)
        )
        .options(joinedload(Shift.point).joinedload(Point.unit).joinedload(Unit.parent))
    )
    groups: ShiftsElsewhere = {}
    for shift in db.session.scalars(query):
        groups.setdefault((shift.person, HalfDay(shift.day, shift.half)), []).append(shift)
    return groups


def granted_overlaps(point: Point, people: Collection[str]) -> GrantedOverlaps:
    """The permissions granted for this desk and another, by (duty key, half-day): other point id → permission id."""
    query = select(OverlapPermission).where(
        or_(OverlapPermission.point_id == point.id, OverlapPermission.other_point_id == point.id),
        OverlapPermission.person.in_(people),
        OverlapPermission.accepted.is_(True),
    )
    # a permission is asked for at one of the two desks and counts at both
    groups: GrantedOverlaps = {}
    for permission in db.session.scalars(query):
        other = permission.other_point_id if permission.point_id == point.id else permission.point_id
        groups.setdefault((permission.person, HalfDay(permission.day, permission.half)), {})[other] = permission.id
    return groups


def overlap_permissions(top: Unit, round_: Round) -> Select[OverlapPermission]:
    """The overlap permissions requested in a subtree, undecided first; the other desk may lie outside."""
    # the commune whose helper is asked for reads the request too
    unit, other = aliased(Unit), aliased(Unit)
    point, other_point = aliased(Point), aliased(Point)
    return (
        select(OverlapPermission)
        .join(point, OverlapPermission.point.of_type(point))
        .join(unit, point.unit.of_type(unit))
        .join(other_point, OverlapPermission.other_point.of_type(other_point))
        .join(other, other_point.unit.of_type(other))
        .where(point.round_id == round_.id, or_(within(top, unit), within(top, other)))
        .options(
            selectinload(OverlapPermission.point).joinedload(Point.unit).joinedload(Unit.parent),
            selectinload(OverlapPermission.other_point).joinedload(Point.unit).joinedload(Unit.parent),
            selectinload(OverlapPermission.point).joinedload(Point.round),
            joinedload(OverlapPermission.helper),
            joinedload(OverlapPermission.asker),
            joinedload(OverlapPermission.decider),
        )
        .order_by(~OverlapPermission.waits, OverlapPermission.decided_at.desc(), OverlapPermission.asked_at)
    )


def overlap_permission_in(top: Unit, round_: Round, number: int) -> OverlapPermission | None:
    """One of them."""
    return db.session.scalar(overlap_permissions(top, round_).where(OverlapPermission.id == number))


def overlap_permissions_of(point: Point) -> Sequence[OverlapPermission]:
    """What a desk has asked for, the latest first."""
    query = (
        select(OverlapPermission)
        .where(OverlapPermission.point_id == point.id)
        .options(
            joinedload(OverlapPermission.other_point).joinedload(Point.unit).joinedload(Unit.parent),
            joinedload(OverlapPermission.decider),
        )
        .order_by(OverlapPermission.id.desc())
    )
    return db.session.scalars(query).all()


def supervisors(round_: Round) -> Sequence[Supervisor]:
    """Those sent to direct, inspect and supervise, in the order they were entered."""
    return db.session.scalars(select(Supervisor).where(Supervisor.round_id == round_.id).order_by(Supervisor.id)).all()


def supervisor_in(round_: Round, number: int) -> Supervisor | None:
    """One of them."""
    query = (
        select(Supervisor)
        .where(Supervisor.round_id == round_.id, Supervisor.id == number)
        .options(joinedload(Supervisor.round))
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def hand_overs(round_: Round) -> Sequence[HandOver]:
    """When rosters and supervisors were given to the commission, the latest first."""
    query = select(HandOver).where(HandOver.round_id == round_.id).options(joinedload(HandOver.giver))
    return db.session.scalars(query.order_by(HandOver.id.desc())).all()


def last_change(top: Unit, round_: Round) -> datetime | None:
    """When a roster of a subtree was changed last."""
    query = select(func.max(Roster.changed_at)).join(Point, Point.id == Roster.point_id).join(Point.unit)
    return db.session.scalar(query.where(Point.round_id == round_.id, within(top)))


def handed_in_until(round_: Round, moment: datetime) -> int:
    """How many points had handed in by a moment, for reports."""
    query = select(func.count()).select_from(Roster).join(Point, Point.id == Roster.point_id)
    return int(db.session.scalar(query.where(Point.round_id == round_.id, Roster.handed_in_at <= moment)) or 0)


def points_handed_in_until(round_: Round, moment: datetime) -> set[int]:
    """The points that had handed in by a moment."""
    query = select(Roster.point_id).join(Point, Point.id == Roster.point_id)
    return set(db.session.scalars(query.where(Point.round_id == round_.id, Roster.handed_in_at <= moment)))


def people_days(points: Collection[int], days: Sequence[date]) -> dict[int, int]:
    """Person-days by point over these days; a point without shifts has no entry."""
    # who stands there morning and afternoon is one person on that day
    standing_shifts = select(Shift.point_id, Shift.helper_id, Shift.day).where(
        Shift.point_id.in_(points), Shift.day.in_(days)
    )
    person_days = standing_shifts.distinct().subquery()
    query = select(person_days.c.point_id, func.count()).group_by(person_days.c.point_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def helpers_a_day(round_: Round, plan: Plan) -> float | None:
    """The mean number of helpers a day in a round, for reports; None without any shift."""
    days = days_of(round_, plan)
    query = select(Shift.day, func.count(Shift.helper_id.distinct())).where(
        Shift.round_id == round_.id, Shift.day.in_(days)
    )
    daily_counts = [n for _day, n in db.session.execute(query.group_by(Shift.day))]
    return sum(daily_counts) / len(days) if daily_counts else None
