"""enrol nodes"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "node",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("opens_answers", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("enrolled_at", moment),
        sa.Column("enrolled_by", sa.Text()),
        sa.Column("revoked_at", moment),
        sa.Column("revoked_by", sa.Text()),
        sa.Column("destroyed_at", moment),
        sa.Column("destroyed_by", sa.Text()),
        sa.Column("seen_at", moment),
        sa.Column("mac", sa.LargeBinary(length=32)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_node")),
        sa.UniqueConstraint("public", name=op.f("uq_node_public")),
    )
    counts = sa.text("state IN ('asked', 'enrolled')")
    op.create_index("uq_node_name", "node", ["name"], unique=True, sqlite_where=counts, postgresql_where=counts)
    op.create_table(
        "node_secret",
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_node_secret_node_id_node")),
        sa.PrimaryKeyConstraint("node_id", "name", name=op.f("pk_node_secret")),
    )
    op.create_table(
        "round_node_key",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("node_id", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("maker", sa.Boolean(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("destroyed_at", moment),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["node_id"], ["node.id"], name=op.f("fk_round_node_key_node_id_node")),
        sa.PrimaryKeyConstraint("round_id", "purpose", "node_id", name=op.f("pk_round_node_key")),
    )
    maker = sa.text("maker")
    op.create_index(
        *("uq_round_node_key_maker", "round_node_key", ["round_id", "purpose"]),
        unique=True,
        sqlite_where=maker,
        postgresql_where=maker,
    )


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        for table in ("round_node_key", "node_secret", "node"):
            op.drop_table(table)
