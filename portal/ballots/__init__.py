"""The citizen's side: the form of a point, its intake, the receipt; the pools and their mover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from portal.accounts.sign_in import signing_in
from portal.extensions import queue

if TYPE_CHECKING:
    from flask import Flask

    from portal.ballots.intake.intake import Intake

MINUTES_BETWEEN_MOVES = 2


def install(app: Flask) -> None:
    """Open this process's intake, have the pools emptied every two minutes, add the command."""
    # models are read first
    from portal.ballots import commands, counting  # noqa: PLC0415
    from portal.ballots.desks import refusal  # noqa: PLC0415 - its models too
    from portal.ballots.intake.intake import Intake  # noqa: PLC0415
    from portal.ballots.sealing import aside, box_check, mover, round_keys  # noqa: PLC0415
    from portal.sealing import verification  # noqa: PLC0415
    from portal.surveys.rounds import approvals, round_views  # noqa: PLC0415

    app.extensions["ballots"] = intake = Intake(app)
    if app.config["SITE"] in {"public", "both"}:
        put_in_front(app, intake)
    app.extensions.setdefault("caches", []).extend((intake.forget, counting.memory.forget))
    queue.every(MINUTES_BETWEEN_MOVES, mover.run)
    if box_check.check not in verification.checks:
        verification.checks.append(box_check.check)
    if round_keys.make_when_approved not in approvals.listeners:
        approvals.listeners.insert(0, round_keys.make_when_approved)
    if aside.alarms not in round_views.alarms:
        round_views.alarms.append(aside.alarms)
    commands.install(app)
    signing_in.shared_browser_checks[:] = [refusal.of_sign_in]


def put_in_front(app: Flask, intake: Intake) -> None:
    """Let the express way see requests first, but behind the proxy's headers where there is one."""
    from portal.ballots.intake.express import Express  # noqa: PLC0415

    front = app.wsgi_app
    if isinstance(front, ProxyFix):
        front.app = Express(app, intake, front.app)
    else:
        app.wsgi_app = Express(app, intake, front)  # type: ignore[method-assign]
