"""add batch hour"""

import sqlalchemy as sa
from alembic import op

from portal.web.data.columns import UtcDateTime

revision = "0026"
down_revision = "0025"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "batch_hour",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_batch_hour")),
        sqlite_with_rowid=False,
    )


def downgrade_main() -> None:
    op.drop_table("batch_hour")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
