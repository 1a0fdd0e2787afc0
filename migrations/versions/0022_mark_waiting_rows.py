"""mark waiting rows"""

import hmac
import struct

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0022"
down_revision = "0021"

POOLS = (
    ("ballot_pool", b"B", "id", "payload"),
    ("comment_pool", b"C", "id", "body"),
    ("receipt_pool", b"R", "hash", ""),
)


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    """Whatever waits at this moment gets the mark that later rows get as they are written."""
    op.create_table(
        "pool_aside",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "point_id", "kind", "name", name=op.f("pk_pool_aside")),
        sqlite_with_rowid=False,
    )
    for pool, kind, name, content in POOLS:
        op.add_column(pool, sa.Column("mac", sa.LargeBinary(length=32), nullable=True))
        mark(sa.table(pool, *map(sa.column, filter(None, ("round_id", "point_id", "mac", name, content)))), kind)
        with op.batch_alter_table(pool, table_kwargs={"sqlite_with_rowid": False}) as batch:
            batch.alter_column("mac", existing_type=sa.LargeBinary(length=32), nullable=False)


def mark(pool: sa.TableClause, kind: bytes) -> None:
    """Mark the rows of a pool."""
    key = bytes(current_app.config["SECRETS"]["row"])
    name = pool.c.hash if kind == b"R" else pool.c.id
    for row in op.get_bind().execute(sa.select(pool)).mappings().all():
        content = b"" if kind == b"R" else row["payload"] if kind == b"B" else row["body"].encode()
        head = struct.pack(">cQQH", kind, row["round_id"], row["point_id"], len(row[name.name]))
        mac = hmac.digest(key, head + row[name.name] + content, "sha256")
        here = sa.and_(pool.c.round_id == row["round_id"], pool.c.point_id == row["point_id"], name == row[name.name])
        op.get_bind().execute(sa.update(pool).where(here).values(mac=mac))


def downgrade_main() -> None:
    for pool, *_rest in POOLS:
        with op.batch_alter_table(pool, table_kwargs={"sqlite_with_rowid": False}) as batch:
            batch.drop_column("mac")
    op.drop_table("pool_aside")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
