"""${message}"""

from alembic import op
import sqlalchemy as sa
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    ${context.get("main_upgrades", "pass") or "pass"}


def downgrade_main() -> None:
    ${context.get("main_downgrades", "pass") or "pass"}


def upgrade_media() -> None:
    ${context.get("media_upgrades", "pass") or "pass"}


def downgrade_media() -> None:
    ${context.get("media_downgrades", "pass") or "pass"}
