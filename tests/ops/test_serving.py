"""The start as an operator sees it: one line when ready, falls mended, an end that ends everything."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import click
import pytest

from portal.config import ROOT
from portal.ops.services import Service, Supervisor, fork
from portal.ops.serving import listen, run_beforehand
from tests import databases

PATIENCE_SECONDS = 180
SERVICES = {"web server 1", "web server 2", "queue worker", "metrics"}


@pytest.fixture
def portal(tmp_path):
    """`flask serve` over a database of its own, on ports of its own; it hangs up on slow senders soon."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {"PORTAL_INSTANCE": str(tmp_path), "PORTAL_PORT": str(free_port()), "FLASK_APP": "wsgi"}
    environment |= {"PORTAL_METRICS_PORT": str(free_port()), "PORTAL_REQUEST_SECONDS": "4"}
    if databases.engine_name() == "postgresql":
        environment["PORTAL_DATABASE_URL"] = databases.database_url(f"serving_{os.getpid()}")
    flask = [sys.executable, "-m", "flask"]
    command = [*flask, "serve", "--first", "db upgrade"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment) as process:
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        process.metrics = f"http://127.0.0.1:{environment['PORTAL_METRICS_PORT']}/metrics"
        yield process
        watchdog.cancel()
        process.send_signal(signal.SIGINT)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def ready_address(process) -> str:
    return next(line.removeprefix("ready: ").strip() for line in process.stdout if line.startswith("ready: "))


def children(pid: int) -> dict[str, int]:
    """The services by the names that they bear in lists of processes."""
    found = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return {Path(f"/proc/{child}/comm").read_text().strip(): child for child in found}


def leaks(pid: int) -> list[str]:
    """The keys of the portal that stand in the environment of one of its processes (P19), raw or as letters."""
    environ = Path(f"/proc/{pid}/environ").read_bytes()
    instance = re.search(rb"PORTAL_INSTANCE=([^\0]+)", environ)[1].decode()
    keys = {path.name: path.read_bytes() for path in Path(instance, "keys").rglob("*.key")}
    assert keys
    return [name for name, key in keys.items() if key in environ or key.hex().encode() in environ]


def eventually(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_it_is_ready_mends_a_fall_and_ends_whole(portal):
    address = ready_address(portal)
    before = children(portal.pid)
    assert set(before) == SERVICES
    assert [leaks(pid) for pid in (portal.pid, *before.values())] == [[]] * 5
    assert urlopen(f"{address}/").status == 200

    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    eventually(
        lambda: set(children(portal.pid)) == SERVICES and not {*children(portal.pid).values()} & {*before.values()}
    )
    assert urlopen(f"{address}/healthz").status == 200

    after = children(portal.pid)
    portal.send_signal(signal.SIGTERM)
    assert portal.wait(PATIENCE_SECONDS) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in after.values())


def test_figures_have_a_socket_of_their_own_and_none_on_the_main_port(portal):
    address = ready_address(portal)
    slow = socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2])), PATIENCE_SECONDS)
    with closing(slow), urlopen(portal.metrics) as answer:
        assert slow.recv(1) == b""  # hung up on by the time that the setting gives
        assert b'portal_check{check="database"} 1.0' in answer.read()
    for headers in ({}, {"X-Forwarded-Host": "127.0.0.1:9100"}, {"Host": portal.metrics.split("/")[2]}):
        with pytest.raises(HTTPError, match="404"):
            urlopen(Request(f"{address}/metrics", headers=headers))


def end_badly() -> None:
    raise SystemExit(1)


def fall(service: Service, at: float) -> None:
    service.start_or_note_fall(at)
    service.process.join()
    service.start_or_note_fall(at)


def test_the_pause_grows_with_each_fall_and_not_beyond_half_a_minute():
    service, now, pauses = Service("test", end_badly), 0.0, []
    for _ in range(7):
        fall(service, now)
        pauses.append(service.due_at - now)
        now = service.due_at
    assert pauses == [1, 2, 4, 8, 16, 30, 30]


def test_a_steady_run_makes_old_falls_forgotten():
    service = Service("test", end_badly, falls=5)
    service.start_or_note_fall(0)
    service.process.join()
    service.start_or_note_fall(61)
    assert service.falls == 1


def test_a_service_that_cannot_start_ends_the_start(capsys):
    service = Service("web server", end_badly, falls=2)
    assert Supervisor([service], lambda: False, "ready").watch() == 1
    assert "giving up" in capsys.readouterr().err


@pytest.mark.parametrize("settings", [(), ("PORTAL_METRICS_PORT",)])
def test_a_taken_port_is_told_with_its_number_and_setting(settings):
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"127.0.0.1 port {port}.*PORTAL_.*PORT"):
            listen("127.0.0.1", port, *settings)


def test_a_command_that_fails_beforehand_ends_the_start(app):
    with pytest.raises(SystemExit) as ended:
        run_beforehand(app, "rounds show no-such-round")
    assert ended.value.code == 2


def test_a_forked_process_ends_when_it_is_asked_to_though_its_parent_listens_for_the_signal():
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: heard.append(number))
    try:
        process = fork("test", lambda: time.sleep(PATIENCE_SECONDS))
        process.terminate()
        process.join(PATIENCE_SECONDS)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert process.exitcode == -signal.SIGTERM
    assert not heard
