"""Starts what is measured, all under the portal's own server, and reads how much processor time it took."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, whose processor time is its own."""

    port: int
    process_ids: tuple[int, ...]

    def processor_seconds(self) -> float:
        """Processor time so far of its processes and all that came of them."""
        return sum(time_of(pid) for root in self.process_ids for pid in family(root))


@contextmanager
def serving(app: str, environment: Mapping[str, str], *also: int, seconds: float = 20) -> Iterator[Server]:
    """Serve a WSGI application until the block ends. `also` names processes that work for it: a database.

    A request has so many `seconds` to come in.
    """
    port = free_port()
    with running("-m", "bench.web", app, str(port), str(seconds), port=port, environment=environment) as process:
        yield Server(port, (process.pid, *also))


@contextmanager
def started(environment: Mapping[str, str], patience: float) -> Iterator[Server]:
    """The portal as `./start` leaves it once all is set up: brought up to date, with the demonstration, serving."""
    port = free_port()
    serve = ("-m", "flask", "--app", "wsgi", "serve", "--first", "db upgrade", "--first", "demo --at-start")
    own = {"PORTAL_METRICS_PORT": "0", **environment}
    with running(*serve, port=port, environment=own, patience=patience) as process:
        yield Server(port, (process.pid,))


@contextmanager
def running(
    *words: str, port: int, environment: Mapping[str, str], patience: float = START_SECONDS
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python program that listens on a port, until the block ends."""
    settings = {**os.environ, "PORTAL_PORT": str(port), **environment}
    with subprocess.Popen((sys.executable, *words), cwd=ROOT, env=settings, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port, process, patience)
            yield process
        finally:
            process.terminate()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "the server did not start; see above"
    raise RuntimeError(message)


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(member for child in children for member in family(int(child)))]


def time_of(pid: int) -> float:
    """Processor seconds of one process, its ended children's included."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(int(ticks) for ticks in facts[11:15]) / TICKS_PER_SECOND
