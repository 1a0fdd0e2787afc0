"""add comment themes"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("level IN ('', 'commune', 'district', 'province')", name=op.f("ck_theme_level")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_theme_round_id_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("round_id", "name", name=op.f("uq_theme_round_id_name")),
    )
    op.create_table(
        "coded_comment",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("uncodable", sa.Boolean(), nullable=False),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("coded_by", sa.Integer(), nullable=True),
        sa.Column("coded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claimed_by"], ["account.id"], name=op.f("fk_coded_comment_claimed_by_account")),
        sa.ForeignKeyConstraint(["coded_by"], ["account.id"], name=op.f("fk_coded_comment_coded_by_account")),
        sa.ForeignKeyConstraint(["point_id"], ["point.id"], name=op.f("fk_coded_comment_point_id_point")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_coded_comment_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "place", name=op.f("pk_coded_comment")),
        sa.UniqueConstraint(
            "round_id", "point_id", "comment_id", name=op.f("uq_coded_comment_round_id_point_id_comment_id")
        ),
    )
    op.create_index("ix_coded_comment_round_id_coded_at", "coded_comment", ["round_id", "coded_at"])
    op.create_table(
        "comment_theme",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "place"],
            ["coded_comment.round_id", "coded_comment.place"],
            name=op.f("fk_comment_theme_round_id_place_coded_comment"),
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_comment_theme_theme_id_theme")),
        sa.PrimaryKeyConstraint("round_id", "place", "theme_id", name=op.f("pk_comment_theme")),
    )
    op.create_index("ix_comment_theme_theme_id", "comment_theme", ["theme_id"])


def downgrade_main() -> None:
    op.drop_table("comment_theme")
    op.drop_table("coded_comment")
    op.drop_table("theme")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
