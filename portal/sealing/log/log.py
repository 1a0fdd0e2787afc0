"""The log in the database: leaves appended by the sealer alone, and the tree over what is kept of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from portal.sealing.log import leaves, tree
from portal.sealing.models import log_leaf, log_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection

    from portal.sealing.log.leaves import Leaf


def size(connection: Connection, round_id: int) -> int:
    """How many leaves a round's log has."""
    last = connection.scalar(select(func.max(log_leaf.c.number)).where(log_leaf.c.round_id == round_id))
    return 0 if last is None else int(last) + 1


def append(connection: Connection, round_id: int, new: Iterable[Leaf]) -> dict[bytes, int]:
    """Append leaves in the order of their entries, which tells nothing. Returns the number of each entry.

    In the transaction of the caller, who is the one sealer: leaf, node and what they stand for are kept together.
    """
    ordered = sorted(new, key=lambda leaf: leaf.entry)
    first = size(connection, round_id)
    numbers = {leaf.entry: first + place for place, leaf in enumerate(ordered)}
    if ordered:
        rows = [{"round_id": round_id, "number": numbers[leaf.entry], **leaf._asdict()} for leaf in ordered]
        connection.execute(insert(log_leaf), rows)
        store_nodes(connection, round_id, first, first + len(ordered))
    return numbers


def store_nodes(connection: Connection, round_id: int, start: int, stop: int) -> None:
    """Keep the hashes of the subtrees that leaves from start to stop made whole."""
    read, level = NodeReader(connection, round_id), 0
    while start >> tree.STRIDE < stop >> tree.STRIDE:
        start, stop = start >> tree.STRIDE, stop >> tree.STRIDE
        whole = [
            tree.fold(read(level, number << tree.STRIDE, (number + 1) << tree.STRIDE)) for number in range(start, stop)
        ]
        level += tree.STRIDE
        rows = [
            {"round_id": round_id, "level": level, "number": start + place, "hash": hashed}
            for place, hashed in enumerate(whole)
        ]
        connection.execute(insert(log_node), rows)


class NodeReader:
    """Reads what a tree asks for."""

    def __init__(self, connection: Connection, round_id: int) -> None:
        self.connection = connection
        self.round_id = round_id

    def __call__(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        """The hashes of whole subtrees of a level."""
        if level == 0:
            return [
                tree.leaf_hash(leaves.data(kind, entry))
                for _number, kind, entry in leaves_between(self.connection, self.round_id, start, stop)
            ]
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
