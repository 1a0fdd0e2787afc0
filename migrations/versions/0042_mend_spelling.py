"""mend spelling"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    op.add_column("round", sa.Column("errata", sa.Integer(), server_default="0", nullable=False))
    op.add_column("round", sa.Column("mended_form", sa.Text()))
    op.create_table(
        "form_erratum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("question", sa.String(10), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("accepted", sa.Boolean()),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_form_erratum_round_id_round")),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_form_erratum_asked_by_account")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_form_erratum_decided_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_erratum")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_form_erratum_round_id_number")),
    )
    waits = sa.text("decided_at IS NULL")
    op.create_index(
        *("uq_form_erratum_waiting", "form_erratum", ["round_id"]),
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("form_erratum")
        op.drop_column("round", "mended_form")
        op.drop_column("round", "errata")
