"""A step of the guide: something to do, with a small drawing and, where there is one, its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import current_app, url_for

from portal.fieldwork.help.screenshots import Screenshot, screenshots

if TYPE_CHECKING:
    from collections.abc import Iterable

PICTURES = {
    "people": (
        "M17 22a6 6 0 100-12 6 6 0 000 12z",
        "M6 39c0-7 5-12 11-12s11 5 11 12",
        "M32 12a5 5 0 010 10M34 27c5 1 8 5 8 12",
    ),
    "paper": ("M12 6h17l8 8v28H12z", "M29 6v8h8", "M18 22h13M18 28h13M18 34h8"),
    "loud": ("M8 20v8h7l13 8V12L15 20z", "M34 18c3 3 3 9 0 12M38 14c6 5 6 15 0 20"),
    "phone": ("M15 5h18v38H15z", "M15 35h18M22 39h4", "M20 12h8v8h-8z"),
    "count": ("M8 8h32v32H8z", "M15 30V20M21 30V15M27 30V22M33 30v-8"),
    "lock": ("M12 22h24v19H12z", "M17 22v-6a7 7 0 0114 0v6", "M24 29v5"),
    "report": ("M10 7h28v34H10z", "M16 15h16M16 21h16M16 27h9", "M29 34l3 3 6-7"),
    "watch": ("M5 24s7-12 19-12 19 12 19 12-7 12-19 12S5 24 5 24z", "M24 30a6 6 0 100-12 6 6 0 000 12z"),
    "bell": ("M12 33h24l-4-6v-8a8 8 0 00-16 0v8z", "M21 38a3 3 0 006 0"),
    "key": ("M16 32a8 8 0 110-16 8 8 0 010 16z", "M24 24h18v6M36 24v5"),
}
"""Line drawings on a field of 48 by 48, as paths."""


@dataclass(frozen=True)
class Step:
    """Something to do."""

    picture: str
    title: str
    text: str
    url: str = ""
    screenshot: Screenshot | None = None


@dataclass(frozen=True)
class Part:
    """The steps of one stretch of days."""

    title: str
    steps: tuple[Step, ...]


def step(picture: str, title: str, text: str, endpoint: str = "") -> Step:
    """A step with its page, if this site has it."""
    url = url_for(endpoint) if endpoint in current_app.view_functions else ""
    return Step(picture, title, text, url, screenshots().get(endpoint) if url else None)


def part(title: str, steps: Iterable[Step | None]) -> Part:
    return Part(title, tuple(one for one in steps if one is not None))
