"""Rounds, the questionnaire as data, survey points with their QR codes, the turnout policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts import navigation
from portal.surveys import commands
from portal.surveys.rounds import pending

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The shell's commands, with them the queue's handler of papers; what waits for an approver, in the own menu."""
    commands.install(app)
    if pending.menu_links not in navigation.own_link_sources:
        navigation.own_link_sources.append(pending.menu_links)
