"""The citizen's side: the form of a point, its intake, the receipt; the pools and their mover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.extensions import queue

if TYPE_CHECKING:
    from flask import Flask

MINUTES_BETWEEN_MOVES = 2


def install(app: Flask) -> None:
    """Open this process's intake, have the pools emptied every two minutes, add the command."""
    from portal.ballots import commands, mover  # noqa: PLC0415 - models are read first
    from portal.ballots.express import Express  # noqa: PLC0415
    from portal.ballots.intake import Intake  # noqa: PLC0415

    app.extensions["ballots"] = intake = Intake(app)
    if app.config["SITE"] in {"public", "both"}:
        app.wsgi_app = Express(app, intake, app.wsgi_app)  # type: ignore[method-assign]
    app.extensions.setdefault("caches", []).append(intake.forget)
    queue.every(MINUTES_BETWEEN_MOVES, mover.run)
    commands.install(app)
