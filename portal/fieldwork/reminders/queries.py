"""Reading reminders and incidents, always inside a subtree of units or for one person."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, distinct, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Account
from portal.accounts.permissions import COMMUNE_ROLES
from portal.extensions import db
from portal.fieldwork.reminders.models import Incident, IncidentReply, Key, Reminder, ReminderRule
from portal.fieldwork.scope import point_ids, with_place
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import clock

LONGEST_INBOX = 200


def recipients(unit_ids: Collection[int]) -> dict[int, list[int]]:
    """The accounts to remind, by unit: the commune's officers and leads."""
    by_unit = defaultdict(list)
    query = select(Account.id, Account.unit_id).where(
        Account.unit_id.in_(unit_ids), Account.role.in_(COMMUNE_ROLES), Account.active
    )
    for account_id, unit_id in db.session.execute(query):
        by_unit[unit_id].append(account_id)
    return by_unit


def sent_since(round_: Round, moment: datetime) -> set[tuple[int, str, str]]:
    """Reminders of a round since a moment, as their constraint knows them."""
    query = select(Reminder.recipient_id, Reminder.rule, Reminder.slot).where(
        Reminder.round_id == round_.id, Reminder.sent_at >= moment
    )
    return {(row.recipient_id, row.rule, row.slot) for row in db.session.execute(query)}


def last_sent(top: Unit, round_: Round) -> tuple[datetime, int] | None:
    """When reminders went out last today, and to how many communes of the subtree."""
    query = select(Reminder.sent_at, func.count(distinct(Reminder.point_id))).where(
        Reminder.round_id == round_.id,  # for the index: the points say the same
        Reminder.sent_at >= clock.start_of(clock.today()),
        Reminder.point_id.in_(point_ids(top, round_)),
    )
    # all reminders of one sending have the same moment
    query = query.group_by(Reminder.sent_at).order_by(Reminder.sent_at.desc()).limit(1)
    row = db.session.execute(query).first()
    return (row[0], int(row[1])) if row else None


def last_by_point(top: Unit, round_: Round) -> dict[int, datetime]:
    """When each commune of a subtree was reminded last."""
    query = select(Reminder.point_id, func.max(Reminder.sent_at)).group_by(Reminder.point_id)
    query = query.where(Reminder.round_id == round_.id, Reminder.point_id.in_(point_ids(top, round_)))
    return {row[0]: row[1] for row in db.session.execute(query)}


def inbox(account: Account) -> Sequence[Reminder]:
    """A person's reminders, the latest first."""
    query = (
        select(Reminder)
        .where(Reminder.recipient_id == account.id)
        .options(joinedload(Reminder.round), joinedload(Reminder.sender))
        .order_by(Reminder.sent_at.desc(), Reminder.id.desc())
        .limit(LONGEST_INBOX)
    )
    return db.session.scalars(query).all()


def unseen(account: Account) -> set[Key]:
    """What a person's inbox reminds of and was not looked at."""
    found = db.session.execute(unseen_statement(), {"recipient": account.id, "shown": LONGEST_INBOX})
    return {(row.rule, row.point_id, row.day) for row in found}


@cache
def unseen_statement() -> Select[Any]:
    """The same of any person: every page of a commune asks, so it is put together once."""
    key = Reminder.rule, Reminder.point_id, Reminder.day
    own = select(*key, Reminder.seen_at).where(Reminder.recipient_id == bindparam("recipient"))
    shown = (
        own.order_by(Reminder.sent_at.desc(), Reminder.id.desc()).limit(bindparam("shown", type_=Integer)).subquery()
    )
    return select(shown.c.rule, shown.c.point_id, shown.c.day).where(shown.c.seen_at.is_(None))


def reminder_of(account: Account, reminder_id: int) -> Reminder | None:
    """One of a person's own reminders."""
    return db.session.scalar(
        select(Reminder)
        .where(Reminder.id == reminder_id, Reminder.recipient_id == account.id)
        .options(joinedload(Reminder.round))
    )


def rules_of(round_: Round) -> dict[str, ReminderRule]:
    """The hours that were set for a round, by rule."""
    query = select(ReminderRule).where(ReminderRule.round_id == round_.id)
    return {row.rule: row for row in db.session.scalars(query)}


def incidents() -> Select[Incident]:
    """Incidents with all that their pages show, the open ones first."""
    replies = selectinload(Incident.replies).joinedload(IncidentReply.writer)
    query = with_place(Incident, Incident.point).options(replies, joinedload(Incident.reporter))
    query = query.order_by(Incident.closed_at.is_not(None), Incident.reported_at.desc(), Incident.id.desc())
    return query.execution_options(populate_existing=True)  # a refused answer's page shows what another has written


def incidents_in(top: Unit, round_: Round) -> Sequence[Incident]:
    """The incidents of a round in a subtree."""
    return db.session.scalars(incidents().where(within(top), Point.round_id == round_.id)).unique().all()


def incidents_of(point: Point) -> Sequence[Incident]:
    """The incidents one commune has reported."""
    return db.session.scalars(incidents().where(Incident.point_id == point.id)).unique().all()


def incident_in(top: Unit, incident_id: int) -> Incident | None:
    """One incident, if its commune lies in the subtree."""
    return db.session.scalars(incidents().where(within(top), Incident.id == incident_id)).unique().one_or_none()


def incident_by_key(point: Point, key: str) -> Incident | None:
    """The incident that a form has already reported."""
    return db.session.scalar(select(Incident).where(Incident.point_id == point.id, Incident.key == key))


def count_open_incidents(top: Unit, round_: Round) -> int:
    """How many incidents of a subtree are still open."""
    query = select(func.count(Incident.id)).where(Incident.point_id.in_(point_ids(top, round_)))
    return int(db.session.scalar(query.where(Incident.closed_at.is_(None))) or 0)


def rounds_between(since: datetime, until: datetime) -> Sequence[Round]:
    """The approved rounds whose window meets a span of time."""
    query = select(Round).where(Round.approved_at.is_not(None), Round.opens_at <= until, Round.closes_at >= since)
    return db.session.scalars(query.order_by(Round.id)).all()
