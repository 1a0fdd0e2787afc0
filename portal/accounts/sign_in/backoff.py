"""Exponential backoff instead of locking (P13): how long a sign-in has to wait, and the counter of failures."""

import hashlib
import hmac
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from portal.extensions import UtcDateTime
from portal.web.data import clock

FREE_FAILURES, LONGEST_WAIT = 2, 60
ACCOUNT_BUDGET_A_DAY = 1000
# one statement, so that two first failures at one instant are both counted
ONE_MORE = text(
    "INSERT INTO sign_in_failure (key, failures, last_at) VALUES (:key, 1, :at) "
    "ON CONFLICT (key) DO UPDATE SET failures = sign_in_failure.failures + 1, last_at = excluded.last_at"
).bindparams(bindparam("at", type_=UtcDateTime()))


def count(session: Session, key: bytes) -> None:
    """One more failure under a key."""
    session.execute(ONE_MORE, {"key": key, "at": clock.now()})


def wait_after(failures: int) -> timedelta:
    """Zero below three failures, then 1, 2, 4 … 60 seconds."""
    doublings = failures - FREE_FAILURES - 1
    return timedelta(seconds=min(2**doublings, LONGEST_WAIT) if doublings >= 0 else 0)


def seconds_left(failures: int, last_at: datetime | None, now: datetime) -> int:
    """Whole seconds still to wait; 0 when free to try."""
    if last_at is None:
        return 0
    left = (last_at + wait_after(failures) - now).total_seconds()
    return max(0, int(left) + (left > int(left)))


def device_key(secret: bytes, username: str, device: str) -> bytes:
    """The counter of one account on one device."""
    return keyed(secret, f"device|{username}|{device}")


def day_key(secret: bytes, username: str, day: date) -> bytes:
    """The counter of one account over a day, whatever the device."""
    return keyed(secret, f"day|{username}|{day.isoformat()}")


def keyed(secret: bytes, text: str) -> bytes:
    """HMAC-SHA-256 of a counter's name."""
    # keyed, so that the table does not show whose sign-in failed
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()
