"""The pools and the sealed tables. No column tells who or when; no key joins one table to another.

Plain Core tables: the citizen's path inserts without the ORM, and nothing reads a single row back.
On SQLite all are WITHOUT ROWID: a hidden row number would keep the order of arrival.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from portal.extensions import db

metadata = db.metadata


def kept_apart(name: str, *columns: Column[object]) -> Table:
    """A table without a row number of its own."""
    return Table(name, metadata, *columns, sqlite_with_rowid=False)


ballot_pool = kept_apart(
    "ballot_pool",
    Column("id", LargeBinary(16), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("point_id", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
comment_pool = kept_apart(
    "comment_pool",
    Column("id", LargeBinary(16), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("point_id", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
receipt_pool = kept_apart(
    "receipt_pool",
    Column("hash", LargeBinary(32), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("point_id", Integer, nullable=False),
)
spent_mark = kept_apart(
    "spent_mark",
    Column("mark", LargeBinary(32), primary_key=True),
    Column("round_id", Integer, nullable=False),
)
arrivals = kept_apart(
    "arrivals",
    Column("point_id", Integer, primary_key=True, autoincrement=False),
    Column("bucket", Integer, primary_key=True, autoincrement=False),
    Column("channel", String(10), primary_key=True),
    Column("n", Integer, nullable=False),
)
sealed_ballot = kept_apart(
    "sealed_ballot",
    Column("id", LargeBinary(16), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("point_id", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
sealed_comment = kept_apart(
    "sealed_comment",
    Column("id", LargeBinary(16), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("point_id", Integer, nullable=False),
    Column("body", Text, nullable=False),
)
sealed_receipt = kept_apart(
    "sealed_receipt",
    Column("hash", LargeBinary(32), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("point_id", Integer, nullable=False),
)

for _table in (ballot_pool, comment_pool, receipt_pool, sealed_ballot, sealed_comment, sealed_receipt):
    Index(f"ix_{_table.name}_round_id_point_id", _table.c.round_id, _table.c.point_id)
Index("ix_spent_mark_round_id", spent_mark.c.round_id)

BUCKET_SECONDS = 600
"""Arrivals are counted by ten-minute bucket: `epoch // 600`."""
