"""add task forces"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "chat_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_chat_member_entered_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_chat_member_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_chat_member_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_member")),
    )
    with op.batch_alter_table("chat_member", schema=None) as batch_op:
        batch_op.create_index("ix_chat_member_round_id_unit_id", ["round_id", "unit_id"], unique=False)

    op.create_table(
        "directing_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("subject", sa.String(length=500), nullable=False),
        sa.Column("scan_id", sa.String(length=32), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_directing_paper_entered_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_directing_paper_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_directing_paper_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_directing_paper")),
    )
    with op.batch_alter_table("directing_paper", schema=None) as batch_op:
        batch_op.create_index("ix_directing_paper_round_id_unit_id", ["round_id", "unit_id"], unique=False)

    op.create_table(
        "launch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("organiser", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("people BETWEEN 0 AND 100000", name=op.f("ck_launch_people")),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_launch_entered_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_launch_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_launch_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_launch")),
    )
    with op.batch_alter_table("launch", schema=None) as batch_op:
        batch_op.create_index("ix_launch_round_id_unit_id", ["round_id", "unit_id"], unique=False)

    op.create_table(
        "task_force",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("decision_number", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("scan_id", sa.String(length=32), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_task_force_entered_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_task_force_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_force")),
        sa.UniqueConstraint("point_id", name=op.f("uq_task_force_point_id")),
    )
    op.create_table(
        "task_force_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_force_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("full_name", sa.String(length=100), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.CheckConstraint("part IN ('head', 'clerk', 'member')", name=op.f("ck_task_force_member_part")),
        sa.ForeignKeyConstraint(
            ["task_force_id"],
            ["task_force.id"],
            name=op.f("fk_task_force_member_task_force_id_task_force"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_force_member")),
        sa.UniqueConstraint("task_force_id", "place", name=op.f("uq_task_force_member_task_force_id_place")),
    )


def downgrade_main() -> None:
    op.drop_table("task_force_member")
    op.drop_table("task_force")
    op.drop_table("launch")
    op.drop_table("directing_paper")
    op.drop_table("chat_member")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
