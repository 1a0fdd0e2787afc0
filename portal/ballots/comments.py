"""The comment on its way in: NFC, nothing invisible, nothing that names a person."""

from __future__ import annotations

import re
import unicodedata

from portal.ballots.masking import mask

MOST_CHARACTERS = 1000
INVISIBLE = {"Cc", "Cf", "Co", "Cn"}
BLANK_LINES = re.compile(r"\n{3,}")


def clean(typed: str) -> str:
    """Return what was typed in NFC, without control, bidirectional and zero-width characters."""
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    seen = "".join(letter for letter in text if letter == "\n" or unicodedata.category(letter) not in INVISIBLE)
    return BLANK_LINES.sub("\n\n", seen).strip()


def kept(typed: str) -> tuple[str, bool]:
    """Return what is kept of a comment, and whether something of it was hidden."""
    text = clean(typed)
    masked = mask(text)
    return masked, masked != text
