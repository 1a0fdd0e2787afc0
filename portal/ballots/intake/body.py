"""Reads a form's body strictly: what a browser would not send is refused, never mended.

With the standard library's decoder and not Werkzeug's, which re-quotes broken UTF-8 silently.
"""

import re
from typing import NoReturn
from urllib.parse import unquote_plus

MOST_BYTES = 64 * 1024
FORM = "application/x-www-form-urlencoded"
BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
KEEP = "surrogateescape"
UNREADABLE = re.compile("[\0\udc80-\udcff]")  # NUL, and what `KEEP` makes of bytes that are no UTF-8


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
    if not raw or BROKEN_ESCAPE.search(raw):
        raise Damaged
    # bytes that are no UTF-8 come out as surrogates, so that the field they stand in can be named
    pairs = [part.partition("=") for part in raw.decode(errors=KEEP).split("&")]
    fields = {decoded(name): decoded(value) for name, _sign, value in pairs}
    if len(fields) != len(pairs) or "" in fields or not all(sign for _name, sign, _value in pairs):
        raise Damaged
    if UNREADABLE.search("".join((*fields, *fields.values()))):
        raise_unreadable(fields)
    return fields


def decoded(text: str) -> str:
    """A name or value without its escapes; most have none."""
    return unquote_plus(text, errors=KEEP) if "%" in text or "+" in text else text


def raise_unreadable(fields: dict[str, str]) -> NoReturn:
    """Raise Unreadable for values that hold what cannot be read; Damaged for names that do."""
    unreadable = [name for name, value in fields.items() if UNREADABLE.search(value)]
    if any(map(UNREADABLE.search, fields)):
        raise Damaged
    raise Unreadable(unreadable[0], fields | dict.fromkeys(unreadable, ""))
