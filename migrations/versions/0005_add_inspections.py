"""add inspections"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.String(length=5), nullable=False),
        sa.Column("team", sa.String(length=300), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("poster_photo_id", sa.String(length=32), nullable=True),
        sa.Column("poster_job_id", sa.String(length=32), nullable=True),
        sa.Column("poster_reading", sa.String(length=10), nullable=False),
        sa.Column("poster_text", sa.String(length=300), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_inspection_entered_by_account")),
        sa.ForeignKeyConstraint(["organiser_id"], ["unit.id"], name=op.f("fk_inspection_organiser_id_unit")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_inspection_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("point_id", "key", name=op.f("uq_inspection_point_id_key")),
    )

    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_organiser_id"), ["organiser_id"], unique=False)
        batch_op.create_index("ix_inspection_point_id_day", ["point_id", "day"], unique=False)

    op.create_table(
        "inspection_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=300), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organiser_id"], ["unit.id"], name=op.f("fk_inspection_plan_organiser_id_unit")),
        sa.ForeignKeyConstraint(["planned_by"], ["account.id"], name=op.f("fk_inspection_plan_planned_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_inspection_plan_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_plan")),
        sa.UniqueConstraint(
            "point_id", "day", "organiser_id", name=op.f("uq_inspection_plan_point_id_day_organiser_id")
        ),
    )

    with op.batch_alter_table("inspection_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_inspection_plan_organiser_id"), ["organiser_id"], unique=False)

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=1000), nullable=False),
        sa.Column("due_day", sa.Date(), nullable=False),
        sa.Column("fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fixed_by", sa.Integer(), nullable=True),
        sa.Column("fixed_note", sa.String(length=1000), nullable=False),
        sa.Column("reopened_note", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["fixed_by"], ["account.id"], name=op.f("fk_finding_fixed_by_account")),
        sa.ForeignKeyConstraint(["inspection_id"], ["inspection.id"], name=op.f("fk_finding_inspection_id_inspection")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
    )

    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_finding_inspection_id"), ["inspection_id"], unique=False)


def downgrade_main() -> None:
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_finding_inspection_id"))

    op.drop_table("finding")

    with op.batch_alter_table("inspection_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_inspection_plan_organiser_id"))

    op.drop_table("inspection_plan")

    with op.batch_alter_table("inspection", schema=None) as batch_op:
        batch_op.drop_index("ix_inspection_point_id_day")
        batch_op.drop_index(batch_op.f("ix_inspection_organiser_id"))

    op.drop_table("inspection")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
