"""plan drafts"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=True),
        sa.Column("lender", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edited_by"], ["account.id"], name=op.f("fk_plan_draft_edited_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_plan_draft_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_plan_draft_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_draft")),
        sa.UniqueConstraint("round_id", name=op.f("uq_plan_draft_round_id")),
    )
    op.create_index(op.f("ix_plan_draft_unit_id"), "plan_draft", ["unit_id"])


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("plan_draft")
