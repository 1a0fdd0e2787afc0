"""Short signed texts on a citizen's phone: the nonce of a form, the browser's token.

What they say stands in clear, then a keyed seal, 60 plain characters in all. The tables hold only HMACs of them under
the round's used-token key (`used_token`): the random parts stay on the phone, and no answer is in any of it.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from dataclasses import dataclass
from struct import Struct

RAW_SIZE, TEXT_SIZE = 45, 60
RANDOM_SIZE = 16
NONCE_LAYOUT = Struct(">16sIIIB")
TOKEN_LAYOUT = Struct(">16sIBI")
FORM_LIFE_SECONDS = 24 * 60 * 60
# whose form it is: a phone's own, the next of a family's on it, the next person's at a desk phone
OWN, FAMILY, DESK = 0, 1, 2
KIND_BITS = 2  # of the byte that says so; the other six count errata
MOST_BALLOTS = 4
FAMILY_APART_SECONDS = 3 * 60


def sign(key: bytes, content: bytes) -> str:
    """Sign what is said (29 bytes at most); the seal fills the rest, 16 bytes or more."""
    return base64.urlsafe_b64encode(content + seal(key, content)).decode()


def read_signed(key: bytes, text: str, size: int) -> bytes | None:
    """Return the `size` bytes said; None unless the text is ours, letter for letter."""
    # 45 bytes are 60 characters without padding: no second way to write the same text
    if len(text) != TEXT_SIZE or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text, b"-_", validate=True)
    except binascii.Error:
        return None
    content = raw[:size]
    return content if hmac.compare_digest(seal(key, content), raw[size:]) else None


def seal(key: bytes, content: bytes) -> bytes:
    """HMAC-SHA256, cut to what the content leaves of 45 bytes."""
    return hmac.digest(key, content, "sha256")[: RAW_SIZE - len(content)]


@dataclass(frozen=True, slots=True)
class Nonce:
    """What a genuine nonce says: its point and round, the second it was `issued`, whose form it is.

    `value` (16 bytes) is the random part: it names one filled-in form and no person. `errata` is how many times the
    words of the form that it stands in had been mended.
    """

    value: bytes
    point_id: int
    round_id: int
    issued: int
    kind: int
    errata: int = 0

    @property
    def family(self) -> bool:
        return self.kind == FAMILY

    @property
    def at_desk(self) -> bool:
        return self.kind == DESK

    def age(self, at: float) -> float:
        """Seconds since the form was issued."""
        return at - self.issued

    def used_token(self, key: bytes) -> bytes:
        """Return what the table keeps of a form once sent, 32 bytes; `key` is the round's used-token key."""
        return hmac.digest(key, b"form" + self.value, "sha256")


def issue_nonce(key: bytes, point_id: int, round_id: int, at: float, kind: int = OWN, errata: int = 0) -> str:
    """Make a new nonce at a moment (epoch seconds)."""
    return sign(
        key, NONCE_LAYOUT.pack(os.urandom(RANDOM_SIZE), point_id, round_id, int(at), kind | errata << KIND_BITS)
    )


def read_nonce(key: bytes, text: str) -> Nonce | None:
    """Return what a nonce says, expired or not; None unless its signature is ours."""
    packed = read_signed(key, text, NONCE_LAYOUT.size)
    if packed is None:
        return None
    value, point_id, round_id, issued, kind = NONCE_LAYOUT.unpack(packed)
    return Nonce(value, point_id, round_id, issued, kind & (1 << KIND_BITS) - 1, kind >> KIND_BITS)


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
        return max(0, self.last + FAMILY_APART_SECONDS - int(at)) if self.count else 0

    def after(self, at: float) -> BrowserToken:
        """Return the token once another ballot is taken."""
        return BrowserToken(self.random, self.point_id, self.count + 1, int(at))

    def used_token(self, key: bytes) -> bytes:
        """Return what the table keeps of the browser's latest ballot, 32 bytes; `key` is the round's used-token key."""
        # without the second: an old copy of the cookie makes the same token, and the constraint refuses it
        packed = TOKEN_LAYOUT.pack(self.random, self.point_id, self.count, 0)
        return hmac.digest(key, b"browser" + packed, "sha256")


def cookie_name(code: str, *, secure: bool) -> str:
    """Name the cookie of one point."""
    return f"__Host-p-{code}" if secure else f"p-{code}"


def first_token(key: bytes, nonce: bytes, point_id: int) -> BrowserToken:
    """Return the token of a browser that has none; the form's nonce makes it, so that a retry is given the same."""
    return BrowserToken(hmac.digest(key, b"first" + nonce, "sha256")[:RANDOM_SIZE], point_id, 0, 0)


def write_token(key: bytes, token: BrowserToken) -> str:
    return sign(key, TOKEN_LAYOUT.pack(token.random, token.point_id, token.count, token.last))


def read_token(key: bytes, text: str, point_id: int) -> BrowserToken | None:
    """Return the token of this point; None for none, for a forged one and for another point's."""
    packed = read_signed(key, text, TOKEN_LAYOUT.size)
    token = None if packed is None else BrowserToken(*TOKEN_LAYOUT.unpack(packed))
    return token if token is not None and token.point_id == point_id else None
