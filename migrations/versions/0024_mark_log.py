"""mark log"""

import hashlib
import hmac
import json
import os

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0024"
down_revision = "0023"

HALF = 16


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    """Whatever stands and waits at this moment gets the mark that later rows get as they are written."""
    op.create_table(
        "log_end",
        sa.Column("round_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("mac", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_log_end")),
    )
    for (round_id,) in all_of("SELECT DISTINCT round_id FROM log_leaf"):
        size, root = tree(all_of("SELECT kind, entry FROM log_leaf WHERE round_id = :id ORDER BY number", id=round_id))
        mac = mark("end", round_id, size, root)
        say("INSERT INTO log_end (round_id, size, mac) VALUES (:id, :size, :mac)", id=round_id, size=size, mac=mac)
    for round_id, opened_at in all_of(
        "SELECT id, results_opened_at FROM round WHERE EXISTS (SELECT 1 FROM tally WHERE tally.round_id = round.id)"
    ):
        seal_tallies(round_id, str(opened_at))
    for old, *said in all_of("SELECT id, round_id, kind, place, content FROM log_item WHERE number IS NULL"):
        salt = os.urandom(HALF)
        new = salt + mark("item", salt, *said)[:HALF]
        say("UPDATE log_item SET id = :new WHERE id = :old", new=new, old=old)


def all_of(statement: str, **values: object) -> list:
    return list(op.get_bind().execute(sa.text(statement), values))


def say(statement: str, **values: object) -> None:
    op.get_bind().execute(sa.text(statement), values)


def mark(*said: bytes | str | int) -> bytes:
    """The mark of some values in their order."""
    parts = (part if isinstance(part, bytes) else str(part).encode() for part in said)
    key = bytes(current_app.config["SECRETS"]["row"])
    return hmac.digest(key, "\0".join(part.hex() for part in parts).encode(), "sha256")


def tree(leaves: list) -> tuple[int, bytes]:
    """How many leaves there are, and their root after RFC 6962."""
    edge: list[bytes] = []
    for number, (kind, entry) in enumerate(leaves, 1):
        hashed, rest = hashlib.sha256(b"\0" + kind.encode() + bytes(entry)).digest(), number
        while not rest & 1:
            hashed, rest = hashlib.sha256(b"\1" + edge.pop() + hashed).digest(), rest >> 1
        edge.append(hashed)
    root = edge.pop()
    while edge:
        root = hashlib.sha256(b"\1" + edge.pop() + root).digest()
    return len(leaves), root


def seal_tallies(round_id: int, made: str) -> None:
    """Hand over the digest of a round's tallies as they stand, unless an upgrade before this one did."""
    known = all_of("SELECT content FROM log_item WHERE round_id = :id AND kind = 'K'", id=round_id)
    if any(b'"tallies"' in bytes(content) and b'"made"' in bytes(content) for (content,) in known):
        return
    said = {"made": made, "tallies": digest(round_id)}
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    say(
        "INSERT INTO log_item (id, round_id, kind, place, content) VALUES (:new, :id, 'K', '', :content)",
        new=os.urandom(HALF),
        id=round_id,
        content=content,
    )


def digest(round_id: int) -> str:
    """The SHA-256 of a round's tallies and crossings."""
    total = hashlib.sha256()
    for table, columns in (("tally", "question, choice, n"), ("crossing", "item, crossing.code, question, choice, n")):
        rows = all_of(
            f"SELECT unit.code, {columns} FROM {table} JOIN point ON point.id = {table}.point_id "  # noqa: S608
            f"JOIN unit ON unit.id = point.unit_id WHERE {table}.round_id = :id",
            id=round_id,
        )
        for row in sorted(map(tuple, rows)):
            total.update(("\t".join(map(str, row)) + "\n").encode())
    return total.hexdigest()


def downgrade_main() -> None:
    op.drop_table("log_end")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
