"""What a leaf says: its kind, and a salted hash of what was sealed, which tells neither unit nor content."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import NamedTuple

DOMAIN = b"y-dan leaf 1"


class Kind(StrEnum):
    """What was sealed, by the letter that stands in the public log."""

    BALLOT = "B"
    COMMENT = "C"
    RECEIPT = "R"
    VISITS = "V"
    SETTINGS = "K"
    AUDIT = "A"
    DOCUMENT = "P"


class Leaf(NamedTuple):
    """A leaf to be: the public kind and entry, and the place that stays inside."""

    kind: str
    entry: bytes
    place: str

    @property
    def data(self) -> bytes:
        """What the tree hashes."""
        return data(self.kind, self.entry)


def data(kind: str, entry: bytes) -> bytes:
    """The bytes of a leaf: its letter and its entry."""
    return kind.encode() + entry


def make(kind: str, place: str, salt: bytes | str, content: bytes | str) -> Leaf:
    """The leaf of a thing at a place. The salt is random and never published: a ballot's own id, a receipt's hash.

    Text may have been written past this portal where bytes belong: it makes another leaf, not a fault.
    """
    parts = (DOMAIN, kind.encode(), place.encode(), raw(salt).hex().encode(), raw(content))
    return Leaf(kind, hashlib.sha256(b"\0".join(parts)).digest(), place)


def raw(value: bytes | str) -> bytes:
    """A value's bytes."""
    return value.encode() if isinstance(value, str) else value
