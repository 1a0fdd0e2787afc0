"""Reading results: the board while a round runs; tallies, tables and charts once a second person has opened them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.extensions import queue
from portal.results import commands
from portal.results.tallying import erase_command, erasing

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The shell's commands; an erasure that was cut short goes on."""
    commands.install(app)
    _ = erase_command
    queue.every(erasing.EVERY_MINUTES, erasing.resume)
