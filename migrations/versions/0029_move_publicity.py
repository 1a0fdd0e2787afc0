"""move publicity"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.create_table(
            "publicity_move",
            sa.Column("id", sa.Integer(), nullable=False),
            sa.Column("entry_id", sa.Integer(), nullable=False),
            sa.Column("from_point_id", sa.Integer(), nullable=False),
            sa.Column("to_point_id", sa.Integer(), nullable=False),
            sa.Column("reason", sa.String(length=1000), nullable=False),
            sa.Column("moved_by", sa.Integer(), nullable=False),
            sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(
                ["entry_id"], ["publicity_entry.id"], name=op.f("fk_publicity_move_entry_id_publicity_entry")
            ),
            sa.ForeignKeyConstraint(
                ["from_point_id"], ["point.id"], name=op.f("fk_publicity_move_from_point_id_point")
            ),
            sa.ForeignKeyConstraint(["to_point_id"], ["point.id"], name=op.f("fk_publicity_move_to_point_id_point")),
            sa.ForeignKeyConstraint(["moved_by"], ["account.id"], name=op.f("fk_publicity_move_moved_by_account")),
            sa.PrimaryKeyConstraint("id", name=op.f("pk_publicity_move")),
        )
        for column in ("entry_id", "from_point_id", "to_point_id"):
            op.create_index(op.f(f"ix_publicity_move_{column}"), "publicity_move", [column])


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("publicity_move")
