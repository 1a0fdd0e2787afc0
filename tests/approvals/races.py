"""Two persons at once, so that the second looks before the first is done and writes after: on both databases."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING

from sqlalchemy import text

from portal.errors import DomainError
from portal.extensions import db
from portal.web.data import transactions

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

PATIENCE_SECONDS = 10.0
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


def outcome(deed: Callable[[], object]) -> type[DomainError] | None:
    """What a deed led to, as a form would take it: None where it was done."""
    try:
        with transactions.savepoint():
            deed()
    except DomainError as error:
        return type(error)
    return None


def overtaking(app: Flask, first: Callable[[], object], second: Callable[[], object]) -> list[type[DomainError] | None]:
    """Do `first` and keep it open until `second` waits for it, or is done; what each led to."""
    begun, found = Event(), [None, None]
    db.session.commit()
    db.session.remove()

    def come_second() -> None:
        begun.wait(PATIENCE_SECONDS)
        with app.app_context():
            found[1] = outcome(second)
            db.session.commit()

    late = Thread(target=come_second)
    late.start()
    with app.app_context():
        found[0] = outcome(first)
        begun.set()
        until_it_waits(late)
        db.session.commit()
    late.join()
    return found


def until_it_waits(late: Thread) -> None:
    """On PostgreSQL: until the other waits for a row of ours. On SQLite it cannot begin before we end."""
    if db.engine.dialect.name != "postgresql":
        return
    until = time.monotonic() + PATIENCE_SECONDS
    with db.engine.connect() as watching:
        while late.is_alive() and time.monotonic() < until and not watching.scalar(WAITING):
            time.sleep(0.01)
