"""add reminders"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reported_by", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('network', 'paper', 'complaint', 'other')", name=op.f("ck_incident_kind")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_incident_point_id_point")),
        sa.ForeignKeyConstraint(["reported_by"], ["account.id"], name=op.f("fk_incident_reported_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("point_id", "key", name=op.f("uq_incident_point_id_key")),
    )

    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("slot", sa.String(length=60), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_reminder_point_id_point")),
        sa.ForeignKeyConstraint(["recipient_id"], ["account.id"], name=op.f("fk_reminder_recipient_id_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_reminder_round_id_round")),
        sa.ForeignKeyConstraint(["sent_by"], ["account.id"], name=op.f("fk_reminder_sent_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("recipient_id", "rule", "slot", name=op.f("uq_reminder_recipient_id_rule_slot")),
    )

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reminder_point_id"), ["point_id"], unique=False)
        batch_op.create_index("ix_reminder_round_id_sent_at", ["round_id", "sent_at"], unique=False)

    op.create_table(
        "reminder_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=30), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["account.id"], name=op.f("fk_reminder_rule_changed_by_account")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_reminder_rule_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_rule")),
        sa.UniqueConstraint("round_id", "rule", name=op.f("uq_reminder_rule_round_id_rule")),
    )

    op.create_table(
        "incident_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_reply_incident_id_incident")),
        sa.ForeignKeyConstraint(["written_by"], ["account.id"], name=op.f("fk_incident_reply_written_by_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_reply")),
    )

    with op.batch_alter_table("incident_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_reply_incident_id"), ["incident_id"], unique=False)


def downgrade_main() -> None:
    with op.batch_alter_table("incident_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incident_reply_incident_id"))

    op.drop_table("incident_reply")

    op.drop_table("reminder_rule")

    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index("ix_reminder_round_id_sent_at")
        batch_op.drop_index(batch_op.f("ix_reminder_point_id"))

    op.drop_table("reminder")

    op.drop_table("incident")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
