"""The citizen's side: the form of a point, its intake, the receipt; the pools and their batch sealer."""

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
    from portal.ballots import commands, counting
    from portal.ballots.desks import sign_in_refusal
    from portal.ballots.intake.intake import Intake
    from portal.ballots.sealing import batch_sealer, box_check, quarantine, round_keys
    from portal.sealing import verification
    from portal.surveys.rounds import approvals, round_views

    app.extensions["ballots"] = intake = Intake(app)
    if app.config["SITE"] in {"public", "both"}:
        put_in_front(app, intake)
    app.extensions.setdefault("caches", []).extend((intake.forget, counting.hour_cache.forget))
    queue.every(MINUTES_BETWEEN_MOVES, batch_sealer.run)
    if box_check.check not in verification.checks:
        verification.checks.append(box_check.check)
    if round_keys.make_when_approved not in approvals.listeners:
        approvals.listeners.insert(0, round_keys.make_when_approved)
    if quarantine.alarms not in round_views.alarms:
        round_views.alarms.append(quarantine.alarms)
    commands.install(app)
    signing_in.shared_browser_checks[:] = [sign_in_refusal.of_sign_in]


def put_in_front(app: Flask, intake: Intake) -> None:
    """Let the fast path see requests first, but behind the proxy's headers where there is one."""
    from portal.ballots.intake.fast_path import FastPath

    front = app.wsgi_app
    if isinstance(front, ProxyFix):
        front.app = FastPath(app, intake, front.app)
    else:
        app.wsgi_app = FastPath(app, intake, front)  # type: ignore[method-assign]
