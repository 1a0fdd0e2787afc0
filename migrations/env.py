"""Alembic's environment: one history for the main database and for `media`, each with its own version table."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from alembic import context
from alembic.runtime.migration import MigrationContext
from flask import current_app

from portal.ops import version_1

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, MetaData

config = context.config
VERSION_TABLES = {"": "alembic_version", "media": "alembic_version_media"}


def database():
    """The SQLAlchemy extension of the running application."""
    return current_app.extensions["migrate"].db


def engines():
    """Those of the application, or of a scratch copy whose maker names them."""
    return config.attributes.get("engines", database().engines)


def metadata_of(bind: str) -> MetaData:
    """The tables of one bind."""
    return database().metadatas[bind or None]


def plain_moments(kind, obj, autogen_context):
    """Write our moment columns as the plain type beneath, so that a revision never imports the portal."""
    _ = autogen_context
    return "sa.DateTime(timezone=True)" if kind == "type" and type(obj).__name__ == "UtcDateTime" else False


def run_on(connection: Connection, bind: str) -> None:
    """Run the revisions of one bind over a connection."""
    own = set(metadata_of(bind).tables)

    def is_ours(_object, name, kind, reflected, _compare_to) -> bool:
        return kind != "table" or not reflected or name in own

    context.configure(
        connection=connection,
        target_metadata=metadata_of(bind),
        version_table=VERSION_TABLES[bind],
        upgrade_token=f"{bind or 'main'}_upgrades",
        downgrade_token=f"{bind or 'main'}_downgrades",
        include_object=is_ours,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_moments,
        process_revision_directives=None,
    )
    with context.begin_transaction():
        context.run_migrations(engine_name=bind or "main")


def refuse_version_1() -> None:
    """Raises where a database stands below the first revision, before either is touched."""
    for bind, table in VERSION_TABLES.items():
        with engines()[bind or None].connect() as connection:
            found = MigrationContext.configure(connection, opts={"version_table": table}).get_current_heads()
        for at in version_1.UNKNOWN.intersection(found):
            raise click.ClickException(version_1.database_refused(at))


def run() -> None:
    """Each database in turn, in a transaction of its own."""
    refuse_version_1()
    for bind in VERSION_TABLES:
        engine = engines()[bind or None]
        with engine.connect() as connection, parents_may_be_rebuilt(connection):
            run_on(connection, bind)
            connection.commit()


@contextmanager
def parents_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite alters a table by copying it: no foreign key may mind while the old one goes; all are looked at after."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        orphans = driver.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
    if orphans:
        message = f"rows without their parents after migrating: {orphans[:5]}"
        raise RuntimeError(message)


run()
