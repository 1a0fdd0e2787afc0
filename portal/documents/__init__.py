"""Official papers: frozen figures, the words people write, the printed file; rendered by the queue or the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.documents import commands

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Add `flask documents …`."""
    commands.install(app)
