"""The browser's token: a signed cookie that counts the ballots of one phone at one point, and knows no answer.

The tables hold HMAC(random, point, count) under the round's used-token key; the random part stays on the phone.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from struct import Struct

from portal.ballots.intake import signed

LAYOUT = Struct(">16sIBI")
RANDOM_SIZE = 16
MOST_BALLOTS = 4
APART_SECONDS = 3 * 60


@dataclass(frozen=True, slots=True)
class BrowserToken:
    """`count` ballots of this browser are taken at the point, the last of them in the second `last`."""

    random: bytes
    point_id: int
    count: int
    last: int

    @property
    def full(self) -> bool:
        return self.count >= MOST_BALLOTS

    def wait(self, at: float) -> int:
        """Seconds until the next of the family may answer; 0 when they may."""
        return max(0, self.last + APART_SECONDS - int(at)) if self.count else 0

    def after(self, at: float) -> BrowserToken:
        """Return the token once another ballot is taken."""
        return BrowserToken(self.random, self.point_id, self.count + 1, int(at))

    def used_token(self, key: bytes) -> bytes:
        """Return what the table keeps of the browser's latest ballot."""
        return used_token(key, self)


def cookie_name(code: str, *, secure: bool) -> str:
    """Name the cookie of one point."""
    return f"__Host-p-{code}" if secure else f"p-{code}"


def first(key: bytes, nonce: bytes, point_id: int) -> BrowserToken:
    """Return the token of a browser that has none; the form's nonce makes it, so that a retry is given the same."""
    return BrowserToken(hmac.digest(key, b"first" + nonce, "sha256")[:RANDOM_SIZE], point_id, 0, 0)


def write(key: bytes, token: BrowserToken) -> str:
    return signed.write(key, LAYOUT.pack(token.random, token.point_id, token.count, token.last))


def read(key: bytes, text: str, point_id: int) -> BrowserToken | None:
    """Return the token of this point; None for none, for a forged one and for another point's."""
    packed = signed.read(key, text, LAYOUT.size)
    if packed is None:
        return None
    token = BrowserToken(*LAYOUT.unpack(packed))
    return token if token.point_id == point_id else None


def used_token(key: bytes, token: BrowserToken) -> bytes:
    """Return what the table keeps of the token's latest ballot."""
    packed = LAYOUT.pack(token.random, token.point_id, token.count, 0)
    return hmac.digest(key, b"browser" + packed, "sha256")
