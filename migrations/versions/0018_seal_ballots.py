"""seal ballots"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ballot_key", sa.LargeBinary(length=32), nullable=True))
        batch_op.add_column(sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "opened_comment",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("round_id", "point_id", "id", name=op.f("pk_opened_comment")),
        sqlite_with_rowid=False,
    )


def downgrade_main() -> None:
    op.drop_table("opened_comment")
    with op.batch_alter_table("round", schema=None) as batch_op:
        batch_op.drop_column("purged_at")
        batch_op.drop_column("ballot_key")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
