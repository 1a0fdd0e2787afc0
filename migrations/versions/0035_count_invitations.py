"""count invitations"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    op.create_table(
        "invitation_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("morning", sa.Integer(), nullable=False),
        sa.Column("afternoon", sa.Integer(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("morning BETWEEN 0 AND 5000", name=op.f("ck_invitation_count_morning")),
        sa.CheckConstraint("afternoon BETWEEN 0 AND 5000", name=op.f("ck_invitation_count_afternoon")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_invitation_count_entered_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_invitation_count_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_count")),
        sa.UniqueConstraint("point_id", "day", name=op.f("uq_invitation_count_point_id_day")),
    )
    op.create_index(op.f("ix_invitation_count_point_id"), "invitation_count", ["point_id"])


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("invitation_count")
