"""keep machine checks"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.create_table(
            "machine_check",
            sa.Column("machine", sa.String(length=80), nullable=False),
            sa.Column("name", sa.String(length=40), nullable=False),
            sa.Column("wrong", sa.Boolean(), nullable=False),
            sa.Column("measured", sa.Text(), nullable=False),
            sa.Column("mend", sa.Text(), nullable=False),
            sa.Column("since", sa.DateTime(timezone=True), nullable=False),
            sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
            sa.PrimaryKeyConstraint("machine", "name", name=op.f("pk_machine_check")),
        )


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("machine_check")
