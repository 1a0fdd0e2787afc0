"""The signed nonce of a form: random, bound to its point and round, with the second it was issued."""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from struct import Struct

from portal.ballots.intake import signed

LAYOUT = Struct(">16sIIIB")
LIFE_SECONDS = 24 * 60 * 60
OWN, FAMILY, DESK = 0, 1, 2
"""Whose form it is: a phone's own, the next of a family's on it, the next person's at a desk phone."""


@dataclass(frozen=True, slots=True)
class Nonce:
    """What a genuine nonce says. `value` is the random part: it names one filled-in form and no person."""

    value: bytes
    point_id: int
    round_id: int
    issued: int
    kind: int

    @property
    def family(self) -> bool:
        return self.kind == FAMILY

    @property
    def at_desk(self) -> bool:
        return self.kind == DESK

    def age(self, at: float) -> float:
        """Seconds since the form was issued."""
        return at - self.issued


def issue(key: bytes, point_id: int, round_id: int, at: float, kind: int = OWN) -> str:
    """Make a new nonce."""
    return signed.write(key, LAYOUT.pack(os.urandom(16), point_id, round_id, int(at), kind))


def read(key: bytes, text: str) -> Nonce | None:
    """Return what a nonce says, expired or not; None unless its signature is ours."""
    packed = signed.read(key, text, LAYOUT.size)
    if packed is None:
        return None
    value, point_id, round_id, issued, kind = LAYOUT.unpack(packed)
    return Nonce(value, point_id, round_id, issued, kind)


def used_token(key: bytes, nonce: Nonce) -> bytes:
    """Return what the table keeps of a form once sent."""
    return hmac.digest(key, b"form" + nonce.value, "sha256")
