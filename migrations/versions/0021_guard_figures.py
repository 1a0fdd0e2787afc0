"""guard figures"""

import hashlib
import json
import os

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

TABLES = ("release", "flag_record", "frozen_flag")
SQLITE_GUARD = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$
"""
POSTGRESQL_GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def upgrade(engine_name: str) -> None:
    """Move one of the two databases forward."""
    {"main": upgrade_main, "media": upgrade_media}[engine_name]()


def downgrade(engine_name: str) -> None:
    """Move one of the two databases back."""
    {"main": downgrade_main, "media": downgrade_media}[engine_name]()


def upgrade_main() -> None:
    """Guard the tables; what stands there already gets the sealed leaf that later rows get as they are written."""
    for round_id, number, content in op.get_bind().execute(
        sa.text("SELECT round_id, number, content FROM release ORDER BY id")
    ):
        seal(round_id, "P", {"release": number, "sha256": hashlib.sha256(content.encode()).hexdigest()})
    for round_id, limits in op.get_bind().execute(sa.text("SELECT round_id, limits FROM flag_record")):
        seal(round_id, "K", {"flags": digest(round_id, json.loads(limits) if isinstance(limits, str) else limits)})
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def seal(round_id: int, kind: str, said: dict) -> None:
    """Hand over a leaf, unless an upgrade before this one did."""
    content = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    values = {"round": round_id, "kind": kind, "content": content, "id": os.urandom(16)}
    known = sa.text("SELECT 1 FROM log_item WHERE round_id = :round AND kind = :kind AND content = :content")
    if op.get_bind().execute(known, values).first() is None:
        op.get_bind().execute(
            sa.text(
                "INSERT INTO log_item (id, round_id, kind, place, content) VALUES (:id, :round, :kind, '', :content)"
            ),
            values,
        )


def digest(round_id: int, limits: dict) -> str:
    """The SHA-256 of a round's limits and flags."""
    rows = op.get_bind().execute(
        sa.text(
            "SELECT unit.code, frozen_flag.rule, frozen_flag.sentence FROM frozen_flag "
            "JOIN point ON point.id = frozen_flag.point_id JOIN unit ON unit.id = point.unit_id "
            "WHERE frozen_flag.round_id = :round"
        ),
        {"round": round_id},
    )
    told = [f"{name}={limits[name]}" for name in sorted(limits)] + ["\t".join(row) for row in sorted(map(tuple, rows))]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def guards(dialect: str) -> list[str]:
    """The statements that make the tables append-only."""
    if dialect == "postgresql":
        return [POSTGRESQL_FUNCTION, *(POSTGRESQL_GUARD.format(table=table) for table in TABLES)]
    return [SQLITE_GUARD.format(table=table, deed=deed) for table in TABLES for deed in ("UPDATE", "DELETE")]


def downgrade_main() -> None:
    """The leaves stay: what is sealed is not taken back."""
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            op.execute(f'DROP TRIGGER {table}_append_only ON "{table}"')
        op.execute("DROP FUNCTION refuse_change()")
        return
    for table in TABLES:
        for deed in ("UPDATE", "DELETE"):
            op.execute(f"DROP TRIGGER {table}_no_{deed}")


def upgrade_media() -> None:
    pass


def downgrade_media() -> None:
    pass
