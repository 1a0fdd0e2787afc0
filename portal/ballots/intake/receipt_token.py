"""The way to the thank-you page: an encrypted token of ten minutes, so that no address tells a receipt."""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass
from struct import Struct
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LAYOUT = Struct(">16sIIB")
NONCE_SIZE, TAG_SIZE = 12, 16
RAW_SIZE = NONCE_SIZE + LAYOUT.size + TAG_SIZE
LIFE_SECONDS = 600
REPEATED, HIDDEN, FULL = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Thanks:
    """What the thank-you page says: sent before, something of the comment hidden, no further ballot on this phone."""

    receipt: str
    point_id: int
    until: int
    repeated: bool = False
    hidden: bool = False
    full: bool = False


def write(box: AESGCM, thanks: Thanks) -> str:
    """Encrypt what the page will say."""
    flags = thanks.repeated * REPEATED | thanks.hidden * HIDDEN | thanks.full * FULL
    packed = LAYOUT.pack(thanks.receipt.encode(), thanks.point_id, thanks.until, flags)
    once = os.urandom(NONCE_SIZE)
    return base64.urlsafe_b64encode(once + box.encrypt(once, packed, None)).decode().rstrip("=")


def read(box: AESGCM, token: str) -> Thanks | None:
    """Return what a token says, expired or not; None unless it is ours."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(raw) != RAW_SIZE:
        return None
    try:
        packed = box.decrypt(raw[:NONCE_SIZE], raw[NONCE_SIZE:], None)
    except InvalidTag:
        return None
    receipt, point_id, until, flags = LAYOUT.unpack(packed)
    return Thanks(receipt.decode(), point_id, until, bool(flags & REPEATED), bool(flags & HIDDEN), bool(flags & FULL))
