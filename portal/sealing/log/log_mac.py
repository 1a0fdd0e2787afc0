"""The portal's MAC on what waits for the log and on the log's end: HMAC-SHA256 under a key in no database (P9).

A master of the database who adds an item, or leaves past the sealer, cannot make one: nothing of it is ever signed.
"""

from __future__ import annotations

import hmac
import os
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import delete, insert, select

from portal.sealing.log import log
from portal.sealing.log.leaves import raw
from portal.sealing.models import log_end

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from portal.sealing.log.leaves import Leaf

HALF = 16


def compute(*values: bytes | str | int) -> bytes:
    """The MAC of some values in their order, 32 bytes."""
    parts = (raw(str(part) if isinstance(part, int) else part).hex() for part in values)
    return hmac.digest(bytes(current_app.config["SECRETS"]["row"]), "\0".join(parts).encode(), "sha256")


def new_item(round_id: int, kind: str, place: str, content: bytes) -> dict[str, Any]:
    """A new row of log_item: its id is a random half, which salts the leaf, and the MAC of it and of all the rest."""
    salt = os.urandom(HALF)
    name = salt + compute("item", salt, round_id, kind, place, content)[:HALF]
    return {"id": name, "round_id": round_id, "kind": kind, "place": place, "content": content}


def has_valid_mac(item: Any) -> bool:  # noqa: ANN401 - a row of log_item
    """Whether the portal wrote this waiting item, as it stands."""
    salt, mac = raw(item.id)[:HALF], raw(item.id)[HALF:]
    expected = compute("item", salt, item.round_id, item.kind, item.place, item.content)[:HALF]
    return hmac.compare_digest(mac, expected)


def end_mac(connection: Connection, round_id: int, size: int) -> bytes:
    """The MAC of a round's log that ends at a size."""
    return compute("end", round_id, size, log.tree_of(connection, round_id, size).root())


def own_size(connection: Connection, round_id: int) -> int:
    """How many leaves the sealer appended; -1 where that number or those leaves were changed past the portal."""
    row = connection.execute(select(log_end).where(log_end.c.round_id == round_id)).first()
    if row is None:
        return 0
    is_so = row.size <= log.size(connection, round_id) and hmac.compare_digest(
        raw(row.mac), end_mac(connection, round_id, row.size)
    )
    return row.size if is_so else -1


def append(connection: Connection, round_id: int, new: Collection[Leaf]) -> dict[bytes, int]:
    """Append to a round's log and store its new end, unless foreign leaves precede: those are then never signed."""
    if not new:
        return {}
    before = log.size(connection, round_id)
    is_own = own_size(connection, round_id) == before
    numbers = log.append(connection, round_id, new)
    if is_own:
        size = before + len(numbers)
        connection.execute(delete(log_end).where(log_end.c.round_id == round_id))
        values = {"round_id": round_id, "size": size, "mac": end_mac(connection, round_id, size)}
        connection.execute(insert(log_end).values(**values))
    return numbers
