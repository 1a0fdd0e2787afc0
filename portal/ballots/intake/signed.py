"""Short signed texts for the citizen's pages: what they say in clear, then a keyed seal, 60 plain characters in all."""

from __future__ import annotations

import base64
import binascii
import hmac

RAW_SIZE = 45
TEXT_SIZE = 60


def write(key: bytes, content: bytes) -> str:
    """Sign what is said; the seal fills the rest (16 bytes or more)."""
    return base64.urlsafe_b64encode(content + seal(key, content)).decode()


def read(key: bytes, text: str, size: int) -> bytes | None:
    """Return the `size` bytes said; None unless the text is ours, letter for letter."""
    if len(text) != TEXT_SIZE or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text, b"-_", validate=True)
    except binascii.Error:
        return None
    content = raw[:size]
    return content if hmac.compare_digest(seal(key, content), raw[size:]) else None


def seal(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, content, "sha256")[: RAW_SIZE - len(content)]
