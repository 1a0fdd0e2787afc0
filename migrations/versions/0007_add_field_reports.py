"""add field reports"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "field_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'received', 'returned')", name=op.f("ck_field_report_state")
        ),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_field_report_changed_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_field_report_round_id_round")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_field_report_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_report")),
        sa.UniqueConstraint("round_id", "unit_id", name=op.f("uq_field_report_round_id_unit_id")),
    )
    with op.batch_alter_table("field_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_field_report_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "field_report_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "deed IN ('saved', 'submitted', 'received', 'returned')", name=op.f("ck_field_report_revision_deed")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_field_report_revision_made_by_account")),
        sa.ForeignKeyConstraint(
            ["report_id"], ["field_report.id"], name=op.f("fk_field_report_revision_report_id_field_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_report_revision")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_field_report_revision_report_id_version")),
    )
    op.create_table(
        "software_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("entered_by", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["account.id"], name=op.f("fk_software_entry_entered_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_software_entry_point_id_point")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software_entry")),
        sa.UniqueConstraint("point_id", name=op.f("uq_software_entry_point_id")),
    )


def downgrade_main() -> None:
    op.drop_table("software_entry")
    op.drop_table("field_report_revision")
    op.drop_table("field_report")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
