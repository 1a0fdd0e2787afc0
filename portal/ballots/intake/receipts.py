"""The receipt of a ballot: sixteen letters and digits made from the form's nonce; the tables keep only its hash.

The way to the thank-you page is an encrypted token of ten minutes, so that no address tells a receipt.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from struct import Struct

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 and O, 1, I and L: people copy it by hand
LENGTH, GROUP = 16, 4
SPACERS = str.maketrans("", "", " -.\u00a0\u2010\u2011\u2012\u2013\t\r\n")
LAYOUT = Struct(">16sIIB")
NONCE_SIZE, TAG_SIZE = 12, 16
RAW_SIZE = NONCE_SIZE + LAYOUT.size + TAG_SIZE
THANKS_SECONDS = 600
REPEATED, HIDDEN, FULL = 1, 2, 4


def code(key: bytes, nonce: bytes) -> str:
    """Return the receipt of a form: the same for every retry, and nothing without the key."""
    number, letters = int.from_bytes(hmac.digest(key, nonce, "sha256")), []
    for _place in range(LENGTH):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def canonical(text: str) -> str | None:
    """Return the receipt a person typed, without spaces and in capitals; None where it cannot be one."""
    typed = text.translate(SPACERS).upper()
    return typed if len(typed) == LENGTH and not set(typed) - set(ALPHABET) else None


def pretty(receipt: str) -> str:
    """«K7QM 2XPA 9HTN 4D3E»."""
    return " ".join(receipt[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def digest(receipt: str) -> bytes:
    """Return what the tables keep of a receipt."""
    return hashlib.sha256(receipt.encode()).digest()


@dataclass(frozen=True, slots=True)
class Thanks:
    """What the thank-you page says: sent before, something of the comment hidden, no further ballot on this phone."""

    receipt: str
    point_id: int
    until: int
    repeated: bool = False
    hidden: bool = False
    full: bool = False


def write_thanks(box: AESGCM, thanks: Thanks) -> str:
    """Encrypt what the page will say."""
    flags = thanks.repeated * REPEATED | thanks.hidden * HIDDEN | thanks.full * FULL
    packed = LAYOUT.pack(thanks.receipt.encode(), thanks.point_id, thanks.until, flags)
    nonce = os.urandom(NONCE_SIZE)
    return base64.urlsafe_b64encode(nonce + box.encrypt(nonce, packed, None)).decode().rstrip("=")


def read_thanks(box: AESGCM, token: str) -> Thanks | None:
    """Return what a token says, expired or not; None unless it is ours."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
        if len(raw) != RAW_SIZE:
            return None
        packed = box.decrypt(raw[:NONCE_SIZE], raw[NONCE_SIZE:], None)
    except (ValueError, InvalidTag):  # base64's own error is a ValueError; so is a letter outside of ASCII
        return None
    receipt, point_id, until, flags = LAYOUT.unpack(packed)
    return Thanks(receipt.decode(), point_id, until, bool(flags & REPEATED), bool(flags & HIDDEN), bool(flags & FULL))
