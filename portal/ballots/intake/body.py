"""Reads a form's body byte by byte, strictly: what a browser would not send is refused, never mended.

Werkzeug re-quotes broken UTF-8 silently, hence a reader of our own (some forty lines).
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

MOST_BYTES = 64 * 1024
FORM = "application/x-www-form-urlencoded"
BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Damaged(Exception):
    """The body is not a form as a browser sends it."""


class Unreadable(Damaged):
    """A value holds NUL or is not UTF-8: the first such `field`; `fields` has all, the unreadable ones empty."""

    def __init__(self, field: str, fields: dict[str, str]) -> None:
        super().__init__(field)
        self.field = field
        self.fields = fields


def is_form(content_type: str) -> bool:
    """Whether the type is a plain form's, in UTF-8 if it says so."""
    kind, _semicolon, rest = content_type.partition(";")
    return kind.strip().lower() == FORM and rest.strip().lower() in {"", "charset=utf-8", 'charset="utf-8"'}


def read(raw: bytes) -> dict[str, str]:
    """Return the fields by name. Raises Damaged for anything but a form with each field once."""
    fields: dict[str, str] = {}
    unreadable = []
    for part in raw.split(b"&"):
        name_bytes, equals, value_bytes = part.partition(b"=")
        name = text(name_bytes)
        if not equals or not name or name in fields:
            raise Damaged
        value = text(value_bytes)
        fields[name] = "" if value is None else value
        if value is None:
            unreadable.append(name)
    if unreadable:
        raise Unreadable(unreadable[0], fields)
    return fields


def text(raw: bytes) -> str | None:
    """Decode one name or value; None where it holds NUL or is not UTF-8. Raises Damaged for a broken escape."""
    if b"%" in raw or b"+" in raw:
        if BROKEN_ESCAPE.search(raw):
            raise Damaged
        raw = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        decoded = raw.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in decoded else decoded
