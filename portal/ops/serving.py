"""`flask serve`: web server and queue worker side by side; one that falls is started again, both end together."""

from __future__ import annotations

import http.client
import os
import shlex
import socket
import sys
from collections.abc import Sequence
from functools import partial
from ipaddress import ip_address
from socketserver import ThreadingMixIn
from typing import cast
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import click
from flask import Flask
from flask.cli import ScriptInfo, with_appcontext
from flask.globals import app_ctx
from prometheus_client import CollectorRegistry, make_wsgi_app

from portal import commands
from portal.app import Portal
from portal.extensions import db
from portal.nodes import reconciler
from portal.ops import webserver
from portal.ops.services import Service, Supervisor, fork
from portal.web.jobs.health import PortalMetrics

BACKLOG = 1024
# Where systemd puts the first socket that it opened for a service (sd_listen_fds(3)).
HANDED_OVER = 3
FIRST_HELP = "A command to be done before, as it is typed after “flask”; none is tried after one that failed."


@click.command("serve")
@click.option("--first", "before", multiple=True, metavar="COMMAND", help=FIRST_HELP)
@with_appcontext
def serve(before: Sequence[str]) -> None:
    """Serve the portal, and where it is not one site alone do the queue's work too, until told to stop."""
    app = cast("Portal", app_ctx.app)
    app.complete()
    for words in before:
        run_beforehand(app, words)
    if refusal := reconciler.look(app):
        raise click.ClickException(refusal)
    sys.exit(supervisor_of(app).run())


def run_beforehand(app: Portal, words: str) -> None:
    """Do a command in a process of its own; one that fails ends this one with its status."""
    arguments, found = shlex.split(words), ScriptInfo(create_app=lambda: app)
    process = fork("first", lambda: app.cli.main(arguments, prog_name="flask", obj=found))
    try:
        process.join()
    except BaseException:
        process.terminate()
        raise
    if process.exitcode:
        sys.exit(process.exitcode)


def supervisor_of(app: Portal) -> Supervisor:
    """What is to run for an application's settings, on ports that are taken now; told where one is taken already."""
    config = app.config
    listener = listen(config["HOST"], config["PORT"])
    host, port = local_address(listener)
    services = web_services(app, listener, config["WORKERS"], config["THREADS"], config["REQUEST_SECONDS"])
    if config["SITE"] == "both":
        services.append(Service("queue worker", partial(commands.work, app)))
    if config["METRICS_PORT"]:
        monitored = listen(config["METRICS_HOST"], config["METRICS_PORT"], "PORTAL_METRICS_HOST or PORTAL_METRICS_PORT")
        services.append(Service("metrics", partial(serve_metrics, app, monitored)))
    close_connections(app)
    known_as = urlsplit(config["BASE_URL"]).netloc
    return Supervisor(services, lambda: has_first_page(host, port, known_as), f"ready: http://{host}:{port}")


def close_connections(app: Flask) -> None:
    """Close every connection to the databases: none outlives a fork."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def listen(host: str, port: int, settings: str = "PORTAL_HOST or PORTAL_PORT") -> socket.socket:
    """Take a port now and keep it over restarts; a taken one is told at once. One that systemd holds is taken over.

    Held by systemd it outlives this process: whoever calls while the portal is started anew waits a moment.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.pop("LISTEN_FDS", "") == "1":
        return socket.socket(fileno=HANDED_OVER)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        message = f"Cannot listen on {host} port {port} ({error.strerror}): set {settings} to another"
        raise click.ClickException(message) from error


def local_address(listener: socket.socket) -> tuple[str, int]:
    """Host and port under which this machine itself reaches the listener."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"[{host}]" if ":" in host else host, port


def web_services(app: Flask, listener: socket.socket, workers: int, threads: int, seconds: float) -> list[Service]:
    """The web processes, each with its threads, all on one open socket."""
    work = partial(webserver.serve, app, listener, threads=threads, seconds=seconds)
    return [Service(f"web server {number}", work) for number in range(1, workers + 1)]


class MetricsServer(ThreadingMixIn, WSGIServer):
    """The monitoring's, on a socket that was open before."""

    daemon_threads = True

    def __init__(self, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], QuietHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.server_name, self.server_port = listener.getsockname()[:2]
        self.setup_environ()


class QuietHandler(WSGIRequestHandler):
    """It logs no address that a request came from (P1)."""

    def log_message(self, format: str, *values: object) -> None:  # noqa: A002 - http.server's own name
        """Nothing."""


def serve_metrics(app: Flask, listener: socket.socket) -> None:
    """Let the monitoring ask on a socket of its own, which citizens never reach."""
    registry = CollectorRegistry()
    registry.register(PortalMetrics(app))
    server = MetricsServer(listener)
    server.set_app(make_wsgi_app(registry))
    server.serve_forever()


def has_first_page(host: str, port: int, known_as: str) -> bool:
    """Whether health and first page are there for somebody who calls the portal by its name."""
    try:
        return all(status(host, port, known_as, path) < http.HTTPStatus.BAD_REQUEST for path in ("/healthz", "/"))
    except (OSError, http.client.HTTPException):
        return False


def status(host: str, port: int, known_as: str, path: str) -> int:
    """The status that a path is answered with."""
    connection = http.client.HTTPConnection(host.strip("[]"), port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": known_as})
        return connection.getresponse().status
    finally:
        connection.close()
