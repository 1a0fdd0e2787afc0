"""place units"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.add_column("unit", sa.Column("latitude", sa.Double(), nullable=True))
        op.add_column("unit", sa.Column("longitude", sa.Double(), nullable=True))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_column("unit", "longitude")
        op.drop_column("unit", "latitude")
