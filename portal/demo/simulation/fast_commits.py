"""While the demonstration is made, a commit does not wait for the disk: a power cut would cost made-up data alone.

SQLite's NORMAL and PostgreSQL's asynchronous commit lose the last transactions then, but never damage a database.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

from portal.extensions import db

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

STATEMENTS = {"sqlite": "PRAGMA synchronous=NORMAL", "postgresql": "SET synchronous_commit = off"}


@contextmanager
def without_waiting() -> Iterator[None]:
    """Open new connections that do not wait, for the block; afterwards every connection waits again."""
    engine = db.engine
    statement = STATEMENTS[engine.dialect.name]

    def relax(dbapi: sqlite3.Connection, _record: object) -> None:
        cursor = dbapi.cursor()
        cursor.execute(statement)
        cursor.close()
        dbapi.commit()

    engine.dispose()
    event.listen(engine, "connect", relax)
    try:
        yield
    finally:
        event.remove(engine, "connect", relax)
        db.session.remove()
        engine.dispose()
