"""The receipt of a ballot: sixteen letters and digits made from the form's nonce; the tables keep only its hash."""

from __future__ import annotations

import hashlib
import hmac

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 16
GROUP = 4
SPACERS = str.maketrans("", "", " -.\u00a0\u2010\u2011\u2012\u2013\t\r\n")


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
