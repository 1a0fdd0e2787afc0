"""Administrative units: a tree for each catalogue year, and the subtree a person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.units import commands

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """The shell's commands."""
    commands.install(app)
