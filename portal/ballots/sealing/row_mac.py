"""The portal's MAC on every row that waits: HMAC-SHA256 under a key that is in no database (P9).

Whoever writes to a pool past the portal cannot make one; such rows are quarantined, reported and never sealed.
"""

from __future__ import annotations

import hmac
import struct
from typing import TYPE_CHECKING, Any

from flask import current_app

from portal.sealing.log.leaves import raw

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.ballots.sealing.sealable_tables import SealableTable

HEADER = struct.Struct(">cQQH")
KEY = "row"
"""The key's name among the installation's."""


def compute(key: bytes, kind: str, where: tuple[int, int], name: bytes, content: bytes | str = b"") -> bytes:
    """The MAC of a row: over its kind's letter, its round and point, its own random name, what it holds."""
    head = HEADER.pack(kind.encode(), *where, len(name))
    return hmac.digest(key, head + name + raw(content), "sha256")


def key() -> bytes:
    """The installation's key."""
    return bytes(current_app.config["SECRETS"][KEY])


def with_mac(sealable: SealableTable, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its MAC, for those who write many at a time."""
    return {**row, "mac": expected(sealable, row)}


def expected(sealable: SealableTable, row: Mapping[str, Any]) -> bytes:
    """The MAC that a row must have. Raises ValueError for what no row of ours can hold."""
    content = row[sealable.content_name] if sealable.content_name else b""
    try:
        return compute(key(), sealable.kind, (row["round_id"], row["point_id"]), raw(row[sealable.key_name]), content)
    except (struct.error, TypeError) as error:
        raise ValueError(sealable.kind) from error


def has_valid_mac(sealable: SealableTable, row: Mapping[str, Any]) -> bool:
    """Whether the portal wrote this row, as it stands."""
    try:
        return hmac.compare_digest(raw(row["mac"]), expected(sealable, row))
    except (ValueError, TypeError, AttributeError):
        return False
