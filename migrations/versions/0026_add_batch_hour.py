"""add batch hour"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.create_table(
            "batch_hour",
            sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("round_id", name=op.f("pk_batch_hour")),
            sqlite_with_rowid=False,
        )


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("batch_hour")
