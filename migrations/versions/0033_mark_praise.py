"""mark praise"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.add_column("theme", sa.Column("is_praise", sa.Boolean(), nullable=False, server_default=sa.false()))
        # until now the name told it
        theme = sa.table("theme", sa.column("name", sa.String), sa.column("is_praise", sa.Boolean))
        op.execute(sa.update(theme).where(sa.func.lower(theme.c.name).like("khen%")).values(is_praise=sa.true()))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_column("theme", "is_praise")
