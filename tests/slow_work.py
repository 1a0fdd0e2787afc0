"""No slow work while a write transaction is open: on SQLite every ballot waits for it. Watched in every test.

Hashing a password, starting a program and writing out what was made raise an error in a request or a command that
holds one.
"""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any

import click
from argon2 import PasswordHasher
from flask import has_request_context
from sqlalchemy import event

from portal.web.data import databases

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

PROGRAM, FILE = "subprocess.Popen", "open"
"""Names that Python's own audit gives."""
WATCHED = frozenset({PROGRAM, FILE})
MADE = (".pdf", ".zip", ".docx", ".xlsx", ".svg")
"""What takes seconds to make; that it is written while a transaction is open shows that it was made in one."""
_open = threading.local()


class WatchedHasher(PasswordHasher):
    """argon2id, cheap, that minds an open write transaction."""

    def hash(self, password: str | bytes, **how: Any) -> str:
        refuse_in_write("hash")
        return super().hash(password, **how)

    def verify(self, kept: str | bytes, password: str | bytes) -> bool:
        refuse_in_write("verify")
        return super().verify(kept, password)


def refuse_in_write(what: str) -> None:
    """Factories of tests may do what a request or a command may not."""
    if writing() and (has_request_context() or click.get_current_context(silent=True)):
        raise AssertionError(f"{what} while a write transaction is open")


def writing() -> bool:
    """Whether this thread has begun a transaction that may write, and not ended it."""
    return bool(getattr(_open, "connections", None))


def watch(engine: Engine) -> None:
    """Follow the transactions of an engine, and what Python says of slow work."""
    event.listen(engine, "begin", begun)
    event.listen(engine, "commit", ended)
    event.listen(engine, "rollback", ended)
    sys.addaudithook(heard)


def begun(connection: Connection) -> None:
    if not databases.only_reads(connection):
        _open.__dict__.setdefault("connections", set()).add(id(connection))


def ended(connection: Connection) -> None:
    _open.__dict__.setdefault("connections", set()).discard(id(connection))


def heard(name: str, said: tuple[Any, ...]) -> None:
    """Called for everything that Python audits, hundreds of times a page: what is not watched goes first."""
    if name not in WATCHED:
        return
    if name == FILE and not ("w" in str(said[1]) and str(said[0]).endswith(MADE)):
        return
    if writing():
        refuse_in_write(name)
