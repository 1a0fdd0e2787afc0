"""How the engines behave: SQLite's pragmas, who may open a write transaction, and the queue in front of it."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, has_app_context, has_request_context, request
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from portal.extensions import db
from portal.web.data import clock, two_disks
from portal.web.data.locks import FileLock

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "foreign_keys=ON",
    "secure_delete=ON",
)
CLOCKS = {"sqlite": "SELECT strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')", "postgresql": "SELECT clock_timestamp()"}
CLOCK_BELIEVED_SECONDS = 10.0
# SQLite keeps every writer out while it waits to cut its log: rather briefly and often than once and long.
TRUNCATE_WAIT_MILLISECONDS = 250
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY, UNAVAILABLE, UNCONFIRMED = "database_busy", "database_unavailable", "database_unconfirmed"
# The part of SQLite's extended result codes that says which error it is.
PRIMARY_CODE = 0xFF
BUSY_CODES = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
UNAVAILABLE_CODES = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY}
)
# PostgreSQL: a conflict or deadlock of two, no connection free, a lock or an answer not in time, still starting.
BUSY_STATES = frozenset({"40001", "40P01", "53300", "55P03", "57014", "57P03"})
# PostgreSQL: the connection, the server's means, its operator, its disk.
UNAVAILABLE_CLASSES = ("08", "53", "57", "58")
# PostgreSQL: a standby, which the address led to while the primary changed.
READ_ONLY_STATE = "25006"


def install(app: Flask) -> None:
    """Prepare each engine of the application once."""
    with app.app_context():
        for engine in db.engines.values():
            if engine.dialect.name == "sqlite":
                prepare_sqlite(engine)
        two_disks.install(app, list(db.engines.values()))
        follow_database_clock(db.engine)


def follow_database_clock(engine: Engine) -> None:
    """Set this process's clock by the database's, every ten seconds in which a connection is taken up."""
    question, believed_at = CLOCKS[engine.dialect.name], float("-inf")

    @event.listens_for(engine, "checkout")
    def ask(dbapi: DBAPIConnection, _record: object, _proxy: object) -> None:
        nonlocal believed_at
        now = time.monotonic()
        if now - believed_at < CLOCK_BELIEVED_SECONDS:
            return
        asked = clock.machine_time()
        with suppress(engine.dialect.loaded_dbapi.Error):  # whoever took the connection will meet the fault
            cursor = dbapi.cursor()
            cursor.execute(question)
            [(told,)] = cursor.fetchall()
            dbapi.rollback()
            if clock.adjust_to(datetime.fromisoformat(told) if isinstance(told, str) else told, asked):
                believed_at = now


def prepare_sqlite(engine: Engine) -> None:
    """WAL with FULL sync; reads begin plainly, writes IMMEDIATE behind one lock that queues the writers."""
    # SQLite's own waiting is not fair: of many writers one may wait until its time is over
    lock = FileLock(Path(f"{engine.url.database}.lock"))

    @event.listens_for(engine, "connect")
    def configure(dbapi: sqlite3.Connection, _record: object) -> None:
        dbapi.isolation_level = None
        for pragma in PRAGMAS:
            dbapi.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        if only_reads(connection):
            driver.execute("BEGIN")
            return
        lock.acquire()
        connection.info["write_lock"] = lock
        try:
            driver.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            release(connection)
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error

    event.listen(engine, "commit", release_listener("COMMIT"))
    event.listen(engine, "rollback", release_listener("ROLLBACK"))


def outage(error: Exception) -> str:
    """The name of what keeps a database from answering, one of the three above; empty where it answered with a no.

    A table or column that is not there is such a no, a fault of ours: waiting does not mend it.
    """
    if isinstance(error, TimeoutError | PoolTimeoutError):
        return BUSY
    driver = getattr(error, "orig", error)
    if isinstance(driver, sqlite3.Error):
        code = getattr(driver, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE
        return BUSY if code in BUSY_CODES else UNAVAILABLE if code in UNAVAILABLE_CODES else ""
    if two_disks.is_uncertain(driver):
        return UNCONFIRMED
    state = getattr(driver, "sqlstate", None)
    if state in BUSY_STATES:
        return BUSY
    if state is None or state == READ_ONLY_STATE:
        return UNAVAILABLE
    return UNAVAILABLE if state.startswith(UNAVAILABLE_CLASSES) else ""


@contextmanager
def raw_connection(engine: Engine) -> Iterator[Any]:
    """SQLite's own connection outside any transaction, thrown away afterwards."""
    borrowed = engine.raw_connection()
    try:
        yield borrowed.driver_connection
    finally:
        borrowed.invalidate()


def truncate_wal(engine: Engine) -> bool:
    """Fold SQLite's write-ahead log into the file and cut it to nothing; False where a reader keeps either from it.

    Nothing to do on PostgreSQL, whose log is the operator's to delete.
    """
    if engine.dialect.name != "sqlite":
        return True
    with raw_connection(engine) as driver:
        driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        driver.execute(f"PRAGMA busy_timeout={TRUNCATE_WAIT_MILLISECONDS}").fetchall()
        busy, frames, _folded = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy and frames <= 0


def release_listener(statement: str) -> Callable[[Connection], None]:
    """A listener that ends the driver's transaction and lets the next writer in."""

    def end(connection: Connection) -> None:
        if "write_lock" not in connection.info:
            return
        try:
            driver = connection.connection.dbapi_connection
            if driver is not None and driver.in_transaction:
                driver.execute(statement)
        finally:
            release(connection)

    return end


def release(connection: Connection) -> None:
    """Let the next writer in, if this connection kept it waiting."""
    lock = connection.info.pop("write_lock", None)
    if lock is not None:
        lock.release()


def only_reads(connection: Connection) -> bool:
    """Whether a transaction that begins now will only read."""
    options = connection.get_execution_options()
    if options.get("sqlite_readonly") or options.get("sqlite_write"):
        return bool(options.get("sqlite_readonly"))
    if has_app_context() and "read_only" in g:
        return bool(g.read_only)
    return has_request_context() and request.method in SAFE_METHODS
