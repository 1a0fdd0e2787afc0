"""Exponential backoff instead of locking (P13): how long a sign-in has to wait, as pure rules."""

from __future__ import annotations

import hashlib
import hmac
from datetime import date, datetime, timedelta

LONGEST_WAIT = 60
ACCOUNT_BUDGET_A_DAY = 1000


def wait_after(failures: int) -> timedelta:
    """Zero below three failures, then 1, 2, 4 … 60 seconds."""
    if failures < 3:  # noqa: PLR2004
        return timedelta(0)
    return timedelta(seconds=min(2 ** (failures - 3), LONGEST_WAIT))


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
    """HMAC-SHA-256: the table does not show whose sign-in failed."""
    return hmac.new(secret, text.encode(), hashlib.sha256).digest()
