"""Reading results: the board while a round runs; tallies, tables and charts once a second person has opened them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.extensions import queue
from portal.results import commands
from portal.results.comments import comments
from portal.results.disclosure import protection_job
from portal.results.release import releasing
from portal.results.tallying import erase_command, erasing, sealed_results, tallying
from portal.sealing import verification
from portal.surveys.rounds import approvals

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The shell's commands, and ears for the deeds about results."""
    commands.install(app)
    _ = erase_command, protection_job
    queue.every(erasing.EVERY_MINUTES, erasing.resume)
    for listener in (
        tallying.start_when_opened,
        comments.lay_out_when_opened,
        releasing.freeze_when_released,
        erasing.start_when_decided,
    ):
        if listener not in approvals.listeners:
            approvals.listeners.append(listener)
    if releasing.protect_before_decision not in approvals.guards:
        approvals.guards.append(releasing.protect_before_decision)
    if sealed_results.check not in verification.checks:
        verification.checks.append(sealed_results.check)
