"""The portal's own mark on every row that waits: an HMAC under a key that is in no database (P9).

Whoever writes to a pool past the portal cannot make one; the mover takes such rows out, seals none of them and says so.
"""

from __future__ import annotations

import hmac
import struct
from typing import TYPE_CHECKING, Any

from flask import current_app

from portal.sealing.log.leaves import raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.ballots.sealing.loads import Load

WHERE = struct.Struct(">cQQH")
KEY = "row"
"""The key's name among the installation's."""


def mark(key: bytes, kind: str, where: tuple[int, int], name: bytes, content: bytes | str = b"") -> bytes:
    """The mark of a row: its kind's letter, its round and point, its own random name, what it holds."""
    head = WHERE.pack(kind.encode(), *where, len(name))
    return hmac.digest(key, head + name + raw(content), "sha256")


def key() -> bytes:
    """The installation's key."""
    return bytes(current_app.config["SECRETS"][KEY])


def marked(load: Load, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its mark, for those who write many at a time."""
    return {**row, "mac": of(load, row)}


def of(load: Load, row: Mapping[str, Any]) -> bytes:
    """The mark that a row must have. Raises ValueError for what is no row of ours."""
    content = row[load.content_name] if load.content_name else b""
    try:
        return mark(key(), load.kind, (row["round_id"], row["point_id"]), raw(row[load.key_name]), content)
    except (struct.error, TypeError) as error:
        raise ValueError(load.kind) from error


def is_ours(load: Load, row: Mapping[str, Any]) -> bool:
    """Whether the portal wrote this row, as it stands."""
    try:
        return hmac.compare_digest(raw(row["mac"]), of(load, row))
    except (ValueError, TypeError, AttributeError):
        return False
