"""What a leaf says: its kind, and a salted hash of what was sealed, which tells neither unit nor content."""

import hashlib
from enum import StrEnum
from typing import NamedTuple

# part of what is hashed: a hash made for another purpose, or by a later form of leaf, is never taken for one of these
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
    """A leaf to be: the public kind and entry (32 bytes), and the place (a unit's code), which stays inside."""

    kind: str
    entry: bytes
    place: str


def data(kind: str, entry: bytes) -> bytes:
    """The bytes of a leaf that the tree hashes: its letter and its entry."""
    return kind.encode() + entry


def make(kind: str, place: str, salt: bytes | str, content: bytes | str) -> Leaf:
    """The leaf of a thing at a place. The salt is random and never published: a ballot's own id, a receipt's hash.

    Text may have been written past this portal where bytes belong: it makes another leaf, not a fault.
    """
    # without the salt whoever guesses a content could hash it and look it up in the public log (P3)
    parts = (DOMAIN, kind.encode(), place.encode(), raw(salt).hex().encode(), raw(content))
    return Leaf(kind, hashlib.sha256(b"\0".join(parts)).digest(), place)


def raw(value: bytes | str) -> bytes:
    """A value's bytes, text as UTF-8."""
    return value.encode() if isinstance(value, str) else value
