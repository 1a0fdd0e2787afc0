"""SQLite files that are there for a while, in the tables of this version's models or of any of its migrations."""

import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import Connection, DateTime, Engine, MetaData, Table, create_engine, event, text
from sqlalchemy.engine.interfaces import ReflectedColumn

from portal.config import ROOT
from portal.extensions import UtcDateTime, db
from portal.web.data import locks
from portal.web.data.databases import prepare_sqlite

SCRATCH = ".scratch"
PARTITIONS = text("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in the instance, gone afterwards; what killed processes left goes first."""
    instance = Path(current_app.config["INSTANCE"])
    for left in instance.glob(f"*{SCRATCH}"):
        with locks.hold_file(left.with_suffix(".lock")) as free:
            if free:
                shutil.rmtree(left)
    folder = instance / f"{uuid.uuid4().hex}{SCRATCH}"
    with locks.hold_file(folder.with_suffix(".lock")):
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


@contextmanager
def scratch_engines(folder: Path) -> Iterator[dict[str | None, Engine]]:
    """Empty SQLite files in a folder, one a database."""
    engines: dict[str | None, Engine] = {}
    for key in db.metadatas:
        engines[key] = create_engine(
            f"sqlite:///{folder / (key or 'main')}.sqlite", execution_options={"sqlite_write": True}
        )
        prepare_sqlite(engines[key])
    try:
        yield engines
    finally:
        for engine in engines.values():
            engine.dispose()


@cache
def revisions() -> tuple[str, ...]:
    """The migrations that this version knows, the newest first.

    Read once a process: to read them runs every migration's file, a quarter of a second.
    """
    return tuple(script.revision for script in ScriptDirectory(str(ROOT / "migrations")).walk_revisions())


def migrate(engines: Mapping[str | None, Engine], to: str) -> None:
    """Bring scratch databases forward to a migration, with the keys of this portal."""
    config = current_app.extensions["migrate"].migrate.get_config(ROOT / "migrations")
    config.attributes["engines"] = engines
    command.upgrade(config, to)


def found_tables(connection: Connection) -> MetaData:
    """The tables as they stand in a database, but for those that keep its migration."""
    metadata = MetaData()

    @event.listens_for(metadata, "column_reflect")
    def keep_moments(_inspector: object, _table: Table, column: ReflectedColumn) -> None:
        if isinstance(column["type"], DateTime):
            column["type"] = UtcDateTime()

    parts = set(connection.scalars(PARTITIONS)) if connection.dialect.name == "postgresql" else set()
    metadata.reflect(connection, only=lambda name, _: not (name.startswith("alembic_version") or name in parts))
    return metadata
