"""The application over a real database, cleaned after each test; a client that inspects every page it fetches."""

from __future__ import annotations

import gc
import logging
import os
import sqlite3
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import event

from portal import create_app
from portal.ballots import counting
from portal.config import ROOT
from portal.extensions import db as database
from portal.web.data import clock
from tests import databases, make, shapes, slow_work, statements
from tests.browser import PageClient
from tests.distribution import SLOW, ByFile, is_left_out, is_long

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from datetime import datetime

    from flask import Flask
    from sqlalchemy import Connection
    from xdist.remote import Producer

    from portal.accounts.models import Account

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
COMPILED = ROOT / ".pytest_cache" / "templates"
"""Templates as compiled, each for its very text: one process compiles what all of them need (2.5 s of processor)."""
ONCE = "once", "yes"
"""A property of what no other database need see again."""
STATEMENTS = os.environ.get("PORTAL_TEST_STATEMENTS", "")
"""A folder: the run on SQLite writes there what each test sends, the one on PostgreSQL chooses by it. None: all run."""
# A busy machine must fail no test, and what fails must fail again: no limits of time, the same examples each run.
settings.register_profile(
    "portal", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("portal")
LOOKS = tuple(f"tests/journeys/test_{name}.py" for name in ("every_page", "public_pages", "citizen_script", "payloads"))
"""A page's look is its HTML and its style sheets, whatever database is behind it."""
INSTALLATIONS = ("tests/faults/", "tests/journeys/", "tests/ops/")
"""They start servers of their own, each on the database of the run."""
EMPTY_POSTGRES = """DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOREACH name IN ARRAY ARRAY[{names}]::text[] LOOP
        IF pg_relation_size(quote_ident(name))
            + coalesce((SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(quote_ident(name))), 0) > 262144
        THEN EXECUTE format('TRUNCATE %%I CASCADE', name);
        ELSE EXECUTE format('DELETE FROM %%I', name);
        END IF;
    END LOOP;
    PERFORM setval(format('%%I.%%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$"""
"""To truncate every table takes fifteen times as long as to delete the few rows of a test; only what grew is truncated.
Neither guards nor foreign keys are asked, and numbers begin anew."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded and collected stays: the collector of garbage need not go through it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Asked by xdist, whatever `--dist` says."""
    return ByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What has nothing to do with a database, or asks how pages look, is done once, on SQLite; `./test` counts it.

    What is marked `long` is left to `./test --long`.
    """
    if not is_long():
        left = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]
    done = {item for item in items if item.get_closest_marker("once") or not has_database(item)}
    for item in items:
        if item.nodeid.startswith(SLOW):
            item.add_marker("slow")
        if item in done:
            item.user_properties.append(ONCE)  # `./test` reads it in the report
    if any(has_database(item) for item in done if not item.nodeid.startswith((*LOOKS, *INSTALLATIONS))):
        raise pytest.UsageError("a test marked `once` asks for the application or its database")
    if databases.engine_name() == "postgresql":
        left = leave_to_sqlite([item for item in items if item not in done]) if STATEMENTS else set()
        config.hook.pytest_deselected(items=[*done, *left])
        items[:] = [item for item in items if item not in done | left]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file of which nothing would run, by `-m` or on PostgreSQL, is not even read."""
    if is_left_out(collection_path, config.getoption("markexpr")):
        return True
    if STATEMENTS and databases.engine_name() == "postgresql" and collection_path in unread():
        return True
    return None


def unread() -> dict[Path, int]:
    """Those files, each with how many of its tests are left to SQLite."""
    return statements.unread_files(Path(STATEMENTS), ROOT)


def leave_to_sqlite(items: list[pytest.Item]) -> set[pytest.Item]:
    """What `tests/statements.py` leaves out, and for `./test` how many they are, those of files unread among them."""
    left = set(statements.left_to_sqlite(items, Path(STATEMENTS)))
    (Path(STATEMENTS) / "left").write_text(str(len(left) + sum(unread().values())), encoding="utf-8")
    return left


@pytest.fixture(scope="session", autouse=True)
def recorder() -> Iterator[statements.Recorder | None]:
    """What hears the statements of this process in a run that others choose by."""
    if not STATEMENTS or databases.engine_name() == "postgresql":
        yield None
        return
    kept = statements.Recorder.current = statements.Recorder(Path(STATEMENTS))
    yield kept
    kept.write(WORKER)


@pytest.fixture(autouse=True)
def statements_are_recorded(request: pytest.FixtureRequest, recorder: statements.Recorder | None) -> Iterator[None]:
    """Named first of all fixtures of a test, so that what the others send counts as its own."""
    if recorder is None:
        yield
        return
    yield from recorder.record(request.node.nodeid, once=ONCE in request.node.user_properties)


def has_database(item: pytest.Item) -> bool:
    """Whether a test works on the application or its database, or on an installation of its own."""
    return item.nodeid.startswith(INSTALLATIONS) or bool({"app", "db"} & set(getattr(item, "fixturenames", ())))


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One application a test process, its tables made by the migrations.

    What it holds stays, so the collector of garbage need not go through it again and again.
    """
    instance = tmp_path_factory.mktemp("instance")
    os.environ["PORTAL_INSTANCE"] = str(instance)
    url = databases.database_url(WORKER)
    media = url if url.startswith("postgresql") else f"sqlite:///{instance / 'media.sqlite'}"
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": url,
            "SQLALCHEMY_BINDS": {"media": media},
            "QUEUE_URL": str(instance / "queue.sqlite"),
            "QUEUE_IMMEDIATE": True,
            "PASSWORD_HASHER": slow_work.WatchedHasher(time_cost=1, memory_cost=8, parallelism=1),
            "SOURCE_LIMITS": False,
        }
    )
    COMPILED.mkdir(parents=True, exist_ok=True)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(COMPILED))
    with app.app_context():
        for engine in database.engines.values():
            if engine.dialect.name == "sqlite":
                event.listen(engine, "connect", forget_the_disk)
        upgrade()
        app.complete()
        slow_work.watch(database.engine)
    gc.freeze()
    gc.set_threshold(20_000)
    yield app
    with app.app_context():
        for engine in database.engines.values():
            engine.dispose()


def forget_the_disk(driver: sqlite3.Connection, _record: object) -> None:
    """Wait for no disk: what outlives a crash is tried by installations of their own (`tests/faults`)."""
    driver.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def db(app: Flask) -> Iterator[object]:
    """The session inside an application context; every table is empty again afterwards."""
    instance = Path(app.config["INSTANCE"])  # before a test says another
    with app.app_context():
        yield database
        database.session.rollback()
        database.session.remove()
        empty_tables()
        make.forget()
        forget_caches(app, instance)


def empty_tables() -> None:
    """Delete every row of the tables of ours that hold any."""
    tables = {bind: make.tables(metadata)[::-1] for bind, metadata in database.metadatas.items()}
    if database.engine.dialect.name == "postgresql":  # one database for all of them
        with database.engine.begin() as connection:
            filled = filled_of(connection, [table.name for of_bind in tables.values() for table in of_bind])
            connection.exec_driver_sql(EMPTY_POSTGRES.format(names=", ".join(f"'{name}'" for name in filled)))
        return
    for bind, of_bind in tables.items():
        with database.engines[bind].begin() as connection:
            empty_sqlite(connection, filled_of(connection, [table.name for table in of_bind]))


def filled_of(connection: Connection, names: list[str]) -> list[str]:
    """Those tables that hold rows."""
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)  # noqa: S608
    filled = set(connection.exec_driver_sql(asked).scalars())
    return [name for name in names if name in filled]


def empty_sqlite(connection: Connection, filled: list[str]) -> None:
    """Delete what stands in the few tables that a test has filled, past their guards.

    To drop the guards and make them anew would have every connection read the whole schema again after each test.
    """
    driver: Any = connection.connection.driver_connection
    driver.set_authorizer(without_triggers)
    try:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for name in filled:  # the connection keeps the statement as it was compiled: no test may send the same
            connection.exec_driver_sql(f'DELETE FROM "{name}" /* past its guards */')  # noqa: S608
    finally:
        driver.set_authorizer(None)


def without_triggers(deed: int, _first: str | None, _second: str | None, _base: str | None, trigger: str | None) -> int:
    """What SQLite asks of each part of a statement: a guard's «SELECT RAISE» is left out."""
    return sqlite3.SQLITE_IGNORE if trigger and deed == sqlite3.SQLITE_SELECT else sqlite3.SQLITE_OK


def forget_caches(app: Flask, instance: Path) -> None:
    """Empty what the process and its folder remember of a database that is gone."""
    app.extensions["ballots"].forget()
    counting.memory_of.cache_clear()
    for kept in (instance / "log").glob("*.*"):
        kept.unlink()


@pytest.fixture(autouse=True)
def log_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the portal logs reaches `caplog`; it writes its lines by a handler of its own."""
    monkeypatch.setattr(logging.getLogger("portal"), "propagate", True)


@pytest.fixture(params=list(shapes.SHAPES))
def shape(db: object, request: pytest.FixtureRequest) -> shapes.World:
    """A world of each shape of `tests/shapes.py`; a test names those it wants by indirect parameters."""
    return shapes.build(request.param)


@pytest.fixture
def client(app: Flask, db: object) -> PageClient:
    """A browser without scripts, signed in as nobody."""
    return PageClient(app)


@pytest.fixture
def sign_in(app: Flask, db: object):
    """`sign_in(account)` gives a browser in which that account is signed in."""

    def enter(account: Account) -> PageClient:
        browser = PageClient(app)
        browser.enter(account)
        return browser

    return enter


@pytest.fixture
def at() -> Iterator[object]:
    """`at(moment)` moves the clock for the rest of the test, in every thread."""
    with ExitStack() as stack:

        def move(moment: datetime) -> None:
            stack.enter_context(clock.moved_to(moment, everywhere=True))

        yield move
