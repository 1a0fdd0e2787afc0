"""What a database is made of, in lines that two databases may be compared by; partitions, which rounds make, aside."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

OF_POSTGRESQL = {
    "columns": """
        SELECT c.relname, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, a.attcollation::regcollation, a.attacl, pg_get_expr(d.adbin, d.adrelid)
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND a.attnum > 0 AND NOT a.attisdropped""",
    "relations": """
        SELECT relname, relkind, relpersistence, relrowsecurity, relreplident, reloptions, relacl
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND NOT relispartition""",
    "constraints": """
        SELECT conrelid::regclass, conname, contype, condeferrable, convalidated, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        AND conrelid NOT IN (SELECT oid FROM pg_class WHERE relispartition)""",
    "indexes": """
        SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'
        AND tablename NOT IN (SELECT relname FROM pg_class WHERE relispartition)""",
    "triggers": "SELECT tgenabled, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """
        SELECT proacl, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace""",
    "sequences": """
        SELECT s.*, d.refobjid::regclass, d.refobjsubid FROM pg_sequences s
        JOIN pg_depend d ON d.objid = format('%I', sequencename)::regclass AND d.deptype IN ('a', 'i')
        WHERE schemaname = 'public'""",
    "rights": "SELECT defaclrole::regrole, defaclobjtype, defaclacl FROM pg_default_acl",
}
RETOLD = re.compile(r"::character varying|::text|\[\]|[()]")
"""A rule that was read from a dump is told with other casts than as it was first written."""
VALUES = ("last_value", "sequenceowner")
"""What a counter has come to, and who made it, is no part of what it is."""


def of(connection: Connection) -> list[str]:
    """The lines of a database, in an order that does not tell how it came about."""
    return sorted(of_sqlite(connection) if connection.dialect.name == "sqlite" else of_postgresql(connection))


def of_postgresql(connection: Connection) -> list[str]:
    found = ((kind, row) for kind, asked in OF_POSTGRESQL.items() for row in connection.execute(text(asked)).mappings())
    lines = (
        (kind, " | ".join([kind, *(str(value) for name, value in row.items() if name not in VALUES)]))
        for kind, row in found
    )
    return [RETOLD.sub("", line) if kind == "constraints" else line for kind, line in lines]


def of_sqlite(connection: Connection) -> list[str]:
    made = connection.execute(text("SELECT type, name, sql FROM sqlite_master"))
    return [f"{kind} {name}: {plain(sql or '')}" for kind, name, sql in made]


def plain(sql: str) -> str:
    """A statement without quotes round names and breaks of lines; constraints, whose order says nothing, sorted."""
    text_ = " ".join(re.sub(r'"(\w+)"', r"\1", sql).split())
    head, bracket, rest = text_.partition(" (")
    if not head.startswith("CREATE TABLE"):
        return text_
    inside, _bracket, tail = rest.rpartition(")")
    parts = [part.strip() for part in re.split(r",(?![^()]*\))", inside)]
    columns = [part for part in parts if not part.startswith("CONSTRAINT")]
    return head + bracket + ", ".join([*columns, *sorted(set(parts) - set(columns))]) + ")" + tail
