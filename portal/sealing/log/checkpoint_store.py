"""The last checkpoint of each round beside the database, in `log/<round>.head` of the instance folder.

Whoever puts yesterday's database back cannot put this file back with it: the sealer will sign nothing that does not
go on from it. All machines that seal share the folder, as they share the keys.
"""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from portal.web.data import durable

READABLE = 0o644


def path(slug: str) -> Path:
    """The file of a round."""
    return Path(current_app.config["INSTANCE"]) / "log" / f"{slug}.head"


def read(slug: str) -> str | None:
    """The last note signed for a round, None before the first."""
    try:
        return path(slug).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def write(slug: str, note: str) -> None:
    """Put a new note in the place of the last, whole and durably."""
    target = path(slug)
    durable.make_folder(target.parent)
    durable.replace_atomically(target, note.encode(), READABLE)


def forget(slug: str) -> None:
    """Forget a simulated round that begins anew."""
    path(slug).unlink(missing_ok=True)
