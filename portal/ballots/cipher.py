"""Answers sealed to a round's key: a fresh X25519 key for every ballot, HKDF-SHA256, ChaCha20-Poly1305.

What is kept begins with a byte that tells how it was written: one sealed with this, or clear JSON of a round that was
approved before there were keys. Whoever holds only the public half can write, never read; a row put at another point
or in another round does not open.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.ballots import payload

if TYPE_CHECKING:
    from portal.ballots.payload import Ballot

VERSION = b"\x01"
BALLOT, COMMENT = b"ballot", b"comment"
LABEL = b"y-dan sealed 1 "
KEY_SIZE = 32
OVERHEAD = len(VERSION) + KEY_SIZE + 16
NONCE = bytes(12)
"""Each key seals one message, so one nonce is enough."""
WHERE = Struct(">QQ")
STEPS = (256, 1024, 4096)
"""A comment is filled up to the next of these sizes; a longer one to whole multiples of the last."""


class Unopened(Exception):
    """What is kept cannot be opened or read: it was changed, or belongs elsewhere, or the key is another."""


@dataclass(frozen=True, slots=True)
class Opener:
    """Reads what a round's rows hold; `private` is None for a round that was approved without a key."""

    round_id: int
    private: X25519PrivateKey | None = None
    public: bytes = b""

    def ballot(self, point_id: int, kept: bytes) -> Ballot:
        """Read a ballot, sealed or clear."""
        try:
            plain = kept if kept[:1] != VERSION else self.opened(BALLOT, point_id, kept)
            return payload.decode(plain)
        except (ValueError, TypeError) as error:
            raise Unopened from error

    def comment(self, point_id: int, kept: str) -> str:
        """Read a comment of a round that has a key."""
        try:
            sealed = base64.b64decode(kept, validate=True)
            return self.opened(COMMENT, point_id, sealed).rstrip(b"\0").decode()
        except (binascii.Error, ValueError) as error:
            raise Unopened from error

    def opened(self, kind: bytes, point_id: int, kept: bytes) -> bytes:
        """Open what was sealed for a point."""
        if self.private is None or len(kept) < OVERHEAD or kept[:1] != VERSION:
            raise Unopened
        once, sealed = kept[1 : 1 + KEY_SIZE], kept[1 + KEY_SIZE :]
        try:
            shared = self.private.exchange(X25519PublicKey.from_public_bytes(once))
            box = ChaCha20Poly1305(derived(shared, kind, once, self.public))
            return box.decrypt(NONCE, sealed, WHERE.pack(self.round_id, point_id))
        except (InvalidTag, ValueError) as error:
            raise Unopened from error


def ballot(public: bytes | None, round_id: int, point_id: int, written: bytes) -> bytes:
    """A ballot as it is kept; it has the form's one size already."""
    return written if public is None else sealed(public, BALLOT, (round_id, point_id), written)


def comment(public: bytes | None, round_id: int, point_id: int, text: str) -> str:
    """A comment as it is kept."""
    if public is None or not text:
        return text
    return base64.b64encode(sealed(public, COMMENT, (round_id, point_id), filled(text.encode()))).decode()


def filled(text: bytes) -> bytes:
    """A comment brought to one of few sizes."""
    size = next((step for step in STEPS if len(text) <= step), -(-len(text) // STEPS[-1]) * STEPS[-1])
    return text.ljust(size, b"\0")


def sealed(public: bytes, kind: bytes, where: tuple[int, int], plain: bytes) -> bytes:
    """Seal something so that only the holder of the round's private half opens it, and only at its point."""
    once = X25519PrivateKey.generate()
    name = once.public_key().public_bytes_raw()
    key = derived(once.exchange(public_key(public)), kind, name, public)
    return VERSION + name + ChaCha20Poly1305(key).encrypt(NONCE, plain, WHERE.pack(*where))


def derived(shared: bytes, kind: bytes, once: bytes, public: bytes) -> bytes:
    """The key of one message, bound to what it is and to both public halves."""
    return HKDF(SHA256(), KEY_SIZE, None, LABEL + kind + once + public).derive(shared)


@lru_cache(maxsize=64)
def public_key(public: bytes) -> X25519PublicKey:
    """The key in 32 bytes, read once a process."""
    return X25519PublicKey.from_public_bytes(public)
