"""A portal of its own for one fault: tables, a running round of four communes, servers that may be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING

from flask_migrate import upgrade
from sqlalchemy import func, select

from bench import servers
from bench.instances import command
from portal import create_app
from portal.ballots.intake import receipts
from portal.ballots.models import arrivals, ballot_pool, receipt_pool, sealed_ballot, sealed_receipt
from portal.extensions import db, queue
from portal.surveys.models import Point
from portal.web.data import clock
from tests import databases, make

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

AS_IN_PRODUCTION = {"max_connections": "60", "shared_buffers": "16MB", "max_wal_size": "64MB", "wal_keep_size": "0"}
STARTING_SECONDS = 120
COMMUNES = ("07507", "07519", "07534", "07210")


@dataclass
class Installation:
    """Where it lies and how to reach it; `postgres` is the database's process, None on SQLite."""

    folder: Path
    environment: dict[str, str]
    app: Flask
    postgres: subprocess.Popen[bytes] | None = None
    paths: list[str] = field(default_factory=list)
    promised: set[bytes] = field(default_factory=set)

    def flask(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of the portal's commands here."""
        settings = {**os.environ, **self.environment}
        program = command(*words)
        return subprocess.run(program, cwd=servers.ROOT, env=settings, check=check, capture_output=True, text=True)

    @contextmanager
    def serving(self, seconds: float = 20) -> Iterator[servers.Server]:
        """Serve it by two processes of four threads until the block ends; a request has so many seconds to come in."""
        with servers.serving("wsgi:app", self.environment, seconds=seconds) as server:
            wait_until_it_answers(server.port)
            yield server

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        """One of its commands, until the block ends: the queue worker."""
        with self.program(command(*words)) as process:
            yield process

    @contextmanager
    def sealing(self, hours: int) -> Iterator[subprocess.Popen[bytes]]:
        """The sealer as at a full hour to come, until the block ends."""
        with self.program([sys.executable, "-m", "tests.faults.hourly", str(hours)]) as process:
            yield process

    @contextmanager
    def program(self, words: list[str]) -> Iterator[subprocess.Popen[bytes]]:
        """A program of its own, until the block ends."""
        quiet, settings = subprocess.DEVNULL, {**os.environ, **self.environment}
        with subprocess.Popen(words, cwd=servers.ROOT, env=settings, stdout=quiet, stderr=quiet) as process:
            try:
                yield process
            finally:
                process.kill()

    def count(self, *tables: object) -> int:
        """Rows of all these tables."""
        with self.app.app_context():
            total = sum(db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)  # type: ignore[arg-type]
            db.session.rollback()
        return total

    def ballots(self) -> int:
        return self.count(ballot_pool, sealed_ballot)

    def arrived(self) -> int:
        """How many arrivals were counted."""
        with self.app.app_context():
            total = db.session.scalar(select(func.sum(arrivals.c.n))) or 0
            db.session.rollback()
        return int(total)

    def receipts(self) -> list[bytes]:
        """The hash of every receipt, wherever it lies."""
        with self.app.app_context():
            found = [h for table in (receipt_pool, sealed_receipt) for h in db.session.scalars(select(table.c.hash))]
            db.session.rollback()
        return found

    def lost_or_doubled(self, acknowledged: set[str]) -> tuple[int, int]:
        """Ballots acknowledged here, now or before, that are not there, and ballots that nobody was promised."""
        self.promised |= {receipts.digest(receipt) for receipt in acknowledged}
        found, promised = self.receipts(), self.promised
        extra = len(found) - len(promised & set(found)) + abs(self.ballots() - len(found))
        return len(promised - set(found)), extra + abs(self.arrived() - self.ballots())

    def stop_postgres(self, how: signal.Signals) -> None:
        """End the database: SIGKILL as a crash does, SIGINT as an administrator does."""
        assert self.postgres is not None
        self.forget_connections()
        self.postgres.send_signal(how)
        self.postgres.wait()
        if how is signal.SIGKILL:
            wait_for_orphans(self.folder / "postgres")

    def forget_connections(self) -> None:
        """Close what this process keeps open."""
        with self.app.app_context():
            for engine in db.engines.values():
                engine.dispose()

    def start_postgres(self) -> None:
        """Bring it back: it mends itself from its log."""
        self.postgres = databases.run_server(self.folder, AS_IN_PRODUCTION)


def wait_until_it_answers(port: int) -> None:
    """The port is open before the portal behind it is there: on a busy machine for long."""
    deadline = time.monotonic() + STARTING_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(0.1)
    message = "the portal did not answer; see above"
    raise RuntimeError(message)


def wait_for_orphans(data: Path) -> None:
    """A killed postmaster's children notice and go; a new one refuses to start before."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(works_in(data, pid) for pid in Path("/proc").glob("[0-9]*")):
        time.sleep(0.05)


def works_in(data: Path, process: Path) -> bool:
    try:
        return process.joinpath("cwd").readlink() == data
    except OSError:
        return False


def make_installation(folder: Path, kind: str) -> Installation:
    """Tables, units, a round that opened yesterday and closes the day after tomorrow, one point a commune."""
    environment = {"PORTAL_INSTANCE": str(folder), "PORTAL_BENCH": "1", "PORTAL_DATABASE_URL": ""}
    postgres = None
    if kind == "postgresql":
        url = databases.start_server(folder, AS_IN_PRODUCTION)
        postgres = databases.servers[folder]
        environment["PORTAL_DATABASE_URL"] = url.render_as_string(hide_password=False)
    app = application(environment)
    made = Installation(folder, environment, app, postgres)
    with app.app_context():
        upgrade()
        make.units_small()
        survey = make.survey_round(opens_at=clock.now() - timedelta(days=1), closes_at=clock.now() + timedelta(days=2))
        for code in COMMUNES:
            make.point(code, survey)
        db.session.commit()
        made.paths = [f"/p/{code}" for code in db.session.scalars(select(Point.code).order_by(Point.id))]
        db.session.rollback()
        for engine in db.engines.values():
            engine.dispose()
    return made


def application(environment: dict[str, str]) -> Flask:
    """The application as these settings make it, in this process; the queue stays that of whatever was here before."""
    before, queued = dict(os.environ), dict(vars(queue))
    os.environ.update(environment)
    try:
        return create_app()
    finally:
        os.environ.clear()
        os.environ.update(before)
        vars(queue).update(queued)
