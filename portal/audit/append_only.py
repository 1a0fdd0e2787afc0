"""Tables whose rows are written once: the database itself refuses to change or delete one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import DDL, event

if TYPE_CHECKING:
    from sqlalchemy import Table

SQLITE_GUARD = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{deed} BEFORE {deed} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRESQL_GUARD = (
    """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$
""",
    """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}"
FOR EACH ROW EXECUTE FUNCTION refuse_change()
""",
)


def guards(dialect: str, table: str) -> list[str]:
    """The statements that make a table append-only; its migration runs the same."""
    if dialect == "postgresql":
        return [statement.format(table=table) for statement in POSTGRESQL_GUARD]
    return [SQLITE_GUARD.format(table=table, deed=deed) for deed in ("UPDATE", "DELETE")]


def guard(table: Table) -> None:
    """Have `create_all` make the table append-only, too."""
    for dialect in ("sqlite", "postgresql"):
        for statement in guards(dialect, table.name):
            ddl = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl)
