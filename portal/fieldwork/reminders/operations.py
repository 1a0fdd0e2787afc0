"""Reminding, the hours of it; reporting, answering and closing incidents."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from portal.accounts.models import Account
from portal.accounts.tasks import Task
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork import tasks
from portal.fieldwork.reminders import queries
from portal.fieldwork.reminders.models import KINDS, Incident, IncidentReply, Reminder, ReminderRule
from portal.fieldwork.tasks import Scope
from portal.surveys.models import Point, Round
from portal.web.data import clock, transactions

FIRST_HOUR, LAST_HOUR = 6, 21
MOST_HOURS = 6


class ReminderCounts(NamedTuple):
    """How many communes and people were reminded; how many lag with people to remind, how many without."""

    units: int
    people: int
    reachable: int
    unreachable: int


def slot_of(task: Task, moment: datetime) -> str:
    """What makes a reminder one: the point, the day it is owed for, and the hour it is sent in."""
    day = task.day.isoformat() if task.day else "-"
    return f"{task.point}/{day}/{clock.local(moment):%Y-%m-%dT%H}"


def remind(scope: Scope, owed: Iterable[Task], *, by: Account | None) -> ReminderCounts:
    """Remind the people of those communes that still owe something; whoever was reminded this hour is left alone.

    `owed` is what is outstanding now, asked for in this transaction: who has done it gets none.
    """
    now, units = clock.now(), {point.id: point.unit_id for point in scope.points}
    listed = [task for task in owed if task.point in units]
    people = queries.recipients({units[task.point] for task in listed})
    written = insert_new(
        [row for task in listed for row in rows_of(task, scope, people.get(units[task.point], ()), now, by)]
    )
    sent = ReminderCounts(
        len({point for _person, point in written}),
        len({person for person, _point in written}),
        len({task.point for task in listed if people.get(units[task.point])}),
        len({task.point for task in listed if not people.get(units[task.point])}),
    )
    if written:
        detail = {"units": sent.units, "people": sent.people, "rules": sorted({task.rule for task in listed})}
        record("reminders.sent", by=by, subject=("round", scope.round.id), unit=scope.top, detail=detail)
    return sent


def rows_of(task: Task, scope: Scope, people: Sequence[int], now: datetime, by: Account | None) -> list[dict[str, Any]]:
    """A reminder for each person of a commune."""
    slot = slot_of(task, now)
    return [
        {
            "round_id": scope.round.id,
            "point_id": task.point,
            "recipient_id": person,
            "rule": task.rule,
            "day": task.day,
            "slot": slot,
            "sent_at": now,
            "sent_by": by.id if by else None,
        }
        for person in people
    ]


def insert_new(rows: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Write reminders; those the constraint knows already are left out. Returns (person, point) of the new ones."""
    if not rows:
        return []
    dialect: Any = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    table = Reminder.__table__
    # two who urge at once: the index lets one of them write
    insertion = dialect.insert(table).on_conflict_do_nothing(index_elements=["recipient_id", "rule", "slot"])
    inserted = db.session.execute(insertion.returning(table.c.recipient_id, table.c.point_id), rows)
    return [(row.recipient_id, row.point_id) for row in inserted]


def mark_seen(reminder: Reminder) -> None:
    """Its reader has looked at it, and at all that say the same."""
    same = (
        update(Reminder)
        .where(
            Reminder.recipient_id == reminder.recipient_id,
            Reminder.point_id == reminder.point_id,
            Reminder.rule == reminder.rule,
            # None is the round as a whole, and equal to itself here
            Reminder.day.is_not_distinct_from(reminder.day),
            Reminder.seen_at.is_(None),
        )
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    db.session.execute(same)


def mark_all_seen(account: Account) -> None:
    """Everything in the inbox has been looked at."""
    every = update(Reminder).where(Reminder.recipient_id == account.id, Reminder.seen_at.is_(None))
    db.session.execute(every.values(seen_at=clock.now()).execution_options(synchronize_session=False))


def set_hours(round_: Round, hours: Mapping[str, Sequence[int]], *, by: Account) -> None:
    """Keep at which hours each rule reminds in a round."""
    rows = queries.rules_of(round_)
    for rule, new_hours in hours.items():
        check_hours(rule, new_hours)
        row = rows.get(rule)
        old = list(row.hours) if row else list(tasks.rules()[rule].hours)
        if sorted(set(new_hours)) == old:
            continue
        if row is None:
            row = ReminderRule(round_id=round_.id, rule=rule, changed_by=by.id)
            db.session.add(row)
        row.hours, row.changed_by, row.changed_at = sorted(set(new_hours)), by.id, clock.now()
        detail = {"rule": rule, "old": old, "new": row.hours}
        record("reminders.hours", by=by, subject=("round", round_.id), unit=by.unit, detail=detail)
    db.session.flush()


def check_hours(rule: str, hours: Sequence[int]) -> None:
    """A rule there is; a few whole hours at which people are awake."""
    if rule not in tasks.rules() or len(set(hours)) > MOST_HOURS:
        raise DomainError(_("Mỗi việc nhắc nhiều nhất %(most)s lần trong ngày.", most=MOST_HOURS), rule)
    if any(not FIRST_HOUR <= hour <= LAST_HOUR for hour in hours):
        words = _("Giờ nhắc là giờ chẵn từ %(first)s đến %(last)s.", first=FIRST_HOUR, last=LAST_HOUR)
        raise DomainError(words, rule)


def report_incident(point: Point, *, key: str, kind: str, body: str, by: Account) -> Incident:
    """Say that something stands in the desk's way. The same form sent twice is one incident."""
    known = queries.incident_by_key(point, key)
    if known is not None:
        return known
    if kind not in KINDS:
        raise DomainError(_("Chọn một trong các loại có sẵn."), "kind")
    incident = Incident(point_id=point.id, key=key, kind=kind, body=body, reported_by=by.id, reported_at=clock.now())
    kept = transactions.add_or_find(incident, partial(queries.incident_by_key, point, key))
    if kept is not incident:
        return kept
    record("incident.reported", by=by, subject=("incident", incident.id), unit=point.unit, detail={"kind": kind})
    return incident


def answer_incident(incident: Incident, *, body: str, closes: bool, by: Account) -> IncidentReply:
    """Answer an incident; the answer may settle it, once."""
    if closes:
        close_incident(incident)
    elif not incident.is_open:
        raise Conflict(_("Việc này đã được xử lý xong."))
    reply = IncidentReply(incident_id=incident.id, body=body, closes=closes, written_by=by.id, written_at=clock.now())
    db.session.add(reply)
    db.session.flush()
    action = "incident.settled" if closes else "incident.answered"
    record(action, by=by, subject=("incident", incident.id), unit=incident.point.unit)
    return reply


def close_incident(incident: Incident) -> None:
    """Close an incident. Raises Conflict if another has meanwhile."""
    closing = (
        update(Incident)
        .where(Incident.id == incident.id, Incident.closed_at.is_(None))
        .values(closed_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    # two may answer at once: the condition lets one of them close it
    if not transactions.rows_changed(closing):
        raise Conflict(_("Việc này đã được xử lý xong."))
