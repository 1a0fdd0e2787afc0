"""keep flags not made"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    """Of rounds opened before, every rule was applied: one that could not be stopped the opening."""
    op.add_column("flag_record", sa.Column("unmade", sa.JSON(), nullable=False, server_default="{}"))


def downgrade_main() -> None:
    op.drop_column("flag_record", "unmade")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
