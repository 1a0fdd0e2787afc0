"""The portal's mark on what waits for the log and on how far the log goes: HMACs under a key in no database (P9).

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


def mark(*said: bytes | str | int) -> bytes:
    """The mark of some values in their order."""
    parts = (raw(str(part) if isinstance(part, int) else part).hex() for part in said)
    return hmac.digest(bytes(current_app.config["SECRETS"]["row"]), "\0".join(parts).encode(), "sha256")


def item(round_id: int, kind: str, place: str, content: bytes) -> dict[str, Any]:
    """A new row of log_item: its id is a random half, which salts the leaf, and the mark of it and of all the rest."""
    salt = os.urandom(HALF)
    name = salt + mark("item", salt, round_id, kind, place, content)[:HALF]
    return {"id": name, "round_id": round_id, "kind": kind, "place": place, "content": content}


def is_ours(item: Any) -> bool:  # noqa: ANN401 - a row of log_item
    """Whether the portal wrote this waiting item, as it stands."""
    salt, said = raw(item.id)[:HALF], raw(item.id)[HALF:]
    wanted = mark("item", salt, item.round_id, item.kind, item.place, item.content)[:HALF]
    return hmac.compare_digest(said, wanted)


def end(connection: Connection, round_id: int, size: int) -> bytes:
    """The mark of a round's log that ends at a size."""
    return mark("end", round_id, size, log.tree_of(connection, round_id, size).root())


def own_size(connection: Connection, round_id: int) -> int:
    """How many leaves the sealer appended; -1 where somebody else wrote that number, or other leaves in their place."""
    row = connection.execute(select(log_end).where(log_end.c.round_id == round_id)).first()
    if row is None:
        return 0
    is_so = row.size <= log.size(connection, round_id) and hmac.compare_digest(
        raw(row.mac), end(connection, round_id, row.size)
    )
    return row.size if is_so else -1


def append(connection: Connection, round_id: int, new: Collection[Leaf]) -> dict[bytes, int]:
    """Append to a round's log and mark its new end; not where leaves of others precede, which are then never signed."""
    if not new:
        return {}
    before = log.size(connection, round_id)
    is_own = own_size(connection, round_id) == before
    numbers = log.append(connection, round_id, new)
    if is_own:
        size = before + len(numbers)
        connection.execute(delete(log_end).where(log_end.c.round_id == round_id))
        values = {"round_id": round_id, "size": size, "mac": end(connection, round_id, size)}
        connection.execute(insert(log_end).values(**values))
    return numbers
