"""Tables whose rows are written once: the database itself refuses to change or delete one."""

from sqlalchemy import DDL, Table, event

# The migration of a guarded table writes the same statements: this is for tables made by `create_all`.
GUARDS = {
    "sqlite": [
        f"""CREATE TRIGGER IF NOT EXISTS %(table)s_no_{change} BEFORE {change} ON %(fullname)s
        BEGIN SELECT RAISE(ABORT, '%(table)s is append-only'); END"""
        for change in ("UPDATE", "DELETE")
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'this table is append-only'; END $$""",
        """CREATE TRIGGER %(table)s_append_only BEFORE UPDATE OR DELETE ON %(fullname)s
        FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    ],
}


def guard(table: Table) -> None:
    """Have `create_all` make the table append-only, too."""
    for dialect, statements in GUARDS.items():
        for statement in statements:
            ddl = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy's own
            event.listen(table, "after_create", ddl)
