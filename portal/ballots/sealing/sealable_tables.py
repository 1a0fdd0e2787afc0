"""What is moved from pool to sealed table, and which leaf each row makes: with its own secret number as the salt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.ballots.models import (
    ballot_pool,
    comment_pool,
    receipt_pool,
    sealed_ballot,
    sealed_comment,
    sealed_receipt,
)
from portal.sealing.log import leaves
from portal.sealing.log.leaves import Kind, Leaf
from portal.surveys.models import Point
from portal.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Connection, Table


@dataclass(frozen=True)
class SealableTable:
    """A pool, where its rows go, and what of a row is sealed."""

    kind: Kind
    pool: Table
    sealed: Table
    key_name: str
    content_name: str = ""

    @property
    def key(self) -> Column[Any]:
        """The key of the pool."""
        return self.pool.c[self.key_name]

    def sealed_row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What of a row goes on to the sealed table."""
        return {column.name: row[column.name] for column in self.sealed.c}

    def leaf(self, row: Mapping[str, Any], places: Mapping[int, str]) -> Leaf:
        """The leaf of a row; a point that is gone has no place, and so another leaf than it had."""
        content = row[self.content_name] if self.content_name else b""
        return leaves.make(self.kind, places.get(row["point_id"], ""), row[self.key_name], content)


BALLOTS = SealableTable(Kind.BALLOT, ballot_pool, sealed_ballot, "id", "payload")
COMMENTS = SealableTable(Kind.COMMENT, comment_pool, sealed_comment, "id", "body")
RECEIPTS = SealableTable(Kind.RECEIPT, receipt_pool, sealed_receipt, "hash")
SEALABLE_TABLES = (BALLOTS, COMMENTS, RECEIPTS)


def unit_codes(connection: Connection, round_id: int) -> dict[int, str]:
    """The code of the unit of each point of a round."""
    query = select(Point.id, Unit.code).join_from(Point, Unit).where(Point.round_id == round_id)
    return dict(connection.execute(query).all())
