"""add publicity"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.String(length=32), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("fingerprint", sa.String(length=32), nullable=False),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("twin_id", sa.String(length=32), nullable=True),
        sa.Column("kept_by", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("owner_kind", "owner_id", "sha256", name=op.f("uq_photo_owner_kind_owner_id_sha256")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_photo_sha256"), ["sha256"], unique=False)
        batch_op.create_index("ix_photo_unit_id_day", ["unit_id", "day"], unique=False)

    op.create_table(
        "publicity_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=30), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_publicity_entry_days")),
        sa.CheckConstraint("times BETWEEN 1 AND 99", name=op.f("ck_publicity_entry_times")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_publicity_entry_entered_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_publicity_entry_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_entry")),
        sa.UniqueConstraint("point_id", "key", name=op.f("uq_publicity_entry_point_id_key")),
    )
    with op.batch_alter_table("publicity_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publicity_entry_point_id"), ["point_id"], unique=False)

    op.create_table(
        "daily_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.String(length=32), nullable=True),
        sa.Column("posted_by", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_daily_post_point_id_point")),
        sa.ForeignKeyConstraint(["posted_by"], ["account.id"], name=op.f("fk_daily_post_posted_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_post")),
        sa.UniqueConstraint("point_id", "day", name=op.f("uq_daily_post_point_id_day")),
    )
    with op.batch_alter_table("daily_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_daily_post_day"), ["day"], unique=False)


def downgrade_main() -> None:
    op.drop_table("daily_post")
    op.drop_table("publicity_entry")
    op.drop_table("photo")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
