"""What is moved from pool to sealed table: which leaf each row makes, and the portal's MAC on every row that waits.

The MAC is HMAC-SHA256 under a key that is in no database (P9): whoever writes to a pool past the portal cannot make
one, and such rows are quarantined, reported and never sealed.
"""

import hmac
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Column, Connection, Table, select

from portal.ballots import models
from portal.ballots.sealing import pool_encryption
from portal.ballots.sealing.pool_encryption import PoolKey
from portal.sealing.log import leaves
from portal.sealing.log.leaves import Kind, Leaf, raw
from portal.surveys.models import Point
from portal.units.models import Unit

Row = Mapping[str, Any]

HEADER = struct.Struct(">cQQH")
MAC_KEY = "row"  # the key's name among the installation's


@dataclass(frozen=True)
class SealableTable:
    """A pool, where its rows go, and what of a row is sealed: its random key, which salts the leaf, and its content."""

    kind: Kind
    pool: Table
    sealed: Table
    key_name: str
    content_name: str = ""

    @property
    def key(self) -> Column[Any]:
        """The key of the pool."""
        return self.pool.c[self.key_name]

    def content(self, row: Row) -> bytes | str:
        """What a row holds; nothing where its key is all there is."""
        content: bytes | str = row[self.content_name] if self.content_name else b""
        return content

    def is_encrypted(self, row: Row) -> bool:
        """Whether a row with a valid MAC waits encrypted; it is sealed as what it holds."""
        return pool_encryption.is_encrypted(self.content(row))

    def decrypted(self, row: Row, key: PoolKey) -> Row:
        """A row as it is to be sealed. Raises Unopened for one that was encrypted under another key."""
        if not self.is_encrypted(row):
            return row
        where = row["round_id"], row["point_id"]
        name, content = key.decrypt(self.kind, where, raw(row[self.key_name]), self.content(row))
        return {**row, self.key_name: name, self.content_name: content}

    def sealed_row(self, row: Row) -> dict[str, Any]:
        """What of a row goes on to the sealed table."""
        return {column.name: row[column.name] for column in self.sealed.c}

    def leaf(self, row: Row, places: Mapping[int, str]) -> Leaf:
        """The leaf of a row; a point that is gone has no place, and so another leaf than it had."""
        return leaves.make(self.kind, places.get(row["point_id"], ""), row[self.key_name], self.content(row))

    def mac(self, row: Row) -> bytes:
        """The MAC that a row must have. Raises ValueError for what no row of ours can hold."""
        where = row["round_id"], row["point_id"]
        try:
            return row_mac(mac_key(), self.kind, where, raw(row[self.key_name]), self.content(row))
        except (struct.error, TypeError) as error:
            raise ValueError(self.kind) from error

    def has_valid_mac(self, row: Row) -> bool:
        """Whether the portal wrote this row, as it stands."""
        try:
            return hmac.compare_digest(raw(row["mac"]), self.mac(row))
        except (ValueError, TypeError, AttributeError):
            return False  # SQLite keeps any type in any column: what was put there by hand must not stop the sealer

    def with_mac(self, row: Row) -> dict[str, Any]:
        """A row with its MAC, for those who write many at a time."""
        return {**row, "mac": self.mac(row)}


def row_mac(key: bytes, kind: str, where: tuple[int, int], name: bytes, content: bytes | str = b"") -> bytes:
    """The MAC of a row, 32 bytes: over its kind's letter, its round and point, its own random name, what it holds."""
    # the name's length goes first: bytes cannot be moved from the name to the content under the same MAC
    head = HEADER.pack(kind.encode(), *where, len(name))
    return hmac.digest(key, head + name + raw(content), "sha256")


def mac_key() -> bytes:
    """The installation's key."""
    return bytes(current_app.config["SECRETS"][MAC_KEY])


BALLOTS = SealableTable(Kind.BALLOT, models.ballot_pool, models.sealed_ballot, "id", "payload")
COMMENTS = SealableTable(Kind.COMMENT, models.comment_pool, models.sealed_comment, "id", "body")
RECEIPTS = SealableTable(Kind.RECEIPT, models.receipt_pool, models.sealed_receipt, "hash")
SEALABLE_TABLES = (BALLOTS, COMMENTS, RECEIPTS)


def unit_codes(connection: Connection, round_id: int) -> dict[int, str]:
    """The code of the unit of each point of a round."""
    query = select(Point.id, Unit.code).join_from(Point, Unit).where(Point.round_id == round_id)
    return dict(connection.execute(query).all())
