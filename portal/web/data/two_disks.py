"""Two disks for every answer (PORTAL_DURABILITY=two): nothing is acknowledged that one server of PostgreSQL alone has.

PostgreSQL waits for a synchronous standby at each commit, yet a wait that is broken off comes back as a success with
a warning, a row that waits is shown to whoever sends the same again, and a primary that was replaced takes rows once
it is started again. Here each commit of the application is judged: by its warnings, by its server's settings and
timeline, and by how long somebody at a browser can wait. Nothing of it runs where one disk is enough.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, scoped_session

from portal.extensions import db

if TYPE_CHECKING:
    from portal.web.data.confirmed_connection import ConfirmedConnection, TwoDisks
    from portal.web.data.fencing import Mark

AnySession = Session | scoped_session[Any]
TWO = "two"
OK, NOT_WATCHED = "ok", "not watched"
EXTENSION = "two_disks"
STATE_SECONDS = 2.0  # for so long a try is believed


def install(app: Flask, engines: list[Engine]) -> None:
    """Have every connection of these engines confirmed, where the settings want two disks."""
    if app.config["DURABILITY"] != TWO:
        return
    from portal.web.data.confirmed_connection import TwoDisks, confirm_commits  # noqa: PLC0415 - SQLite needs none

    known = TwoDisks(Path(str(app.config["INSTANCE"])), float(app.config["CONFIRM_SECONDS"]))
    app.extensions[EXTENSION] = known
    for engine in engines:
        confirm_commits(engine, known)


def known_here() -> TwoDisks | None:
    """What this process knows; None where one disk is enough."""
    found: TwoDisks | None = current_app.extensions.get(EXTENSION)
    return found


def state() -> str:
    """Whether something sent now would be acknowledged: «ok», why not, or «not watched» where one disk is enough."""
    known = known_here()
    if known is None:
        return NOT_WATCHED
    if time.monotonic() > known.state_until:
        with db.engine.connect() as connection:
            known.state = tried(connection)
        known.state_until = time.monotonic() + STATE_SECONDS
    return known.state


def tried(connection: Connection) -> str:
    """What comes of a message of no content, sent to both servers."""
    try:
        confirm(connection)
    except OperationalError as error:
        return str(error.orig)
    return OK


def confirmed(connection: Connection) -> ConfirmedConnection | None:
    """The driver's connection; None where one disk is enough."""
    driver: Any = connection.connection.driver_connection
    return driver if hasattr(driver, "known") else None


def expect(connection: Connection) -> None:
    """Begin what somebody waits for; nothing where one disk is enough. Raises OperationalError of NotConfirmed.

    Not of NotTaken: what is sent now may have been sent before.
    """
    driver = confirmed(connection)
    if driver is not None:
        driver.expect()


def judge(connection: Connection, names: str, commit: str, timeline: str) -> None:
    """Stop before the commit where the server may not be written to. Raises OperationalError of NotTaken."""
    driver = confirmed(connection)
    if driver is not None:
        driver.stop_if_refused(names, commit, timeline)


def confirm(connection: Connection) -> None:
    """Wait until the standby has all that was read here, before anybody is told of it; nothing on one disk.

    What the connection has written and not committed is given back. Raises OperationalError of NotConfirmed.
    """
    driver = confirmed(connection)
    if driver is not None:
        driver.confirm()


def leave_mark(session: AnySession) -> Mark | None:
    """Have the session's commit wait for the standby though it writes nothing: its answer may rest on a row there.

    Returns the transaction by its name; None where one disk is enough.
    """
    driver = confirmed(session.connection()) if known_here() is not None else None
    return driver.leave_mark() if driver is not None else None


def state_of(session: AnySession, mark: Mark) -> str | None:
    """What became of a transaction («committed», «aborted», «in progress»); None where this server cannot know."""
    driver = confirmed(session.connection())
    return driver.state_of(mark) if driver is not None else None


def promise_nothing(connection: Connection) -> None:
    """Let a commit go without the standby: nobody is told of what it writes. Nothing on one disk."""
    driver = confirmed(connection)
    if driver is not None:
        driver.promise_nothing()


def is_uncertain(error: BaseException) -> bool:
    """Whether an error leaves it open if what was sent is kept."""
    return bool(getattr(getattr(error, "orig", error), "is_uncertain", False))
