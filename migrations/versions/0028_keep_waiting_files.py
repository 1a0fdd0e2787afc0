"""keep waiting files"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade(engine_name: str) -> None:
    """A photograph that waits as it was sent is given up: whoever sent it is told to send it again."""
    if engine_name == "main":
        give_up_waiting_photographs()
    if engine_name == "media":
        keep_waiting_files()


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        give_up_waiting_photographs()
    if engine_name == "media":
        op.drop_table("receiving_key")
        op.drop_table("waiting_file")


def give_up_waiting_photographs() -> None:
    waiting = "UPDATE photo SET status = 'failed', reason = 'lost', source_id = NULL WHERE status = 'waiting'"
    op.execute(sa.text(waiting))


def keep_waiting_files() -> None:
    """What was sent as it was, and still lies there, goes."""
    op.create_table(
        "waiting_file",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sender", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_file")),
        sa.UniqueConstraint("sender", name=op.f("uq_waiting_file_sender")),
    )
    op.create_table(
        "receiving_key",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiving_key")),
    )
    op.execute(sa.text("DELETE FROM stored_file WHERE name = 'anh' AND mime = 'application/octet-stream'"))
