"""Marks of a new key on the rows of machines and of rounds' keys, while `flask keys renew` renews it."""

from sqlalchemy import Connection, select, update

from portal.nodes import keys
from portal.nodes.membership import Membership, node_values
from portal.nodes.models import node, round_node_key
from portal.nodes.round_secrets import marked, same_row


def mark_anew(connection: Connection, membership: Membership, key: bytes) -> None:
    """Mark with `key` every row that bears a mark which is honoured still. Kept by the caller."""
    for row in connection.execute(select(node)).all():
        if membership.is_ours(row):
            values = node_values(row.name, row.public, opens_answers=row.opens_answers, state=row.state)
            anew = {"mac": keys.mac(key, "node", values)}
            connection.execute(update(node).where(node.c.id == row.id).values(anew))
    for pair in connection.execute(select(round_node_key)).mappings().all():
        if keys.has_mac(membership.marks, "round key", marked(pair), pair["mac"]):
            anew = {"mac": keys.mac(key, "round key", marked(pair))}
            connection.execute(update(round_node_key).where(same_row(dict(pair))).values(anew))
