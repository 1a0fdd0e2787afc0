"""What the rooms above give to the rooms below: every hook of the house, filled in one place and in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.results.release import releasing
from portal.surveys.rounds import approvals

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Fill the hooks. Functions of one hook are called as they stand here."""
    approvals.obstacles.fill(app, releasing.obstacle)
