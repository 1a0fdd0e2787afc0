"""Reading visits, corrections and authorities, always inside a subtree of units."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from portal.accounts.models import Account, Person
from portal.accounts.permissions import Permission, Role
from portal.audit.models import Event
from portal.ballots import counting
from portal.extensions import db
from portal.fieldwork.turnout.figures import is_told
from portal.fieldwork.visits import masked_turnout
from portal.fieldwork.visits.models import LockAuthority, VisitCorrection, VisitCount
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.surveys.rounds.chosen import nearness
from portal.surveys.turnout import Policy
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import clock, transactions

LOCK_ASKED = "visits.lock-asked"
"""The event that says an officer has asked the lead to «chốt» a day; the events themselves keep who asked when."""


class LockRequest(NamedTuple):
    """When an officer asked the lead to «chốt» a day, and who."""

    at: datetime
    name: str


@transactions.once_a_request
def points_of(unit: Unit) -> Sequence[Point]:
    """The points a commune has had in approved rounds, the one that concerns it now first."""
    points = db.session.scalars(points_statement(), {"unit": unit.id}).all()
    for point in points:
        set_committed_value(point, "unit", unit)
    return sorted(points, key=lambda point: nearness(point.round))


# Every page of a commune asks for these, for the badges of its menu: they are put together once.
@cache
def points_statement() -> Select[Point]:
    of_unit = Point.unit_id == bindparam("unit"), Round.approved_at.is_not(None)
    return select(Point).join(Point.round).where(*of_unit).options(contains_eager(Point.round))


@cache
def counts_statement() -> Select[VisitCount]:
    return select(VisitCount).where(VisitCount.point_id == bindparam("point"))


@cache
def asked_statement() -> Select[Any]:
    asked = Event.subject_id.in_(bindparam("ids", expanding=True)), Event.action == LOCK_ASKED
    return (
        select(Event.subject_id, Event.at, Event.detail, Event.username, Person.full_name)
        .outerjoin(Account, Account.id == Event.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(Event.subject_kind == "visits", *asked)
        .order_by(Event.id)
    )


@cache
def authorised_statement() -> Select[int]:
    held = LockAuthority.account_id == bindparam("account"), LockAuthority.withdrawn_at.is_(None)
    return select(LockAuthority.point_id).where(*held)


@transactions.once_a_request
def counts_of(point: Point) -> dict[date, VisitCount]:
    """The days a point has entered, rows alone: who entered one is asked where its page shows it."""
    return {count.day: count for count in db.session.scalars(counts_statement(), {"point": point.id})}


def count_of(point: Point, day: date) -> VisitCount | None:
    """A day's row, as the database has it now."""
    query = (
        select(VisitCount)
        .where(VisitCount.point_id == point.id, VisitCount.day == day)
        .options(joinedload(VisitCount.enterer), joinedload(VisitCount.locker))
        # a refused post has changed the row in memory
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(query)


def policy_of(round_: Round, plan: Plan | None = None) -> Policy:
    """The round's turnout policy: its preset under its plan's settings."""
    return (plan or round_.plan_data).policy_of(round_.preset)


def masked_turnout_of(
    point: Point, day: date, count: VisitCount | None, policy: Policy
) -> masked_turnout.MaskedTurnout:
    """How a day stands for the commune's own eyes: steps before the day is over and «chốt», figures after."""
    round_, now = point.round, clock.now()
    over, counted = counting.over_at(round_, day), round_.days if policy.counted.once else [day]
    is_locked = count is not None and count.is_locked
    if count is not None and is_told(round_, day, locked=is_locked, to_commune=True):
        ballots = sum(counting.until(round_, point.id, one) for one in counted)
        return masked_turnout.final(policy, count.visits, ballots)
    # a step that moved at any moment would tell of the ballot that moved it
    hour = clock.local(now).replace(minute=0, second=0, microsecond=0)
    if policy.counted.once and clock.today() < day:
        day, over = clock.today(), counting.over_at(round_, clock.today())
    seen_at = hour if hour < over else None
    return masked_turnout.masked(
        masked_turnout.step_after(counting.at_full_hours(round_, point.id, day, seen_at)),
        masked_turnout.as_of_in_words(day, seen_at, over),
        masked_turnout.final_from_in_words(over, locked=is_locked),
    )


def lock_requests(counts: Collection[VisitCount]) -> dict[date, LockRequest]:
    """Who asked last to have which day «chốt», of the days that wait for it with the figure that was asked about."""
    return asked_about(tuple(count for count in counts if not count.is_locked))


@transactions.once_a_request
def asked_about(counts: tuple[VisitCount, ...]) -> dict[date, LockRequest]:
    """The same of days that are not «chốt»."""
    open_counts = {str(count.id): count for count in counts}
    found = {}
    for asked in db.session.execute(asked_statement(), {"ids": list(open_counts)}) if open_counts else ():
        count = open_counts[asked.subject_id]
        # whoever changes the figure has not asked about the new one
        if asked.detail.get("version") == count.version:
            found[count.day] = LockRequest(asked.at, asked.full_name or asked.username)
    return found


def leads(unit: Unit) -> Sequence[Account]:
    """The commune's leads, who may always «chốt»."""
    query = select(Account).where(Account.unit_id == unit.id, Account.role == Role.COMMUNE_LEAD, Account.active)
    return db.session.scalars(query.order_by(Account.username)).all()


def corrections(top: Unit) -> Select[VisitCorrection]:
    """The corrections of a subtree: those that wait first, then the latest decided."""
    return (
        select(VisitCorrection)
        .join(VisitCorrection.count)
        .join(VisitCount.point)
        .join(Point.unit)
        .join(Point.round)
        .where(within(top))
        .options(
            contains_eager(VisitCorrection.count)
            .contains_eager(VisitCount.point)
            .options(contains_eager(Point.unit).joinedload(Unit.parent), contains_eager(Point.round)),
            joinedload(VisitCorrection.asker),
            joinedload(VisitCorrection.decider),
        )
        # False sorts before True on both databases
        .order_by(~VisitCorrection.waits, VisitCorrection.decided_at.desc(), VisitCorrection.asked_at)
    )


def corrections_in(top: Unit) -> Sequence[VisitCorrection]:
    """The same, read."""
    return db.session.scalars(corrections(top)).all()


def correction_in(top: Unit, correction_id: int) -> VisitCorrection | None:
    """One correction, if its commune lies in the subtree."""
    return db.session.scalar(corrections(top).where(VisitCorrection.id == correction_id))


def count_waiting_corrections(top: Unit, round_: Round) -> int:
    """How many corrections of a round wait for a decision in the subtree."""
    query = (
        select(func.count(VisitCorrection.id))
        .join(VisitCorrection.count)
        .join(VisitCount.point)
        .join(Point.unit)
        .where(within(top), Point.round_id == round_.id, VisitCorrection.waits)
    )
    return int(db.session.scalar(query) or 0)


def corrections_of(point: Point) -> Sequence[VisitCorrection]:
    """All corrections of a point at hand, the latest first, with their days and who asked and decided."""
    return db.session.scalars(corrections_statement(), {"point": point.id}).all()


@cache
def corrections_statement() -> Select[VisitCorrection]:
    told = contains_eager(VisitCorrection.count), joinedload(VisitCorrection.asker), joinedload(VisitCorrection.decider)
    of_point = select(VisitCorrection).join(VisitCorrection.count).where(VisitCount.point_id == bindparam("point"))
    return of_point.options(*told).order_by(VisitCorrection.id.desc())


def authority(point: Point, account_id: int) -> LockAuthority | None:
    """The lead's standing permission for an officer to close days."""
    return db.session.scalar(select_authority(point, account_id))


def select_authority(point: Point, account_id: int) -> Select[LockAuthority]:
    """What stands for an officer: one row or none."""
    return select(LockAuthority).where(
        LockAuthority.point_id == point.id,
        LockAuthority.account_id == account_id,
        LockAuthority.withdrawn_at.is_(None),
    )


def may_lock(point: Point, account: Account) -> bool:
    """Whether this account may close the point's days."""
    if account.role == Role.COMMUNE_LEAD:
        return True
    return point.id in authorised(account) and account.can(Permission.VISITS_LOCK, point.round)


@transactions.once_a_request
def authorised(account: Account) -> frozenset[int]:
    """The points whose days an officer has the lead's standing permission to close."""
    return frozenset(db.session.scalars(authorised_statement(), {"account": account.id}))


def officers(point: Point) -> Sequence[tuple[Account, LockAuthority | None]]:
    """The commune's officers, each with the authority it holds."""
    held = (LockAuthority.account_id == Account.id) & (LockAuthority.point_id == point.id)
    query = (
        select(Account, LockAuthority)
        .outerjoin(LockAuthority, held & LockAuthority.withdrawn_at.is_(None))
        .where(Account.unit_id == point.unit_id, Account.role == Role.COMMUNE_OFFICER, Account.active)
        .order_by(Account.username)
    )
    return [(account, held_authority) for account, held_authority in db.session.execute(query)]
