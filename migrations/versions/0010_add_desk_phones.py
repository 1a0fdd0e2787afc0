"""add desk phones"""

revision = "0010"
down_revision = "0009"


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    pass


def downgrade_main() -> None:
    pass


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
