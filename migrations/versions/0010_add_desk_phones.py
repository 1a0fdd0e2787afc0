"""add desk phones"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "desk_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_desk_code_made_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_desk_code_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_desk_code_digest")),
    )
    with op.batch_alter_table("desk_code", schema=None) as batch_op:
        batch_op.create_index("ix_desk_code_point_id_day", ["point_id", "day"], unique=False)

    op.create_table(
        "desk_phone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("number BETWEEN 1 AND 5", name=op.f("ck_desk_phone_number")),
        sa.ForeignKeyConstraint(["closed_by"], ["account.id"], name=op.f("fk_desk_phone_closed_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_desk_phone_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_phone")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_desk_phone_key_hash")),
    )
    with op.batch_alter_table("desk_phone", schema=None) as batch_op:
        batch_op.create_index(
            "uq_desk_phone_open",
            ["point_id", "day", "number"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "desk_pace",
        sa.Column("phone_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("phone_id", "hour", name=op.f("pk_desk_pace")),
        sqlite_with_rowid=False,
    )


def downgrade_main() -> None:
    op.drop_table("desk_pace")
    with op.batch_alter_table("desk_phone", schema=None) as batch_op:
        batch_op.drop_index("uq_desk_phone_open")

    op.drop_table("desk_phone")
    with op.batch_alter_table("desk_code", schema=None) as batch_op:
        batch_op.drop_index("ix_desk_code_point_id_day")

    op.drop_table("desk_code")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
