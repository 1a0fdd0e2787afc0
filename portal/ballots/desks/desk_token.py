"""A desk phone's token: a signed cookie with the count of its ballots, which no old copy can go behind.

The tables hold HMAC(phone, point, count) under the round's used-token key, and no time: that stays on the phone.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from datetime import datetime
from struct import Struct

from portal.ballots.intake import tokens
from portal.web.data import clock

LAYOUT = Struct(">16sIHIB")
KEY_SIZE = 16
APART_SECONDS = 30
HOUR = 3600
BUSY_IN_AN_HOUR = 60
NIGHT_FROM, NIGHT_UNTIL = 23, 5
MOST_IN_AN_HOUR = 255  # what one byte of the cookie holds; the limit lies far below
QUIET, BUSY = 0, 1
# seconds until a page is cleared: untouched, its last ones counted aloud, once sent, the receipt, without scripts
TIMES = {"idle": 90, "last": 15, "done": 10, "receipt": 30, "no_script": 600}


@dataclass(frozen=True, slots=True)
class DeskToken:
    """`count` ballots were taken on this phone today, the last in the second `last`, `in_hour` of them in its hour."""

    phone: bytes
    point_id: int
    count: int = 0
    last: int = 0
    in_hour: int = 0

    @property
    def full(self) -> bool:
        """A desk phone has no last ballot."""
        return False

    @property
    def key_hash(self) -> bytes:
        """What the table keeps of the phone."""
        return hashlib.sha256(self.phone).digest()

    def wait(self, at: float) -> int:
        """Seconds until the next person may answer; 0 when they may."""
        # never longer, whatever a phone's cookie from before a clock was put right says
        return min(APART_SECONDS, max(0, self.last + APART_SECONDS - int(at))) if self.count else 0

    def after(self, at: float) -> DeskToken:
        """Return the token once another ballot is taken."""
        second = int(at)
        earlier = self.in_hour if second // HOUR == self.last // HOUR else 0
        return DeskToken(self.phone, self.point_id, self.count + 1, second, min(earlier + 1, MOST_IN_AN_HOUR))

    def risk(self, moment: datetime) -> int:
        """Return the next ballot's risk: 1 at night (23:00 to 5:00) and from the sixtieth of an hour on, else 0."""
        hour = clock.local(moment).hour
        if hour >= NIGHT_FROM or hour < NIGHT_UNTIL:
            return BUSY
        return BUSY if self.after(moment.timestamp()).in_hour >= BUSY_IN_AN_HOUR else QUIET

    def used_token(self, key: bytes) -> bytes:
        """Return what the table keeps of the phone's latest ballot, 32 bytes; `key` is the round's used-token key."""
        # the count alone: an old copy of the cookie makes a token that is used already
        packed = LAYOUT.pack(self.phone, self.point_id, self.count, 0, 0)
        return hmac.digest(key, b"desk" + packed, "sha256")


def new(point_id: int) -> DeskToken:
    """The first token of a phone that is enrolled now."""
    return DeskToken(os.urandom(KEY_SIZE), point_id)


def cookie_name(*, secure: bool) -> str:
    """Name the cookie of a desk phone."""
    return "__Host-desk" if secure else "desk"


def write(key: bytes, token: DeskToken) -> str:
    return tokens.sign(key, LAYOUT.pack(token.phone, token.point_id, token.count, token.last, token.in_hour))


def read(key: bytes, text: str) -> DeskToken | None:
    """Return the token a phone carries; None unless it is ours."""
    packed = tokens.read_signed(key, text, LAYOUT.size)
    return None if packed is None else DeskToken(*LAYOUT.unpack(packed))


@dataclass(frozen=True, slots=True)
class Phone:
    """A desk phone that is enrolled today, read anew for every request: its row, number, point's code and token."""

    id: int
    number: int
    code: str
    token: DeskToken
