"""link units"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    op.create_table(
        "unit_link",
        sa.Column("id", sa.Integer(), nullable=False),
        *catalogues("unit_link"),
        sa.Column("from_code", sa.String(10), nullable=False),
        sa.Column("to_code", sa.String(10), nullable=False),
        sa.Column("evidence", sa.String(200), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_link")),
        sa.UniqueConstraint(
            *("earlier_id", "later_id", "from_code", "to_code"),
            name=op.f("uq_unit_link_earlier_id_later_id_from_code_to_code"),
        ),
    )
    op.create_table(
        "unit_link_request",
        sa.Column("id", sa.Integer(), nullable=False),
        *catalogues("unit_link_request"),
        sa.Column("number", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("article", sa.String(60), nullable=False),
        sa.Column("pairs", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("accepted", sa.Boolean()),
        *(
            sa.ForeignKeyConstraint([name], ["account.id"], name=op.f(f"fk_unit_link_request_{name}_account"))
            for name in ("asked_by", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_link_request")),
    )
    waits = sa.text("decided_at IS NULL")
    op.create_index(
        "uq_unit_link_request_waiting",
        "unit_link_request",
        ["earlier_id", "later_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


def catalogues(table: str) -> list[sa.schema.SchemaItem]:
    """The columns that name the earlier and the later catalogue."""
    names = ("earlier_id", "later_id")
    keys = [
        sa.ForeignKeyConstraint([name], ["catalogue.id"], name=op.f(f"fk_{table}_{name}_catalogue")) for name in names
    ]
    return [*(sa.Column(name, sa.Integer(), nullable=False) for name in names), *keys]


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        op.drop_table("unit_link_request")
        op.drop_table("unit_link")
