"""The demonstration: a simulated province, Plan 198 from plan to opened results, and a trial round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.demo.commands import demo

if TYPE_CHECKING:
    from flask import Flask


def install(app: Flask) -> None:
    """Add `flask demo`."""
    app.cli.add_command(demo)
