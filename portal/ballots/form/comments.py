"""The comment on its way in: NFC, and nothing invisible in it."""

from __future__ import annotations

import re

from portal.web.ui.text import tidy_lines

BLANK_LINES = re.compile(r"\n{3,}")


def clean(typed: str) -> str:
    """What was typed, tidied, with one blank line at most between paragraphs: nobody needs pages of them."""
    return BLANK_LINES.sub("\n\n", tidy_lines(typed))
