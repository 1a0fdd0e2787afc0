"""Rounds, the questionnaire as data, survey points with their QR codes, the turnout policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.surveys import commands

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The shell's commands."""
    commands.install(app)
