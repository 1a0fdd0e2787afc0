"""The pools and the sealed tables. No column tells who or when; no key joins one table to another.

Plain Core tables: the citizen's path inserts without the ORM, and nothing reads a single row back.
On SQLite all are WITHOUT ROWID: a hidden row number would keep the order of arrival. On PostgreSQL those with a round
lie by round, and there the round is the last part of a key that is a hash here (migration 0045).
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from portal.extensions import UtcDateTime, db
from portal.sealing.partitions import BY_ROUND

metadata = db.metadata


def table_without_rowid(name: str, *columns: Column[Any], info: Mapping[str, bool] | None = None) -> Table:
    """A table without a row number of its own; `info` is BY_ROUND for one that lies by round on PostgreSQL."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False, info=dict(info or {}))


def mac() -> Column[Any]:
    """The portal's MAC on a row that waits (sealing/sealable_tables.py); it is not carried on to what is sealed."""
    return Column("mac", LargeBinary(32), nullable=False)


def by_point(name: str, *content: Column[Any]) -> Table:
    """A table whose rows lie by point, in the order of their random ids."""
    # the key is what is asked for, and the only index: each further one would be written with every ballot
    return table_without_rowid(
        name,
        Column("round_id", Integer, primary_key=True, autoincrement=False),
        Column("point_id", Integer, primary_key=True, autoincrement=False),
        Column("id", LargeBinary(16), primary_key=True),
        *content,
        info=BY_ROUND,
    )


def by_hash(name: str, *more: Column[Any]) -> Table:
    """A table of receipts, found by their hash alone."""
    return table_without_rowid(
        name,
        Column("hash", LargeBinary(32), primary_key=True),
        Column("round_id", Integer, nullable=False),
        Column("point_id", Integer, nullable=False),
        *more,
        info=BY_ROUND,
    )


ballot_pool = by_point("ballot_pool", Column("payload", LargeBinary, nullable=False), mac())
comment_pool = by_point("comment_pool", Column("body", Text, nullable=False), mac())
receipt_pool = by_hash("receipt_pool", mac())
quarantined_row = table_without_rowid(
    "pool_aside",
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("point_id", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(1), primary_key=True),
    Column("name", LargeBinary, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    info=BY_ROUND,
)
"""Rows that stood in a pool without a valid MAC: evidence, never sealed, never counted."""
sealed_ballot = by_point("sealed_ballot", Column("payload", LargeBinary, nullable=False))
sealed_comment = by_point("sealed_comment", Column("body", Text, nullable=False))
sealed_receipt = by_hash("sealed_receipt")
used_token = table_without_rowid(
    "spent_mark",
    Column("mark", LargeBinary(32), primary_key=True),
    Column("round_id", Integer, nullable=False),
    info=BY_ROUND,
)
arrivals = table_without_rowid(
    "arrivals",
    Column("point_id", Integer, primary_key=True, autoincrement=False),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("channel", String(10), primary_key=True),
    Column("n", Integer, nullable=False),
)
batch_hour = table_without_rowid(
    "batch_hour",
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("hour", UtcDateTime, nullable=False),
)
"""The full hour at which a round's pools were last emptied into the log, or left because too few waited."""

BUCKET_SECONDS = 600  # arrivals are counted by ten-minute bucket: `epoch // 600`
