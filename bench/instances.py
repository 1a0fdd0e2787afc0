"""Installations to measure: the demonstration province at some number of ballots, on either database."""

from __future__ import annotations

import csv
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.servers import ROOT
from tests import databases

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

OUT = ROOT / "bench" / "out"
PASSWORD = "mat-khau-do-thu-2024"  # noqa: S105 - of a demonstration that lives as long as the run
TRIAL, PLAN = "dung-thu", "198-kh-bdvtu"
READERS = (
    "cb.07549",
    "tt.07549",
    "huyen.219",
    "ccb.tinh",
    "tinh.chuyenvien1",
    "tinh.lanhdao1",
    "giamsat",
    "quantri",
    "tinh.chuyenvien1.2025",
    "tinh.lanhdao1.2025",
    "cb.07654.2025",
    "tt.07654.2025",
)
"""One account of every role, and those of the other catalogue."""
AS_IN_PRODUCTION: dict[str, str] = {}
"""PostgreSQL's own defaults: every commit is on the disk."""

Environment = dict[str, str]


def fresh(name: str) -> Path:
    """Return an empty folder for one run."""
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def on_sqlite(name: str, ballots: int, *, papers: bool = False, checkout: Path = ROOT) -> Environment:
    """Another checkout fills its own, by its own code."""
    return filled({"PORTAL_INSTANCE": str(fresh(name))}, ballots, papers=papers, checkout=checkout)


def on_postgresql(name: str, ballots: int, *, papers: bool = False) -> tuple[Environment, int]:
    """Return the settings, and the process id of the database server."""
    folder = fresh(name)
    url: URL = databases.start_server(folder, AS_IN_PRODUCTION)
    address = url.render_as_string(hide_password=False)
    process_id = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    return filled({"PORTAL_INSTANCE": str(folder), "PORTAL_DATABASE_URL": address}, ballots, papers=papers), process_id


def kept_on_postgresql(name: str, *, fresh: bool = False) -> Environment:
    """An installation that is still there from an earlier run, brought up to date; an empty one where there is none."""
    folder = OUT / name
    if fresh or not (folder / "postgres").exists():
        return empty(name, on_postgresql=True)
    databases.run_server(folder, AS_IN_PRODUCTION)
    address = databases.address_of(folder).render_as_string(hide_password=False)
    environment = {"PORTAL_INSTANCE": str(folder), "PORTAL_BENCH": "1", "PORTAL_DATABASE_URL": address}
    flask(environment, "db", "upgrade")
    return environment


def empty(name: str, *, on_postgresql: bool = False) -> Environment:
    """An installation with its tables and nothing in them."""
    folder = fresh(name)
    environment = {"PORTAL_INSTANCE": str(folder), "PORTAL_BENCH": "1"}
    if on_postgresql:
        url: URL = databases.start_server(folder, AS_IN_PRODUCTION)
        environment["PORTAL_DATABASE_URL"] = url.render_as_string(hide_password=False)
    flask(environment, "db", "upgrade")
    return environment


def in_clear(sealed: Environment, name: str) -> Environment:
    """The same installation as one whose rounds were approved before there were keys."""
    folder = fresh(name)
    shutil.copytree(sealed["PORTAL_INSTANCE"], folder, dirs_exist_ok=True)
    with sqlite3.connect(folder / "portal.sqlite") as database:
        database.execute("UPDATE round SET ballot_key = NULL")
    return {**sealed, "PORTAL_INSTANCE": str(folder)}


def as_of_more(environment: Environment, times: float) -> Environment:
    """The same installation with every count of its tallies so many times as large."""
    with sqlite3.connect(f"{environment['PORTAL_INSTANCE']}/portal.sqlite") as database:
        for table in ("tally", "crossing", "arrivals"):
            database.execute(f"UPDATE {table} SET n = CAST(n * ? + 0.5 AS INTEGER)", (times,))  # noqa: S608 - our own names
    return environment


def filled(place: Environment, ballots: int, *, papers: bool = False, checkout: Path = ROOT) -> Environment:
    """Make the tables and the rehearsal there, with its papers where they are looked at."""
    environment = {**place, "PORTAL_BENCH": "1"}
    without = [] if papers else ["--no-papers"]
    flask(environment, "db", "upgrade", checkout=checkout)
    flask(environment, "demo", "--ballots", str(ballots), "--password", PASSWORD, *without, checkout=checkout)
    return environment


def flask(environment: Environment, *words: str, checkout: Path = ROOT) -> str:
    """Run a command of the portal's. Returns what it printed."""
    return output(environment, *command(*words), checkout=checkout)


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "wsgi", *words]


def output(environment: Environment, *program: str, checkout: Path = ROOT) -> str:
    """Run a program in an installation's settings. Returns what it printed."""
    settings = {**os.environ, **environment}
    return subprocess.run(program, cwd=checkout, env=settings, check=True, stdout=subprocess.PIPE, text=True).stdout


def codes(environment: Environment, slug: str) -> list[str]:
    """Return the codes of a round's points."""
    rows = csv.DictReader(io.StringIO(flask(environment, "points", "list", slug, "--csv")))
    return [row["code"] for row in rows]
