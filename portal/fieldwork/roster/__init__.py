"""Who helps at which desk on which half-day: helpers, shifts, clashes, the duty list, the compiled rosters."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Look every hour whether telephones are to be wiped."""
    _ = app
    from portal.extensions import queue
    from portal.fieldwork.roster.people import retention

    queue.every(retention.EVERY_MINUTES, retention.run)
