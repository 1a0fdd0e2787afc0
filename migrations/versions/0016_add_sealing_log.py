"""add sealing log"""

import sqlalchemy as sa
from alembic import op

from portal.web.data.columns import UtcDateTime

revision = "0016"
down_revision = "0015"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "log_leaf",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("entry", sa.LargeBinary(length=32), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "number", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("entry", "round_id", name=op.f("uq_log_leaf_entry_round_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_node",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "level", "number", name=op.f("pk_log_node")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "size", name=op.f("pk_log_checkpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_item",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=1), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_item")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_log_item_round_id"), "log_item", ["round_id", "kind", "number"])
    op.create_table(
        "log_run",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_log_run")),
    )


def downgrade_main() -> None:
    op.drop_table("log_run")
    op.drop_index(op.f("ix_log_item_round_id"), table_name="log_item")
    for name in ("log_item", "log_checkpoint", "log_node", "log_leaf"):
        op.drop_table(name)


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
