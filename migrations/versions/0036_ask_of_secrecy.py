"""ask of secrecy"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.add_column("document", sa.Column("annexes_secret", sa.Boolean(), nullable=True))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_column("document", "annexes_secret")
