"""The public log of each round: its leaves, the hashes of whole subtrees, its signed checkpoints, and what waits.

Plain Core tables. `place` and the content of an item are for the check inside; nothing but a leaf's kind and entry,
the hashes and the checkpoints is ever published.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from portal.extensions import db
from portal.web.data.columns import UtcDateTime

metadata = db.metadata

# WITHOUT ROWID on SQLite: rows lie by their key, and no hidden number tells in which order they came (P2)
log_leaf = Table(
    "log_leaf",
    metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(1), nullable=False),
    Column("entry", LargeBinary(32), nullable=False),
    Column("place", String(20), nullable=False),
    UniqueConstraint("entry", "round_id"),
    sqlite_with_rowid=False,
)
"""One leaf a row, numbered from 0. An entry stands once in a round, whatever is killed or run twice."""

log_node = Table(
    "log_node",
    metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)
"""The hashes of whole subtrees at every eighth level: with them no run and no proof reads more than a few hundred."""

log_checkpoint = Table(
    "log_checkpoint",
    metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    sqlite_with_rowid=False,
)

log_item = Table(
    "log_item",
    metadata,
    Column("id", LargeBinary(32), primary_key=True),
    Column("round_id", Integer, nullable=False),
    Column("kind", String(1), nullable=False),
    Column("place", String(20), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("number", BigInteger),
    Index("ix_log_item_round_id", "round_id", "kind", "number"),
    sqlite_with_rowid=False,
)
"""What is no ballot: a locked figure, the settings of a round, a batch of events, a document. Its id, half
random, half the portal's MAC, is the salt of its leaf; `number` is that of its leaf, empty while it waits."""

log_end = Table(
    "log_end",
    metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)
"""How far the sealer itself has brought a round's log, under the portal's MAC: nothing past it is ever signed."""

log_run = Table(
    "log_run",
    metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("ran_at", UtcDateTime, nullable=False),
    Column("trouble", Text, nullable=False),
)
"""When the sealer last looked at a round's log, and why it would not sign, where it would not."""

log_check = Table(
    "log_check",
    metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("verdict", Text, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)
"""What the last check of a round's box found and how far its log was right (JSON), under the portal's MAC."""
