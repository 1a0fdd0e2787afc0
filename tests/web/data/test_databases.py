"""How the databases behave: nothing lost between writers, savepoints, SQLite's pragmas, append-only events."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from portal.audit.models import Event
from portal.audit.operations import record
from portal.extensions import db as database
from portal.units.models import Unit
from portal.web.data import transactions
from portal.web.data.databases import only_reads, prepare_sqlite
from tests import make
from tests.databases import engine_name


def test_eight_writers_lose_no_update(app, db):
    make.units_small()
    database.session.commit()
    add = text("UPDATE unit SET position = position + 1 WHERE code = '24'")
    read = text("SELECT position FROM unit WHERE code = '24'")
    before = database.session.scalar(read)
    database.session.rollback()

    def work():
        with app.app_context():
            for _time in range(25):
                with database.engine.begin() as connection:
                    connection.execute(read)
                    connection.execute(add)

    threads = [threading.Thread(target=work) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.session.scalar(read) - before == 200


def test_a_savepoint_rolls_back_alone(db):
    make.units_small()
    unit = make.unit("24")
    savepoint = database.session.begin_nested()
    unit.name = "Khác"
    database.session.flush()
    savepoint.rollback()
    assert database.session.get(Unit, unit.id).name == "Bắc Giang"


@pytest.mark.parametrize("statement", ["UPDATE event SET action = 'x'", "DELETE FROM event"])
def test_an_event_can_be_neither_changed_nor_deleted(db, statement):
    record("test.deed", by=None)
    database.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        database.session.execute(text(statement))
    database.session.rollback()
    assert database.session.query(Event).count() == 1


def test_reading_only_gives_the_write_lock_back(db):
    make.units_small()
    transactions.read_only()
    assert database.session.query(Unit).count() == 0
    with transactions.write_engine().begin() as connection:
        connection.execute(text("DELETE FROM unit"))


@pytest.mark.parametrize(
    ("method", "options", "reads"),
    [
        ("GET", {}, True),
        ("POST", {}, False),
        ("GET", {"sqlite_write": True}, False),
        ("POST", {"sqlite_readonly": True}, True),
    ],
)
def test_what_a_connection_is_opened_for_goes_before_the_method_of_the_request(app, method, options, reads):
    with app.test_request_context(method=method), database.engine.connect() as connection:
        assert only_reads(connection.execution_options(**options)) is reads


def test_sqlite_syncs_fully_in_wal_and_wipes_what_it_deletes(db, tmp_path):
    if engine_name() == "postgresql":
        assert database.session.scalar(text("SHOW server_encoding")) == "UTF8"
        return
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
    engine = create_engine(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    prepare_sqlite(engine)  # the tests' own application waits for no disk
    with engine.connect() as connection:
        found = {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted}
    engine.dispose()
    assert found == wanted
