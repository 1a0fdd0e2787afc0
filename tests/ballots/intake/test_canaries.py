"""P1 when things fail: what a citizen typed is in no log and no file, the server's own log and data included."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from portal.ballots.intake import operations
from portal.ballots.intake.statements import Ballot, Statement
from portal.extensions import db
from portal.web.data.locks import FileLock
from tests import databases

CANARY = "canary-4TW"
QUIET = ("log_min_error_statement = panic", "log_error_verbosity = terse", "log_parameter_max_length_on_error = 0")
COLUMNS = "INSERT INTO comment_pool (round_id, point_id, id, body, mac) "


@pytest.fixture
def server(citizen):
    """The database's server is set as docs/operations.md has it; the round is one whose answers are kept in clear."""
    if databases.engine_name() == "postgresql":
        configure([f"ALTER SYSTEM SET {setting}" for setting in QUIET])
        yield
        configure(["ALTER SYSTEM RESET ALL"])
    else:
        yield


def configure(statements):
    """Change the server's settings and have it read them."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in (*statements, "SELECT pg_reload_conf()"):
            connection.exec_driver_sql(statement)


def break_a_constraint(_app, monkeypatch):
    """The row of the comment lacks what it must have: the server's error would repeat the row."""
    values = "VALUES (NULL, :point_id, :id, :body, :mac)"
    monkeypatch.setattr(operations, "KEEP_COMMENT", Statement(COLUMNS + values))


def time_out(_app, monkeypatch):
    """The statement takes too long; on SQLite, whoever writes keeps the others waiting too long."""
    if databases.engine_name() == "postgresql":
        slow = "SELECT :round_id, :point_id, :id, :body, :mac FROM (SELECT pg_sleep(5)) AS slept"
        limited = "SET LOCAL statement_timeout = 50"
        plainly = Ballot.run

        def run(ballot, connection, values):
            connection.exec_driver_sql(limited)
            return plainly(ballot, connection, values)

        monkeypatch.setattr(Ballot, "run", run)
        monkeypatch.setattr(operations, "KEEP_COMMENT", Statement(COLUMNS + slow))
        return

    def acquire(_lock):
        raise TimeoutError

    monkeypatch.setattr(FileLock, "acquire", acquire)


def go_away(app, monkeypatch):
    """There is no database where it was."""
    nowhere = {"postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/none", "sqlite": "sqlite:////nowhere/none.sqlite"}
    engine = create_engine(nowhere[databases.engine_name()], hide_parameters=True)
    monkeypatch.setattr(app.extensions["ballots"], "engine", engine)


@pytest.mark.parametrize("fault", [break_a_constraint, time_out, go_away])
def test_a_fault_leaves_no_word_of_it_anywhere(app, server, citizen, caplog, capfd, fault):
    caplog.set_level(logging.DEBUG)
    citizen.open()
    with pytest.MonkeyPatch.context() as patching:
        fault(app, patching)
        page = citizen.send(Q15=f"{CANARY} góp ý")
    assert page.status == 503
    assert page.fields()["Q15"] == f"{CANARY} góp ý"
    assert citizen.send().status == 303
    spoken = caplog.text + "".join(capfd.readouterr())
    assert "ballot_not_kept" in spoken
    assert CANARY not in spoken
    assert [place for place, content in files(app) if CANARY.encode() in content] == []


def files(app):
    """Every file of this process's databases and of the portal; the server's log, data, write-ahead log among them."""
    folder = databases.process_folder()
    places = [path for path in folder.iterdir() if not path.name.startswith("embedded")]
    for place in (*places, Path(app.config["INSTANCE"])):
        for path in (place, *place.rglob("*")):
            with suppress(FileNotFoundError):
                if path.is_file():
                    yield path, path.read_bytes()
