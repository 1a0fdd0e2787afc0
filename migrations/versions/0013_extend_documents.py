"""extend documents"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

COLUMNS = (
    "replaces_id", "released_at", "approved_at", "approved_by", "reason", "state", "recipients", "about_id",
)  # fmt: skip
STATES = "state IN ('draft', 'review', 'approved', 'issued', 'replaced')"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    with op.batch_alter_table("document") as batch:
        batch.add_column(sa.Column("about_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("recipients", sa.JSON(), nullable=False, server_default="[]"))
        batch.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="draft"))
        batch.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("approved_by", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("replaces_id", sa.String(length=32), nullable=True))
        batch.create_check_constraint(op.f("ck_document_state"), STATES)
        batch.create_foreign_key(op.f("fk_document_about_id_unit"), "unit", ["about_id"], ["id"])
        batch.create_foreign_key(op.f("fk_document_approved_by_account"), "account", ["approved_by"], ["id"])
        batch.create_foreign_key(op.f("fk_document_replaces_id_document"), "document", ["replaces_id"], ["id"])
        batch.create_index(op.f("ix_document_about_id"), ["about_id"])
        batch.create_index(op.f("ix_document_replaces_id"), ["replaces_id"])
    op.create_table(
        "signed_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("approved_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(length=32), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("signatures", sa.JSON(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.Column("job_id", sa.String(length=32), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("way IN ('digital', 'scan')", name=op.f("ck_signed_copy_way")),
        sa.CheckConstraint(
            "state IN ('checking', 'doubtful', 'taken', 'refused', 'outdated')", name=op.f("ck_signed_copy_state")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_signed_copy_confirmed_by_account")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_signed_copy_document_id_document")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_signed_copy_job_id_job")),
        sa.ForeignKeyConstraint(["sent_by"], ["account.id"], name=op.f("fk_signed_copy_sent_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_copy")),
    )
    op.create_index(op.f("ix_signed_copy_document_id"), "signed_copy", ["document_id"])
    op.create_index(op.f("ix_signed_copy_file_id"), "signed_copy", ["file_id"])


def downgrade_main() -> None:
    op.drop_index(op.f("ix_signed_copy_file_id"), table_name="signed_copy")
    op.drop_index(op.f("ix_signed_copy_document_id"), table_name="signed_copy")
    op.drop_table("signed_copy")
    with op.batch_alter_table("document") as batch:
        batch.drop_index(op.f("ix_document_replaces_id"))
        batch.drop_index(op.f("ix_document_about_id"))
        batch.drop_constraint(op.f("fk_document_replaces_id_document"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_document_approved_by_account"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_document_about_id_unit"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_document_state"), type_="check")
        for column in COLUMNS:
            batch.drop_column(column)


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
