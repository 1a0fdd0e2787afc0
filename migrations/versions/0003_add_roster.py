"""add roster"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "supervisor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("post", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=200), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_supervisor_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor")),
    )
    with op.batch_alter_table("supervisor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervisor_round_id"), ["round_id"], unique=False)

    op.create_table(
        "helper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("association", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=15), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_helper_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper")),
        sa.UniqueConstraint("point_id", "person", name=op.f("uq_helper_point_id_person")),
    )
    op.create_table(
        "roster",
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_by", sa.Integer(), nullable=True),
        sa.Column("crowded_reason", sa.Text(), nullable=False),
        sa.Column("crowded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("crowded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["crowded_by"], ["account.id"], name=op.f("fk_roster_crowded_by_account")),
        sa.ForeignKeyConstraint(["handed_in_by"], ["account.id"], name=op.f("fk_roster_handed_in_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_roster_point_id_point")),
        sa.PrimaryKeyConstraint("point_id", name=op.f("pk_roster")),
    )
    op.create_table(
        "roster_handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("handed_in", sa.Integer(), nullable=False),
        sa.Column("with_gaps", sa.Integer(), nullable=False),
        sa.Column("helpers", sa.Integer(), nullable=False),
        sa.Column("supervisors", sa.Integer(), nullable=False),
        sa.Column("book_job_id", sa.String(length=32), nullable=True),
        sa.Column("table_job_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["book_job_id"], ["job.id"], name=op.f("fk_roster_handover_book_job_id_job")),
        sa.ForeignKeyConstraint(["given_by"], ["account.id"], name=op.f("fk_roster_handover_given_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_roster_handover_round_id_round")),
        sa.ForeignKeyConstraint(["table_job_id"], ["job.id"], name=op.f("fk_roster_handover_table_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_handover")),
    )
    with op.batch_alter_table("roster_handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_roster_handover_round_id"), ["round_id"], unique=False)

    op.create_table(
        "double_duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("other_point_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=True),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=9), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("half IN ('morning', 'afternoon')", name=op.f("ck_double_duty_half")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_double_duty_asked_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_double_duty_decided_by_account")),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name=op.f("fk_double_duty_helper_id_helper")),
        sa.ForeignKeyConstraint(["other_point_id"], ["point.id"], name=op.f("fk_double_duty_other_point_id_point")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_double_duty_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_duty")),
    )
    with op.batch_alter_table("double_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_double_duty_point_id"), ["point_id"], unique=False)

    op.create_table(
        "shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("helper_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("half", sa.String(length=9), nullable=False),
        sa.Column("person", sa.String(length=40), nullable=False),
        sa.Column("permit", sa.Integer(), nullable=False),
        sa.CheckConstraint("half IN ('morning', 'afternoon')", name=op.f("ck_shift_half")),
        sa.ForeignKeyConstraint(["helper_id"], ["helper.id"], name=op.f("fk_shift_helper_id_helper")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_shift_point_id_point")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_shift_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
        sa.UniqueConstraint("helper_id", "day", "half", name=op.f("uq_shift_helper_id_day_half")),
        sa.UniqueConstraint(
            "round_id", "day", "half", "person", "permit", name=op.f("uq_shift_round_id_day_half_person_permit")
        ),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shift_point_id"), ["point_id"], unique=False)


def downgrade_main() -> None:
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shift_point_id"))

    op.drop_table("shift")
    with op.batch_alter_table("double_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_double_duty_point_id"))

    op.drop_table("double_duty")
    with op.batch_alter_table("roster_handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roster_handover_round_id"))

    op.drop_table("roster_handover")
    op.drop_table("roster")
    op.drop_table("helper")
    with op.batch_alter_table("supervisor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervisor_round_id"))

    op.drop_table("supervisor")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
