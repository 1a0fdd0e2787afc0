"""Reading results: the board while a round runs; tallies, tables and charts once a second person has opened them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.results import commands, tallying
from portal.surveys import deeds

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The shell's commands, and an ear for the deed that opens results."""
    commands.install(app)
    if tallying.start_when_opened not in deeds.listeners:
        deeds.listeners.append(tallying.start_when_opened)
