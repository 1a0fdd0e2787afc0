"""add exclusions"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "flag_record",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_flag_record_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_flag_record")),
    )
    op.create_table(
        "frozen_flag",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_frozen_flag_point_id_point")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["flag_record.round_id"], name=op.f("fk_frozen_flag_round_id_flag_record")
        ),
        sa.PrimaryKeyConstraint("round_id", "point_id", "rule", name=op.f("pk_frozen_flag")),
    )
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('apart', 'back')", name=op.f("ck_exclusion_kind")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_exclusion_asked_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_exclusion_decided_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_exclusion_point_id_point")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_exclusion_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
    )
    op.create_index(op.f("ix_exclusion_round_id"), "exclusion", ["round_id"])
    op.create_index(
        "ix_exclusion_waiting",
        "exclusion",
        ["point_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )


def downgrade_main() -> None:
    op.drop_table("exclusion")
    op.drop_table("frozen_flag")
    op.drop_table("flag_record")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
