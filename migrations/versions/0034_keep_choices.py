"""keep choices"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.add_column("document", sa.Column("choices", sa.JSON(), server_default="[]", nullable=False))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_column("document", "choices")
