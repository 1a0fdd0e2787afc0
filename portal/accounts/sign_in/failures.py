"""Counting what failed at the door: one statement, so that two first failures at one instant are both counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from portal.web.data import clock
from portal.web.data.columns import UtcDateTime

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ONE_MORE = text(
    "INSERT INTO sign_in_failure (key, failures, last_at) VALUES (:key, 1, :at) "
    "ON CONFLICT (key) DO UPDATE SET failures = sign_in_failure.failures + 1, last_at = excluded.last_at"
).bindparams(bindparam("at", type_=UtcDateTime()))


def count(session: Session, key: bytes) -> None:
    """One more failure under a key."""
    session.execute(ONE_MORE, {"key": key, "at": clock.now()})
