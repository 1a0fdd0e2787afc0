"""extend questionnaires"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.add_column(sa.Column("draft", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("editors", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_foreign_key(op.f("fk_questionnaire_confirmed_by_account"), "account", ["confirmed_by"], ["id"])


def downgrade_main() -> None:
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_questionnaire_confirmed_by_account"), type_="foreignkey")
        batch_op.drop_column("revision")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("confirmed_by")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("editors")
        batch_op.drop_column("draft")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
