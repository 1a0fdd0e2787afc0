"""The log in the database: leaves appended by the sealer alone, the tree over them, the portal's MAC on its end.

The MACs, also those of items that wait, are HMAC-SHA256 under a key that is in no database (P9): a master of the
database who adds an item, or leaves past the sealer, cannot make one, and nothing of it is ever signed.
"""

import hmac
import os
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Row, Table, delete, func, insert, select

from portal.sealing.log import leaves, tree
from portal.sealing.log.leaves import Leaf, raw
from portal.sealing.models import log_end, log_leaf, log_node

HALF = 16


def size(connection: Connection, round_id: int) -> int:
    """How many leaves a round's log has."""
    last = connection.scalar(select(func.max(log_leaf.c.number)).where(log_leaf.c.round_id == round_id))
    return 0 if last is None else int(last) + 1


def append(connection: Connection, round_id: int, new: Collection[Leaf]) -> dict[bytes, int]:
    """Append leaves to a round's log. Returns the number of each entry.

    In the transaction of the caller, who is the one sealer: leaf, node and what they stand for are kept together.
    """
    if not new:
        return {}
    start = size(connection, round_id)
    # asked before anything is added: behind foreign leaves the end stays where it was, so none of it is ever signed
    is_own = own_size(connection, round_id) == start
    # by their hashes: the order in which things came would tell who voted when (P2)
    ordered = sorted(new, key=lambda leaf: leaf.entry)
    numbers = {leaf.entry: start + place for place, leaf in enumerate(ordered)}
    rows = [{"round_id": round_id, "number": numbers[leaf.entry], **leaf._asdict()} for leaf in ordered]
    connection.execute(insert(log_leaf), rows)
    stop = start + len(ordered)
    store_nodes(connection, round_id, start, stop)
    if is_own:
        replace_row(connection, log_end, round_id, size=stop, mac=end_mac(connection, round_id, stop))
    return numbers


def store_nodes(connection: Connection, round_id: int, start: int, stop: int) -> None:
    """Keep the hashes of the subtrees that leaves from start to stop made whole."""
    read, level = NodeReader(connection, round_id), 0
    while start >> tree.STRIDE < stop >> tree.STRIDE:
        start, stop = start >> tree.STRIDE, stop >> tree.STRIDE
        # read from the level below, whose own nodes of this run were just written
        hashes = {
            number: tree.fold(read(level, number << tree.STRIDE, (number + 1) << tree.STRIDE))
            for number in range(start, stop)
        }
        level += tree.STRIDE
        rows = [{"round_id": round_id, "level": level, "number": number, "hash": hashes[number]} for number in hashes]
        connection.execute(insert(log_node), rows)


def replace_row(connection: Connection, table: Table, round_id: int, **values: object) -> None:
    """Put the one row of a round in the place of the last: the same two statements on both databases."""
    connection.execute(delete(table).where(table.c.round_id == round_id))
    connection.execute(insert(table).values(round_id=round_id, **values))


class NodeReader:
    """Reads what a tree asks for."""

    def __init__(self, connection: Connection, round_id: int) -> None:
        self.connection = connection
        self.round_id = round_id

    def __call__(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """The hashes of whole subtrees of a level."""
        if level == 0:
            rows = leaves_between(self.connection, self.round_id, start, stop)
            return [tree.leaf_hash(leaves.data(kind, entry)) for _number, kind, entry in rows]
        node = log_node.c
        query = select(node.hash).where(
            node.round_id == self.round_id, node.level == level, node.number >= start, node.number < stop
        )
        return self.connection.scalars(query.order_by(node.number)).all()


def leaves_between(connection: Connection, round_id: int, start: int, stop: int) -> Iterable[tuple[int, str, bytes]]:
    """Number, kind and entry of the leaves of a range, in order."""
    leaf = log_leaf.c
    query = select(leaf.number, leaf.kind, leaf.entry).where(
        leaf.round_id == round_id, leaf.number >= start, leaf.number < stop
    )
    return connection.execute(query.order_by(leaf.number))


def tree_of(connection: Connection, round_id: int, leaves_in_it: int) -> tree.Tree:
    """The tree over the first leaves of a log."""
    return tree.Tree(leaves_in_it, NodeReader(connection, round_id))


def number_of(connection: Connection, round_id: int, entry: bytes) -> int | None:
    """Where an entry stands, None where it does not."""
    leaf = log_leaf.c
    return connection.scalar(select(leaf.number).where(leaf.entry == entry, leaf.round_id == round_id))


def mac(*values: bytes | str | int) -> bytes:
    """The MAC of some values in their order, 32 bytes."""
    # in hex between NULs: no two lists of values run together into the same bytes
    parts = (raw(str(part) if isinstance(part, int) else part).hex() for part in values)
    return hmac.digest(bytes(current_app.config["SECRETS"]["row"]), "\0".join(parts).encode(), "sha256")


def new_item(round_id: int, kind: str, place: str, content: bytes) -> dict[str, Any]:
    """A new row of log_item: its id is a random half, which salts the leaf, and the MAC of it and of all the rest."""
    salt = os.urandom(HALF)
    name = salt + mac("item", salt, round_id, kind, place, content)[:HALF]
    return {"id": name, "round_id": round_id, "kind": kind, "place": place, "content": content}


def has_valid_mac(item: Row[*tuple[Any, ...]]) -> bool:
    """Whether the portal wrote this waiting row of log_item, as it stands."""
    salt, own_mac = raw(item.id)[:HALF], raw(item.id)[HALF:]
    return hmac.compare_digest(own_mac, mac("item", salt, item.round_id, item.kind, item.place, item.content)[:HALF])


def end_mac(connection: Connection, round_id: int, leaf_count: int) -> bytes:
    """The MAC of a round's log that ends at a size."""
    return mac("end", round_id, leaf_count, tree_of(connection, round_id, leaf_count).root())


def own_size(connection: Connection, round_id: int) -> int:
    """How many leaves the sealer appended; -1 where that number or those leaves were changed past the portal."""
    row = connection.execute(select(log_end).where(log_end.c.round_id == round_id)).first()
    if row is None:
        return 0
    is_there = row.size <= size(connection, round_id)  # else the tree has nothing to read at its end
    is_own = is_there and hmac.compare_digest(raw(row.mac), end_mac(connection, round_id, row.size))
    return row.size if is_own else -1
