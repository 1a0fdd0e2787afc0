"""Batches of events: what the staff did, sealed every run, so that no event can be taken away or changed later."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, or_, select, text

from portal.audit.models import Event
from portal.sealing.log import log_mac
from portal.sealing.log.leaves import Kind
from portal.sealing.models import log_item
from portal.web.data import transactions
from portal.web.data.codec import canonical, scalar

if TYPE_CHECKING:
    from sqlalchemy import Connection

CHUNK = 1000
event = Event.__table__.c


def queue_batch(round_id: int) -> None:
    """Hand over the events since the last batch of a round's log."""
    with transactions.write_engine().begin() as connection:
        last = last_event_id(connection)
    with transactions.write_engine().begin() as connection:
        first = last_queued(connection, round_id) + 1
        if first <= last:
            content = canonical(batch(connection, first, last))
            connection.execute(insert(log_item).values(**log_mac.new_item(round_id, str(Kind.AUDIT), "", content)))


def last_queued(connection: Connection, round_id: int) -> int:
    """The number of the last event handed over for a round; what others put among what waits says nothing."""
    item = log_item.c
    own_batches = and_(item.round_id == round_id, item.kind == str(Kind.AUDIT))
    newest = select(func.max(item.number)).where(own_batches).scalar_subquery()
    rows = connection.execute(select(log_item).where(own_batches, or_(item.number == newest, item.number.is_(None))))
    contents = (row.content for row in rows if row.number is not None or log_mac.has_valid_mac(row))
    return max((int(json.loads(content)["to"]) for content in contents), default=0)


def last_event_id(connection: Connection) -> int:
    """The last event's number, with no earlier one still to come.

    PostgreSQL gives out numbers before it keeps their rows: a transaction that still writes is waited for, two seconds.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))
        connection.execute(text("LOCK TABLE event IN SHARE MODE"))
    return connection.scalar(select(func.max(event.id))) or 0


def batch(connection: Connection, first: int, last: int) -> dict[str, Any]:
    """The events from one number to another: how many there are (gaps are refusals), and their fingerprint."""
    total, n = hashlib.sha256(), 0
    query = select(Event.__table__).where(event.id >= first, event.id <= last).order_by(event.id)
    for rows in connection.execute(query.execution_options(yield_per=CHUNK)).partitions():
        for row in rows:
            total.update(canonical([scalar(value) for value in row]) + b"\n")
            n += 1
    return {"from": first, "to": last, "events": n, "sha256": total.hexdigest()}
