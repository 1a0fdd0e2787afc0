"""tell outcomes of themes"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

TEXTS = {"passed_number": 60, "answered_number": 60, "published_in": 200}
DAYS = ("passed_on", "answered_on")


def upgrade(engine_name: str) -> None:
    if engine_name == "main":
        for name, length in TEXTS.items():
            op.add_column("theme", sa.Column(name, sa.String(length), nullable=False, server_default=""))
        for name in DAYS:
            op.add_column("theme", sa.Column(name, sa.Date(), nullable=True))


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        for name in (*DAYS, *TEXTS):
            op.drop_column("theme", name)
