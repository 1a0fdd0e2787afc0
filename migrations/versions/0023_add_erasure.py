"""add erasure"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

BEFORE = "kind IN ('approve', 'close', 'extend', 'open_results', 'release')"
AFTER = "kind IN ('approve', 'close', 'extend', 'open_results', 'release', 'erase')"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    with op.batch_alter_table("round") as batch:
        batch.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("deed") as batch:
        batch.drop_constraint(op.f("ck_deed_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_deed_kind"), AFTER)


def downgrade_main() -> None:
    op.execute("DELETE FROM deed WHERE kind = 'erase'")
    with op.batch_alter_table("deed") as batch:
        batch.drop_constraint(op.f("ck_deed_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_deed_kind"), BEFORE)
    with op.batch_alter_table("round") as batch:
        batch.drop_column("erased_at")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
