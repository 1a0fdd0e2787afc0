"""What becomes a leaf of a log at the sealer's next run: what rooms above hand over, a round's settings, events."""

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, and_, func, insert, or_, select, text

from portal.audit.models import Event
from portal.extensions import db
from portal.sealing.log import log
from portal.sealing.log.leaves import Kind
from portal.sealing.models import log_item
from portal.surveys.models import Point, Questionnaire, Round
from portal.units.models import Unit
from portal.web.data import clock, codec, transactions

CHUNK = 1000
event = Event.__table__.c


def seal_later(round_: Round, kind: Kind, content: bytes, *, place: str = "") -> None:
    """Hand over what should become a leaf of the round's log, kept or not with the request's transaction.

    `place` is the code of the unit it concerns: it is part of what is sealed, and names the unit where the check
    finds something changed. Neither place nor content is published, only a salted hash.
    """
    db.session.execute(insert(log_item).values(**log.new_item(round_.id, str(kind), place, content)))


def seal_settings(round_: Round, deed: str) -> None:
    """Hand over the settings as they stand once two persons' deed is done: at approval and after every later one."""
    content = {"deed": deed, "at": clock.now().isoformat(), **current_settings(db.session.connection(), round_.id)}
    seal_later(round_, Kind.SETTINGS, codec.canonical(content))


def current_settings(connection: Connection, round_id: int) -> dict[str, str]:
    """What must not change unseen: window, policy, plan, questions, key, and which code belongs to which commune."""
    table, form = Round.__table__.c, Questionnaire.__table__.c
    query = select(table.slug, table.opens_at, table.closes_at, table.preset, table.plan, form.body, table.ballot_key)
    row = connection.execute(query.join_from(Round, Questionnaire).where(table.id == round_id)).one()
    # no empty key: a round approved before there were keys must hash as it did then
    key = {"key": row.ballot_key.hex()} if row.ballot_key else {}
    return {
        **key,
        "slug": row.slug,
        "opens": row.opens_at.isoformat(),
        "closes": row.closes_at.isoformat(),
        "preset": row.preset,
        "plan": codec.digest(json.loads(row.plan)),
        "questionnaire": codec.digest(json.loads(row.body)),
        "points": codec.digest(point_codes(connection, round_id)),
    }


def point_codes(connection: Connection, round_id: int) -> list[list[Any]]:
    """Each commune with its code and the number of its row, by which ballots know it."""
    query = select(Unit.code, Point.code, Point.id).join_from(Point, Unit).where(Point.round_id == round_id)
    return [list(row) for row in connection.execute(query.order_by(Unit.code))]


def queue_events(round_id: int) -> None:
    """Hand over the staff's events since the last batch of a round's log: none can be taken away or changed later."""
    # in a transaction of its own: the lock on the events is given back before anything is written
    with transactions.write_engine().begin() as connection:
        last = last_event_id(connection)
    with transactions.write_engine().begin() as connection:
        first = last_queued(connection, round_id) + 1
        if first <= last:
            content = codec.canonical(event_batch(connection, first, last))
            connection.execute(insert(log_item).values(**log.new_item(round_id, str(Kind.AUDIT), "", content)))


def last_queued(connection: Connection, round_id: int) -> int:
    """The number of the last event handed over for a round, 0 before the first."""
    item = log_item.c
    own_batches = and_(item.round_id == round_id, item.kind == str(Kind.AUDIT))
    newest = select(func.max(item.number)).where(own_batches).scalar_subquery()
    rows = connection.execute(select(log_item).where(own_batches, or_(item.number == newest, item.number.is_(None))))
    # a batch that was put among what waits past the portal would else have true events never sealed
    contents = (row.content for row in rows if row.number is not None or log.has_valid_mac(row))
    return max((int(json.loads(content)["to"]) for content in contents), default=0)


def last_event_id(connection: Connection) -> int:
    """The last event's number, with no earlier one still to come; 0 where there is none."""
    if connection.dialect.name == "postgresql":
        # PostgreSQL gives out numbers before it keeps their rows: a transaction that still writes is waited for
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))
        connection.execute(text("LOCK TABLE event IN SHARE MODE"))
    return connection.scalar(select(func.max(event.id))) or 0


def event_batch(connection: Connection, first: int, last: int) -> dict[str, Any]:
    """The events from one number to another: how many there are (gaps are refusals), and their fingerprint."""
    total, n = hashlib.sha256(), 0
    query = select(Event.__table__).where(event.id >= first, event.id <= last).order_by(event.id)
    for rows in connection.execute(query.execution_options(yield_per=CHUNK)).partitions():
        for row in rows:
            total.update(codec.canonical([codec.scalar(value) for value in row]) + b"\n")
            n += 1
    return {"from": first, "to": last, "events": n, "sha256": total.hexdigest()}
