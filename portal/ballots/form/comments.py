"""The comment on its way in: NFC, and nothing invisible in it."""

from __future__ import annotations

import re
import unicodedata

from portal.web.ui.invisible import strip_invisible

BLANK_LINES = re.compile(r"\n{3,}")


def clean(typed: str) -> str:
    """Return what was typed in NFC, without control, bidirectional and zero-width characters."""
    if not typed:
        return typed
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    return BLANK_LINES.sub("\n\n", strip_invisible(text)).strip()
