"""What version 1 left: its database goes on from 0024, and one that stands lower is refused before anything happens."""

from __future__ import annotations

import lzma
import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import Engine, column, create_engine, make_url, select, table

from portal.extensions import db as database
from portal.ops import version_1
from portal.ops.scratch_databases import found_tables, migrate, revisions, scratch_engines
from tests import databases
from tests.ops import schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

LEFT = Path(__file__).parent / "version_1"
FIRST = "0024"
Engines = dict[str | None, Engine]


def kept(name: str) -> str:
    return lzma.decompress((LEFT / f"{name}.sql.xz").read_bytes()).decode()


@contextmanager
def emptied(folder: Path, name: str) -> Iterator[Engines]:
    """Databases in which nothing was made, of the kind that this run is about."""
    if databases.engine_name() == "sqlite":
        (folder / name).mkdir()
        with scratch_engines(folder / name) as engines:
            yield engines
        return
    engine = create_engine(databases.database_url(name))
    yield {None: engine, "media": engine}
    engine.dispose()


@pytest.fixture
def left(app: object, tmp_path: Path) -> Iterator[Engines]:
    """The databases of the demonstration of version 1."""
    with app.app_context(), emptied(tmp_path, "left") as engines:
        for name, key in (("portal", None), ("media", "media")) if databases.engine_name() == "sqlite" else ():
            file = sqlite3.connect(engines[key].url.database)
            file.executescript(kept(name))
            file.close()
        if databases.engine_name() == "postgresql":
            with psycopg.connect(databases.plain(make_url(engines[None].url)), autocommit=True) as connection:
                connection.execute(kept("postgresql"))
        yield engines


def lines(engines: Engines) -> list[str]:
    """What the tables are made of, but for those of the queue, which on PostgreSQL lie beside ours."""
    found = []
    for engine in set(engines.values()):
        with engine.connect() as connection:
            found += schemas.of(connection)
    return sorted(line for line in found if "huey_" not in line)


def rows(engines: Engines, columns: dict[str, list[str]] | None = None) -> dict[str, tuple[list[str], list[str]]]:
    """The columns of each table that has rows, and its rows; of some tables and columns where they are named."""
    found = {}
    for engine in set(engines.values()):
        with engine.connect() as connection:
            for one in found_tables(connection).sorted_tables:
                names = columns.get(one.name, []) if columns else one.columns.keys()
                read = connection.execute(select(*(one.c[name] for name in names))).all() if names else []
                if read:
                    found[one.name] = (list(names), sorted(map(str, read)))
    return found


def stand_at(engine: Engine, versions: str, revision: str) -> None:
    with engine.execution_options(sqlite_write=True).begin() as connection:
        connection.execute(table(versions, column("version_num")).update().values(version_num=revision))


def test_the_first_revision_makes_what_twenty_four_made(left, tmp_path):
    with emptied(tmp_path, "made") as made:
        migrate(made, FIRST)
        assert lines(made) == lines(left)


def test_the_database_of_version_1_goes_on_without_a_stamp_and_keeps_its_rows(left, tmp_path):
    before = rows(left)
    assert before.pop("event")[1]
    assert len(before) > 40
    migrate(left, revisions()[0])
    after = rows(left, {name: columns for name, (columns, _rows) in before.items()})
    assert [name for name in before if before[name] != after.get(name)] == []
    with emptied(tmp_path, "made") as made:
        migrate(made, revisions()[0])
        assert lines(made) == lines(left)


@pytest.mark.parametrize(
    ("key", "versions", "revision"),
    [(None, "alembic_version", "0001"), (None, "alembic_version", "0023"), ("media", "alembic_version_media", "0018")],
)
def test_an_older_database_is_refused_before_anything_happens(app, db, key, versions, revision):
    stand_at(database.engines[key], versions, revision)
    before = lines(database.engines), rows(database.engines)
    try:
        result = app.test_cli_runner().invoke(args=["db", "upgrade"])
        after = lines(database.engines), rows(database.engines)
    finally:
        stand_at(database.engines[key], versions, revisions()[0])
    assert result.exit_code == 1
    assert result.output == f"Error: {version_1.database_refused(revision)}\n"
    assert after == before


def test_nothing_stands_below_the_first_revision(left):
    assert revisions()[-1] == FIRST
    assert version_1.UNKNOWN.isdisjoint(revisions())
    assert len(version_1.UNKNOWN) == int(FIRST) - 1
