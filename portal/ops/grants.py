"""`flask database grants`: a role of PostgreSQL for each process, with the least rights it can do its work with.

The public site puts ballots in and reads none; the staff's site has no right to any table of ballots; the worker seals
and counts. Run by the owner of the database, after every upgrade: a table that is new has no rights until then.
"""

from collections.abc import Iterable, Iterator

import click
from flask.cli import AppGroup
from sqlalchemy import Connection, text

from portal.extensions import db

group = AppGroup("database", help="Quyền của từng tiến trình trên PostgreSQL.")

ROLES = ("public", "staff", "worker")
BOX = frozenset(
    {
        "ballot_pool", "comment_pool", "receipt_pool", "spent_mark", "sealed_ballot", "sealed_comment",
        "sealed_receipt",
    }
)  # fmt: skip
ALL = "SELECT, INSERT, UPDATE, DELETE"
MAINTAIN_SINCE = 170000
# A machine asks to be enrolled, says that it is there, makes its pairs, seals to others, says what it destroyed.
NODE = "INSERT, SELECT, UPDATE (seen_at)"
PAIR = "INSERT, SELECT, UPDATE (sealed, maker, made_at, ended_at, destroyed_at, mac)"
# what the worker does to the tables' files, as their owner: portal/sealing/partitions.py
CLEANING = ("truncate_partition(text, integer, boolean)", "rewrite_table(text)")
# a partition is reached through its table alone: a right on it would lead past that
TABLES = text("""
    SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
""")
# What the public site may, by table; anything else is closed to it.
PUBLIC = {
    "ballot_pool": "INSERT",
    "comment_pool": "INSERT",
    "spent_mark": "INSERT",
    "receipt_pool": "INSERT, SELECT (hash, round_id, point_id)",
    "sealed_receipt": "SELECT (hash, round_id, point_id)",
    "arrivals": "INSERT, SELECT, UPDATE (n)",
    "desk_pace": "INSERT, SELECT, UPDATE (n)",
    "desk_phone": "SELECT, INSERT, UPDATE",
    "desk_code": "SELECT",
    "event": "INSERT, SELECT (id)",
    "job": "SELECT (status, asked_at)",
    "machine_check": "SELECT (machine, name, wrong, seen_at)",
    "node": NODE,
    "node_secret": "SELECT",
    "round_node_key": PAIR,
    **dict.fromkeys(
        (
            "alembic_version", "catalogue", "chair_tenure", "document", "log_check", "log_checkpoint", "log_item",
            "log_leaf", "log_node", "log_run", "point", "questionnaire", "release", "roster", "round", "shift",
            "signed_copy", "unit",
        ),
        "SELECT",
    ),
    "helper": "SELECT (id, point_id, full_name, association, extra, version)",
}  # fmt: skip
# Where the staff's site may less than everything.
STAFF = {
    **dict.fromkeys((*BOX, "batch_hour"), ""),
    "arrivals": "SELECT",
    "desk_pace": "SELECT",
    "event": "SELECT, INSERT",
    "log_item": "SELECT, INSERT",
    "pool_aside": "SELECT (round_id, point_id, kind)",
    "node": NODE,
    "node_secret": "SELECT",
    "round_node_key": PAIR,
    **dict.fromkeys(("log_check", "log_checkpoint", "log_end", "log_leaf", "log_node", "log_run"), "SELECT"),
    **dict.fromkeys(("tally", "crossing", "opened_comment", "alembic_version", "alembic_version_media"), "SELECT"),
}
# Where the worker may less than everything.
WORKER = {"event": "SELECT, INSERT", **dict.fromkeys(("alembic_version", "alembic_version_media"), "SELECT")}


@group.command("grants")
@click.option("--prefix", default="ydan", show_default=True, help="Tên vai trò: <prefix>_public, _staff, _worker.")
def grants(prefix: str) -> None:
    """Make the three roles and give each the least rights. Safe to run again."""
    if not prefix.isidentifier():
        raise click.UsageError("Tên vai trò chỉ gồm chữ không dấu, chữ số và gạch dưới.")
    if db.engine.dialect.name != "postgresql":
        message = "Lệnh này chỉ dành cho PostgreSQL: SQLite không có vai trò, ai đọc được tệp thì đọc được dữ liệu."
        raise click.ClickException(message)
    with db.engine.begin() as connection:
        for line in apply_grants(connection, prefix):
            click.echo(line)
    click.echo(
        f"Đặt mật khẩu cho từng vai trò (psql: \\password {prefix}_public …) rồi dùng trong PORTAL_DATABASE_URL."
    )


def apply_grants(connection: Connection, prefix: str) -> Iterator[str]:
    """Bring roles and rights to what is written above; a line for each role made and each table open to it."""
    tables = set(connection.scalars(TABLES))
    for role in ROLES:
        name = f"{prefix}_{role}"
        yield f"{name}: {'đã có' if ensure_role(connection, name) else 'vừa tạo'}"
        revoke_all(connection, name)  # what an earlier version gave, or somebody by hand, does not stay
        for table, given in sorted(rights(role, tables).items()):
            connection.execute(text(f'GRANT {given} ON "{table}" TO "{name}"'))
            yield f"  {table}: {given}"
        for function in CLEANING if role == "worker" else ():
            connection.execute(text(f'GRANT EXECUTE ON FUNCTION {function} TO "{name}"'))
            yield f"  {function}: EXECUTE"
        if role == "worker":
            let_wait_for_writers(connection, name)


def let_wait_for_writers(connection: Connection, name: str) -> None:
    """The worker's lock on the record, under which no event is still being written, wants a right beyond reading."""
    version = int(connection.scalar(text("SELECT current_setting('server_version_num')")) or 0)
    # before version 17 there is none but to change rows, which the table's own trigger refuses to everybody
    right = "MAINTAIN" if version >= MAINTAIN_SINCE else "UPDATE"
    connection.execute(text(f'GRANT {right} ON event TO "{name}"'))


def ensure_role(connection: Connection, name: str) -> bool:
    """Whether a role is there; made where it is not, without a password."""
    found = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": name})
    if not found:
        connection.execute(text(f'CREATE ROLE "{name}" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT'))
    return bool(found)


def revoke_all(connection: Connection, name: str) -> None:
    """Take every right away, but for seeing the schema and using its counters."""
    for what in ("TABLES", "SEQUENCES"):
        connection.execute(text(f'REVOKE ALL ON ALL {what} IN SCHEMA public FROM "{name}", PUBLIC'))
    for function in CLEANING:
        connection.execute(text(f'REVOKE ALL ON FUNCTION {function} FROM "{name}", PUBLIC'))
    connection.execute(text(f'REVOKE CREATE ON SCHEMA public FROM "{name}", PUBLIC'))
    connection.execute(text(f'GRANT USAGE ON SCHEMA public TO "{name}"'))
    connection.execute(text(f'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{name}"'))


def rights(role: str, tables: Iterable[str]) -> dict[str, str]:
    """What a role may with each table that is there and open to it."""
    named, else_given = {"public": (PUBLIC, ""), "staff": (STAFF, ALL), "worker": (WORKER, ALL)}[role]
    given = {table: named.get(table, else_given) for table in tables}
    return {table: right for table, right in given.items() if right}
