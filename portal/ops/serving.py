"""`flask serve`: web server and queue worker side by side; one that falls is started again, both end together."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext
from flask.globals import app_ctx
from prometheus_client import CollectorRegistry, start_http_server

from portal.config import ROOT
from portal.nodes import reconciler
from portal.web.jobs.health import PortalMetrics

PYTHON = sys.executable
BACKLOG = 1024
# Where systemd puts the first socket that it opened for a service (sd_listen_fds(3)).
HANDED_OVER = 3
POLL_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30
# Whoever has run this long has its earlier falls forgotten.
STEADY_SECONDS = 60
TRIES_BEFORE_READY = 3
SHUTDOWN_SECONDS = 15


@click.command("serve")
@with_appcontext
def serve() -> None:
    """Serve the portal, and where it is not one site alone do the queue's work too, until told to stop."""
    config = current_app.config
    if refusal := reconciler.look(app_ctx.app):
        raise click.ClickException(refusal)
    listener = listen(config["HOST"], config["PORT"])
    host, port = local_address(listener)
    web = web_services(listener, config["WORKERS"], config["THREADS"], config["REQUEST_SECONDS"])
    worker = Service("queue worker", [PYTHON, "-m", "flask", "--app", "wsgi", "worker"])
    known_as = urlsplit(config["BASE_URL"]).netloc
    services = [*web, worker] if config["SITE"] == "both" else web
    if config["METRICS_PORT"]:
        serve_metrics(config["METRICS_HOST"], config["METRICS_PORT"])
    supervisor = Supervisor(services, lambda: has_first_page(host, port, known_as), f"ready: http://{host}:{port}")
    sys.exit(supervisor.run())


def listen(host: str, port: int) -> socket.socket:
    """Take the port now and keep it over restarts; a taken one is told at once. One that systemd holds is taken over.

    Held by systemd it outlives this process: whoever calls while the portal is started anew waits a moment.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()) and os.environ.get("LISTEN_FDS") == "1":
        return socket.socket(fileno=HANDED_OVER)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        message = f"Cannot listen on {host} port {port} ({error.strerror}): set PORTAL_HOST or PORTAL_PORT to another"
        raise click.ClickException(message) from error


def local_address(listener: socket.socket) -> tuple[str, int]:
    """Host and port under which this machine itself reaches the listener."""
    host, port = listener.getsockname()[:2]
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    return f"[{host}]" if ":" in host else host, port


def web_services(
    listener: socket.socket, workers: int, threads: int, seconds: float, application: str = "wsgi:app"
) -> list[Service]:
    """The web processes, each with its threads, all on one open socket."""
    size = ["--socket", str(listener.fileno()), "--threads", str(threads), "--seconds", str(seconds)]
    command = [PYTHON, "-m", "portal.ops.webserver", *size, application]
    return [Service(f"web server {number}", command, listener.fileno()) for number in range(1, workers + 1)]


def serve_metrics(host: str, port: int) -> None:
    """Let the monitoring ask on a socket of its own."""
    # this process outlives the others, and citizens never reach its socket
    registry = CollectorRegistry()
    registry.register(PortalMetrics(app_ctx.app))
    try:
        start_http_server(port, host, registry)
    except OSError as error:
        message = f"Cannot listen on {host} port {port} ({error.strerror}): set PORTAL_METRICS_PORT to another"
        raise click.ClickException(message) from error


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


@dataclass
class Service:
    """A program that should always run, and how often it fell of late."""

    name: str
    command: Sequence[str]
    inherits: int | None = None
    falls: int = 0
    due_at: float = 0
    started_at: float = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def tend(self, now: float) -> None:
        """Start what is due; note a fall and let the pause grow with each."""
        if self.process is None:
            if now >= self.due_at:
                self.start(now)
        elif (code := self.process.poll()) is not None:
            self.falls = 1 if now - self.started_at > STEADY_SECONDS else self.falls + 1
            pause = min(2 ** (self.falls - 1), LONGEST_PAUSE_SECONDS)
            self.process, self.due_at = None, now + pause
            click.echo(f"the {self.name} ended with status {code}; starting it again in {pause} s", err=True)

    def start(self, now: float) -> None:
        """Start the program; it is gone when we are."""
        # in a session of its own, so that Ctrl-C reaches it through us
        tied = ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []
        passed = () if self.inherits is None else (self.inherits,)
        command = [*tied, *self.command]
        self.process = subprocess.Popen(command, cwd=ROOT, pass_fds=passed, start_new_session=True)  # noqa: S603 - ours
        self.started_at = now

    def ask_to_end(self) -> None:
        """The polite way."""
        if self.process is not None:
            self.process.terminate()

    def see_off(self, deadline: float) -> None:
        """Wait until it has ended; past the deadline, end it."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Watches over services until a signal comes; says once that they are ready."""

    def __init__(self, services: Sequence[Service], is_ready: Callable[[], bool], announcement: str) -> None:
        self.services = services
        self.is_ready = is_ready
        self.announcement = announcement
        self.stopping = False

    def run(self) -> int:
        """Give 0 after a signal, 1 where a service could not be started at all."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.stop)
        try:
            return self.watch()
        finally:
            self.end_all()

    def stop(self, *_signal: object) -> None:
        """Remembered here, acted upon at the next glance."""
        self.stopping = True

    def watch(self) -> int:
        """Look at each service every moment."""
        ready = False
        while not self.stopping:
            for service in self.services:
                service.tend(time.monotonic())
            if not ready and self.is_ready():
                ready = True
                click.echo(self.announcement)
            if not ready and any(service.falls >= TRIES_BEFORE_READY for service in self.services):
                click.echo("giving up: the messages above say why", err=True)
                return 1
            time.sleep(POLL_SECONDS)
        return 0

    def end_all(self) -> None:
        """Ask all at once, then wait for each."""
        for service in self.services:
            service.ask_to_end()
        deadline = time.monotonic() + SHUTDOWN_SECONDS
        for service in self.services:
            service.see_off(deadline)
