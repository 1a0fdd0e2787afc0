"""keep flags not made"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade(engine_name: str) -> None:
    """Of rounds opened before, every rule was applied: one that could not be stopped the opening."""
    if engine_name == "main":
        op.add_column("flag_record", sa.Column("unmade", sa.JSON(), nullable=False, server_default="{}"))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_column("flag_record", "unmade")
