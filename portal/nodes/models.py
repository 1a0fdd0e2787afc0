"""The machines of an installation, and what is sealed to each.

Plain Core tables, without foreign keys to a round: whoever takes ballots asks them without the ORM.
"""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, Text

from portal.extensions import UtcDateTime, db, unique_where

ASKED, ENROLLED, REVOKED, DESTROYED = "asked", "enrolled", "revoked", "destroyed"
# A round's two secrets: the key that makes the tokens of used forms and browsers, and the key that opens answers.
MARKS, ANSWERS = "marks", "answers"

node = Table(
    "node",
    db.metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(60), nullable=False),
    Column("public", LargeBinary(32), nullable=False, unique=True),
    Column("opens_answers", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime),
    Column("enrolled_by", Text),
    Column("revoked_at", UtcDateTime),
    Column("revoked_by", Text),
    Column("destroyed_at", UtcDateTime),
    Column("destroyed_by", Text),
    Column("seen_at", UtcDateTime),
    Column("mac", LargeBinary(32)),
    unique_where("uq_node_name", "name", where="state IN ('asked', 'enrolled')"),
)
"""A machine: its enrolment key's public half (X25519), and how it stands. `mac` is None until it is enrolled; by whom
is a name on a machine («root@may-1»), of a destruction two persons. Only machines that count share no name."""

node_secret = Table(
    "node_secret",
    db.metadata,
    Column("node_id", Integer, ForeignKey("node.id"), primary_key=True, autoincrement=False),
    Column("name", String(30), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("mac", LargeBinary(32), nullable=False),
)
"""The installation's keys, sealed to a node's enrolment key; `mac` is under the key of the logs, which a node pins."""

round_node_key = Table(
    "round_node_key",
    db.metadata,
    Column("round_id", Integer, primary_key=True, autoincrement=False),
    Column("purpose", String(10), primary_key=True),
    Column("node_id", Integer, ForeignKey("node.id"), primary_key=True, autoincrement=False),
    Column("public", LargeBinary(32), nullable=False),
    Column("sealed", LargeBinary),
    Column("maker", Boolean, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("destroyed_at", UtcDateTime),
    Column("mac", LargeBinary(32), nullable=False),
    # of several nodes that would make a round's secret at once, one does
    unique_where("uq_round_node_key_maker", "round_id", "purpose", where="maker"),
)
"""A node's key pair for a round and purpose, and the round's secret sealed to it; None while it waits for a node that
can. From `ended_at` on the secret is of no use: the node destroys its half, a file, and says so in `destroyed_at`."""
