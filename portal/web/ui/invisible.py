"""What a reader sees of a text: without the signs that turn it round, hide a part of it or stand for nothing."""

from __future__ import annotations

import unicodedata

INVISIBLE = {"Cc", "Cf", "Co", "Cn", "Cs"}
SPACES = "\n\r\t"


def strip_invisible(text: str) -> str:
    """The text without control, bidirectional and zero-width characters; ends of lines and tabs stay."""
    gone = {sign for sign in set(text) if sign not in SPACES and unicodedata.category(sign) in INVISIBLE}
    return text.translate(dict.fromkeys(map(ord, gone))) if gone else text
