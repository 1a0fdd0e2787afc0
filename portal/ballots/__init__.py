"""The citizen's side: the form of a point, its intake, the receipt; the pools and their batch sealer."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.ballots.intake.intake import Intake

AT_ONCE = "portal.at_once"
"""Under this name an application keeps what answers from memory alone, for a server that has threads for the rest."""


def install(app: Flask) -> None:
    """Open this process's intake; where citizens are served, let its fast path see requests first."""
    # models are read first
    from portal.ballots.intake.intake import Intake

    app.extensions["ballots"] = intake = Intake(app)
    if app.config["SITE"] in {"public", "both"}:
        put_in_front(app, intake)


def put_in_front(app: Flask, intake: Intake) -> None:
    """Let the fast path see requests first, but behind the proxy's headers where there is one."""
    from portal.ballots.intake.fast_path import FastPath

    front = app.wsgi_app
    if isinstance(front, ProxyFix):
        front.app = path = FastPath(app, intake, front.app)
        hops = {"x_for": front.x_for, "x_proto": front.x_proto, "x_host": front.x_host}
        app.extensions[AT_ONCE] = ProxyFix(path.at_once, **hops)
    else:
        vars(app)["wsgi_app"] = path = FastPath(app, intake, front)
        app.extensions[AT_ONCE] = path.at_once
