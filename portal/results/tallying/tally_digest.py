"""The tallies and crossings of a round as they stand: sealed in its log when they are made, compared ever after."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.extensions import db
from portal.results.models import Crossing, Tally
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.web.data import clock
from portal.web.data.codec import canonical

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from portal.surveys.models import Round

LEAF = "tallies"
"""Under this name the digest stands in its sealed leaf, beside the moment: the last one holds."""


def seal(round_: Round) -> str:
    """Hand over the digest of what was just counted, and return it."""
    tallies_digest = digest(db.session.connection(), round_.id)
    seal_later(round_, Kind.SETTINGS, canonical({LEAF: tallies_digest, "made": clock.now().isoformat()}))
    return tallies_digest


def digest(connection: Connection, round_id: int) -> str:
    """The SHA-256 of a round's tallies and crossings, by unit codes: the same ballots give the same everywhere."""
    total = sha256()
    for table in (Tally.__table__, Crossing.__table__):
        columns = [column for column in table.c if column.name not in {"round_id", "point_id"}]
        query = select(Unit.code, *columns).join_from(table, Point, Point.id == table.c.point_id)
        rows = connection.execute(query.join(Unit, Unit.id == Point.unit_id).where(table.c.round_id == round_id))
        for row in sorted(tuple(row) for row in rows):
            total.update(("\t".join(map(str, row)) + "\n").encode())
    return total.hexdigest()
