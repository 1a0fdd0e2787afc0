"""add log check"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.create_table(
            "log_check",
            sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("verdict", sa.Text(), nullable=False),
            sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
            sa.PrimaryKeyConstraint("round_id", name=op.f("pk_log_check")),
        )


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("log_check")
