"""keep forms to their office"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.add_column("questionnaire", sa.Column("office", sa.String(40), server_default="", nullable=False))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_column("questionnaire", "office")
