"""The settings a round was approved with, as leaves: at approval and at every deed of two persons after it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.extensions import db
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.models import Point, Questionnaire, Round
from portal.units.models import Unit
from portal.web.data import clock, codec

if TYPE_CHECKING:
    from sqlalchemy import Connection


def seal(round_: Round, deed: str) -> None:
    """Hand over the settings as they stand once a deed is done; called for every deed."""
    content = {"deed": deed, "at": clock.now().isoformat(), **current(db.session.connection(), round_.id)}
    seal_later(round_, Kind.SETTINGS, codec.canonical(content))


def current(connection: Connection, round_id: int) -> dict[str, str]:
    """What must not change unseen: window, policy, plan, questions, key, and which code belongs to which commune."""
    table, form = Round.__table__.c, Questionnaire.__table__.c
    window = (table.opens_at, table.closes_at)
    query = select(table.slug, *window, table.preset, table.plan, form.body, table.ballot_key)
    row = connection.execute(query.join_from(Round, Questionnaire).where(table.id == round_id)).one()
    key = {"key": row.ballot_key.hex()} if row.ballot_key else {}
    return {
        **key,
        "slug": row.slug,
        "opens": row.opens_at.isoformat(),
        "closes": row.closes_at.isoformat(),
        "preset": row.preset,
        "plan": codec.digest(row.plan),
        "questionnaire": codec.digest(row.body),
        "points": codec.digest(points(connection, round_id)),
    }


def points(connection: Connection, round_id: int) -> list[list[Any]]:
    """Each commune with its code and the number of its row, by which ballots know it."""
    query = select(Unit.code, Point.code, Point.id).join_from(Point, Unit).where(Point.round_id == round_id)
    return [list(row) for row in connection.execute(query.order_by(Unit.code))]
