"""Checkpoints as signed notes (C2SP): origin, size, root and moment, then an Ed25519 signature.

A holder of the public key can read and check one, on paper or on the screen, without this portal.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.errors import DomainError

ED25519 = b"\x01"
DASH = "—"
SEED_SIZE = 32
ROOT_SIZE = 32


class BadNote(DomainError):
    """A checkpoint that is none, or not ours."""


@dataclass(frozen=True)
class CheckpointBody:
    """What a checkpoint says: the log's name, its number of leaves, their root (32 bytes), the moment of signing."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime

    @property
    def slug(self) -> str:
        """The round it speaks of, whatever address the portal had when it was signed."""
        return self.origin.rpartition("/log/")[2]

    @property
    def text(self) -> str:
        """The lines that are signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n{self.signed_at.isoformat(timespec='seconds')}\n"


class Signer:
    """The log's key. The first 32 bytes of its file are the Ed25519 seed (RFC 8032)."""

    def __init__(self, key: bytes) -> None:
        self.seed = key[:SEED_SIZE]

    @cached_property
    def private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    @property
    def public(self) -> bytes:
        """The 32 bytes that everybody may have."""
        return self.private.public_key().public_bytes_raw()

    def number(self, origin: str) -> bytes:
        """The four bytes by which a note names its key (C2SP signed-note)."""
        return hashlib.sha256(origin.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def verifier(self, origin: str) -> str:
        """The public key as one line: name, number and key, as C2SP writes it."""
        return f"{origin}+{self.number(origin).hex()}+{base64.b64encode(ED25519 + self.public).decode()}"

    def sign(self, body: CheckpointBody) -> str:
        """The signed note of a checkpoint."""
        return self.sign_text(body.origin, body.text)

    def sign_text(self, origin: str, text: str) -> str:
        """Sign lines: the text, an empty line, then key name, key number and Ed25519 signature (C2SP signed-note)."""
        signature = self.number(origin) + self.private.sign(text.encode())
        return f"{text}\n{DASH} {origin} {encoded_as(signature)}\n"

    def read(self, note: str) -> CheckpointBody:
        """What a note says, once its signature is found to be ours. Raises BadNote."""
        text, body = parse(note)
        try:
            mark = note.removeprefix(text + "\n").removeprefix(f"{DASH} {body.origin} ").removesuffix("\n")
            signature = base64.b64decode(mark, validate=True)
            self.private.public_key().verify(signature[4:], text.encode())
        except (InvalidSignature, binascii.Error, ValueError):
            refuse("Chữ ký của xác nhận không đúng với khóa của sổ này.")
        # Ed25519 is deterministic (RFC 8032): whatever else was added or written differently, another note comes out
        if signature[:4] != self.number(body.origin) or note != self.sign(body):
            refuse("Xác nhận có nội dung lạ hoặc thừa.")
        return body


def verified_text(note: str, verifier: str) -> str:
    """The lines of a note that the key of a verifier's line has signed, and nobody else beside it. Raises BadNote."""
    text, _, mark = note.rpartition("\n\n")
    text += "\n"
    try:
        origin, number, encoded = verifier.split("+", 2)
        kind, public = split_key(base64.b64decode(encoded, validate=True))
        signature = base64.b64decode(mark.removeprefix(f"{DASH} {origin} ").removesuffix("\n"), validate=True)
        named = hashlib.sha256(origin.encode() + b"\n" + kind + public).digest()[:4]
        Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        refuse("Chữ ký không đúng với khóa đã cho.")
    if named.hex() != number or signature[:4] != named or mark != f"{DASH} {origin} {encoded_as(signature)}\n":
        refuse("Chữ ký không đúng với khóa đã cho.")
    return text


def split_key(key: bytes) -> tuple[bytes, bytes]:
    """The kind and the 32 bytes of a key as a verifier's line writes them. Raises ValueError for another kind."""
    if key[:1] != ED25519:
        raise ValueError(key[:1])
    return key[:1], key[1:]


def encoded_as(signature: bytes) -> str:
    return base64.b64encode(signature).decode()


def parse(note: str) -> tuple[str, CheckpointBody]:
    """The signed text and what it says; the signature is not checked. Raises BadNote for what is no checkpoint."""
    lines = note.split("\n")
    try:
        origin, size, root, moment, empty = lines[:5]
        body = CheckpointBody(origin, int(size), base64.b64decode(root, validate=True), datetime.fromisoformat(moment))
    except (ValueError, binascii.Error):
        refuse("Tệp không phải là xác nhận có chữ ký.")
    text = "\n".join(lines[:4]) + "\n"
    # written anew and compared: `int` and `fromisoformat` also read forms that no signer of ours writes
    if empty or len(body.root) != ROOT_SIZE or body.text != text:
        refuse("Tệp không phải là xác nhận có chữ ký.")
    return text, body


def refuse(sentence: str) -> NoReturn:
    """Say what is wrong with a note."""
    raise BadNote(sentence)
