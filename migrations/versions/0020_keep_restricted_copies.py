"""keep restricted copies"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("restricted_file_id", sa.String(length=32), nullable=True))


def downgrade_main() -> None:
    with op.batch_alter_table("document") as batch:
        batch.drop_column("restricted_file_id")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
