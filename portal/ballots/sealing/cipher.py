"""Answers sealed to a round's key: a fresh X25519 key for every ballot, HKDF-SHA256, ChaCha20-Poly1305.

What is kept begins with a byte that tells how it was written: one sealed with this, or clear JSON of a round that was
approved before there were keys. Whoever holds only the public half can write, never read; a row put at another point
or in another round does not open.
"""

import base64
from dataclasses import dataclass
from struct import Struct

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from portal.ballots.sealing import payload
from portal.ballots.sealing.payload import Ballot
from portal.web.data import sealed_box
from portal.web.data.sealed_box import Unopened, seal, unseal

VERSION = b"\x01"
BALLOT, COMMENT = b"ballot", b"comment"
LABEL = b"y-dan sealed 1 "
OVERHEAD = len(VERSION) + sealed_box.OVERHEAD
WHERE = Struct(">QQ")
# a comment is filled up to the next of these sizes, a longer one to whole multiples of the last
STEPS = (256, 1024, 4096)


@dataclass(frozen=True, slots=True)
class Opener:
    """Reads what a round's rows hold; `private` is None for a round that was approved without a key."""

    round_id: int
    private: X25519PrivateKey | None = None
    public: bytes = b""

    def ballot(self, point_id: int, stored: bytes) -> Ballot:
        """Read a ballot, sealed or clear. Raises Unopened for what this key or form does not open."""
        # no clear ballot begins with that byte: JSON begins with a brace
        try:
            plain = stored if stored[:1] != VERSION else self.opened(BALLOT, point_id, stored)
            return payload.decode(plain)
        except (ValueError, TypeError) as error:
            raise Unopened from error

    def comment(self, point_id: int, stored: str) -> str:
        """Read a comment of a round that has a key. Raises Unopened for what this key does not open."""
        try:
            sealed = base64.b64decode(stored, validate=True)
            # what pads it is no part of any comment: NUL is refused where a form comes in
            return self.opened(COMMENT, point_id, sealed).rstrip(b"\0").decode()
        except ValueError as error:
            raise Unopened from error

    def opened(self, kind: bytes, point_id: int, stored: bytes) -> bytes:
        """Open what was sealed for a point. Raises Unopened without the key of its round, kind and point."""
        if self.private is None or stored[:1] != VERSION:
            raise Unopened
        where = WHERE.pack(self.round_id, point_id)
        return unseal(self.private, self.public, LABEL + kind, stored[len(VERSION) :], where)


def ballot(public: bytes | None, round_id: int, point_id: int, written: bytes) -> bytes:
    """A ballot as it is kept: sealed to `public` (32 bytes), clear where that is None: a round from before keys.

    `written` has its form's one size already (payload.size_for), so that no length tells what was chosen.
    """
    return written if public is None else encrypt(public, BALLOT, (round_id, point_id), written)


def comment(public: bytes | None, round_id: int, point_id: int, text: str) -> str:
    """A comment as it is kept: base64 of the sealed text, clear where `public` is None, empty where there is none."""
    if public is None or not text:
        return text
    return base64.b64encode(encrypt(public, COMMENT, (round_id, point_id), padded(text.encode()))).decode()


def padded(text: bytes) -> bytes:
    """A comment brought to one of few sizes in bytes."""
    size = next((step for step in STEPS if len(text) <= step), -(-len(text) // STEPS[-1]) * STEPS[-1])
    return text.ljust(size, b"\0")


def encrypt(public: bytes, kind: bytes, where: tuple[int, int], plain: bytes) -> bytes:
    """Seal something so that only the holder of the round's private half opens it, and only at its point.

    X25519 (RFC 7748), HKDF-SHA256 (RFC 5869), ChaCha20-Poly1305 (RFC 8439); OVERHEAD bytes longer than `plain`.
    """
    return VERSION + seal(public, LABEL + kind, plain, WHERE.pack(*where))
