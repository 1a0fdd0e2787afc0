"""The public log of each round: its leaves, the hashes of whole subtrees, its signed checkpoints, and what waits.

Plain Core tables. `place` and the content of an item are for the check inside; nothing but a leaf's kind and entry,
the hashes and the checkpoints is ever published.
"""

from collections.abc import Mapping

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint
from sqlalchemy.schema import SchemaItem

from portal.extensions import UtcDateTime, db
from portal.sealing.partitions import BY_ROUND


def by_round(
    name: str, *content: SchemaItem, with_rowid: bool = False, info: Mapping[str, bool] | None = None
) -> Table:
    """A table of logs, its key begins with the round; `info` is BY_ROUND for one that lies by round on PostgreSQL."""
    key = Column("round_id", Integer, primary_key=True, autoincrement=False)
    # without a row number on SQLite where many rows stand: it would tell in which order they came (P2)
    return Table(name, db.metadata, key, *content, sqlite_with_rowid=with_rowid, info=dict(info or {}))


log_leaf = by_round(
    "log_leaf",
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(1), nullable=False),
    Column("entry", LargeBinary(32), nullable=False),
    Column("place", String(20), nullable=False),
    UniqueConstraint("entry", "round_id"),
    info=BY_ROUND,
)
"""One leaf a row, numbered from 0. An entry stands once in a round, whatever is killed or run twice."""

log_node = by_round(
    "log_node",
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
)
"""The hashes of whole subtrees at every eighth level: with them no run and no proof reads more than a few hundred."""

log_checkpoint = by_round(
    "log_checkpoint",
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
)

log_item = Table(
    "log_item",
    db.metadata,
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

log_end = by_round(
    "log_end",
    Column("size", BigInteger, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    with_rowid=True,
)
"""How far the sealer itself has brought a round's log, under the portal's MAC: nothing past it is ever signed."""

log_run = by_round(
    "log_run",
    Column("ran_at", UtcDateTime, nullable=False),
    Column("trouble", Text, nullable=False),
    with_rowid=True,
)
"""When the sealer last looked at a round's log, and why it would not sign, where it would not."""

log_check = by_round(
    "log_check",
    Column("verdict", Text, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
    with_rowid=True,
)
"""What the last check of a round's box found and how far its log was right (JSON), under the portal's MAC."""
