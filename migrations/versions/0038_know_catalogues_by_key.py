"""know catalogues by key"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"

STATE = ("province", "district", "commune")
CATALOGUE = sa.table(
    "catalogue", sa.column("id"), sa.column("key"), sa.column("year"), sa.column("office"), sa.column("levels", sa.JSON)
)
UNIT = sa.table("unit", sa.column("catalogue_year"), sa.column("level"), sa.column("code"))


def upgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    # the number that other tables hold was the year; the year is a column of its own from now on
    op.execute("ALTER TABLE catalogue RENAME COLUMN year TO id")
    op.add_column("catalogue", sa.Column("key", sa.String(40), server_default="", nullable=False))
    op.add_column("catalogue", sa.Column("year", sa.Integer(), server_default="0", nullable=False))
    op.add_column("catalogue", sa.Column("office", sa.String(40), server_default="", nullable=False))
    op.add_column("catalogue", sa.Column("levels", sa.JSON(), server_default="[]", nullable=False))
    bind = op.get_bind()
    for (number,) in bind.execute(sa.select(CATALOGUE.c.id)).all():
        inside = sa.select(UNIT.c.level, UNIT.c.code).where(UNIT.c.catalogue_year == number)
        by_level = {row.level: row.code for row in bind.execute(inside)}
        levels = [level for level in STATE if level in by_level]
        known = {"key": str(number), "year": number, "office": by_level.get("province", ""), "levels": levels}
        bind.execute(sa.update(CATALOGUE).where(CATALOGUE.c.id == number).values(known))
    op.create_index("ix_catalogue_key", "catalogue", ["key"], unique=True)


def downgrade(engine_name: str) -> None:
    if engine_name != "main":
        return
    op.drop_index("ix_catalogue_key", "catalogue")
    for name in ("levels", "office", "year", "key"):
        op.drop_column("catalogue", name)
    op.execute("ALTER TABLE catalogue RENAME COLUMN id TO year")
