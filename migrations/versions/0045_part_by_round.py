"""part the box by round

On PostgreSQL alone; SQLite's tables stay as they are. A partition is made as a table of its own and then attached, so
that no more is locked than the parent's shape; the functions do as their owner what roles need no right for.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"

BY_POINT = "round_id, point_id, id"
KEYS = {
    "ballot_pool": BY_POINT,
    "comment_pool": BY_POINT,
    "receipt_pool": "hash, round_id",
    "spent_mark": "mark, round_id",
    "pool_aside": "round_id, point_id, kind, name",
    "sealed_ballot": BY_POINT,
    "sealed_comment": BY_POINT,
    "sealed_receipt": "hash, round_id",
    "opened_comment": BY_POINT,
    "log_leaf": "round_id, number",
}
WHOLE_KEYS = {**KEYS, "receipt_pool": "hash", "sealed_receipt": "hash", "spent_mark": "mark"}
FOR_EVER = {"sealed_receipt", "log_leaf"}
REWRITTEN = ("desk_phone", "desk_code", "desk_pace", "coded_comment")

# whoever held a right on the whole table, or on some of its columns, holds it on the one that is parted
RIGHTS = """
    SELECT format('GRANT %s ON %I TO %s', r.privilege_type, CAST(:to AS text),
                  CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END)
        FROM pg_class c, aclexplode(c.relacl) r WHERE c.oid = to_regclass(:name) AND r.grantee <> c.relowner
    UNION ALL
    SELECT format('GRANT %s (%I) ON %I TO %s', r.privilege_type, a.attname, CAST(:to AS text),
                  CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r.grantee)) END)
        FROM pg_attribute a, aclexplode(a.attacl) r WHERE a.attrelid = to_regclass(:name)
"""
# the planner's statistics are samples of rows, and stay when the rows have gone: none are kept of what is deleted once
WITHOUT_SAMPLES = """
    SELECT format('ALTER TABLE %I ', relname) || string_agg(format('ALTER COLUMN %I SET STATISTICS 0', attname), ', ')
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE pg_class.oid = to_regclass(format('%I', {table})) AND attnum > 0 AND NOT attisdropped
        AND atttypid IN ('bytea'::regtype, 'text'::regtype, 'varchar'::regtype) GROUP BY relname
"""
FUNCTIONS = (
    """
    CREATE FUNCTION make_round_partitions(number integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        parent text;
    BEGIN
        FOREACH parent IN ARRAY ARRAY[{parted}] LOOP
            CONTINUE WHEN to_regclass(format('%I', parent || '_' || number)) IS NOT NULL;
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', parent || '_' || number, parent);
            EXECUTE ({without_samples});
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%s)',
                           parent, parent || '_' || number, number);
        END LOOP;
    END $$
    """,
    """
    CREATE FUNCTION part_new_round() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM make_round_partitions(NEW.id);
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION truncate_partition(parent text, number integer, with_rows boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
        stands boolean := false;
    BEGIN
        IF parent <> ALL (ARRAY[{emptied}]) THEN
            RAISE EXCEPTION 'the rows of % are kept', parent;
        END IF;
        IF to_regclass(format('%I', parent || '_' || number)) IS NULL THEN
            RETURN true;
        END IF;
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', parent || '_' || number);
        IF NOT with_rows THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', parent || '_' || number) INTO stands;
        END IF;
        IF NOT stands THEN
            EXECUTE format('TRUNCATE %I', parent || '_' || number);
        END IF;
        RETURN NOT stands;
    END $$
    """,
    """
    CREATE FUNCTION rewrite_table(name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        IF name <> ALL (ARRAY[{rewritten}]) THEN
            RAISE EXCEPTION '% is not written anew', name;
        END IF;
        -- it stands for VACUUM FULL, which no function may call: a new file, in it only what somebody can still see
        EXECUTE format('CLUSTER %I USING %I', name, (
            SELECT i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid
                WHERE indrelid = to_regclass(format('%I', name)) AND indisprimary
        ));
        EXECUTE format('ALTER TABLE %I SET WITHOUT CLUSTER', name);
    END $$
    """,
)
SIGNATURES = (
    "make_round_partitions(integer)",
    "part_new_round()",
    "truncate_partition(text, integer, boolean)",
    "rewrite_table(text)",
)


def upgrade(engine_name: str) -> None:
    """Part each table and carry its rows over, ordered by key: their order on the disk tells no arrival."""
    if engine_name != "main" or op.get_bind().dialect.name != "postgresql":
        return
    for name, key in KEYS.items():
        put_aside(name)
        op.execute(f'CREATE TABLE "{name}" (LIKE "{name}_before") PARTITION BY LIST (round_id)')
        add_keys(name, key)
        carry_rights(name)
    make_functions()
    for name in (*KEYS, *REWRITTEN):
        keep_no_samples(name)
    # also what stands there of a round that is gone is carried over
    rounds = " UNION ".join(f'SELECT round_id FROM "{name}_before"' for name in KEYS)  # noqa: S608 - our own names
    op.execute(
        f"SELECT make_round_partitions(n) FROM (SELECT id FROM round UNION {rounds}) AS found (n)"  # noqa: S608 - the same
    )
    for name, key in KEYS.items():
        carry_rows(name, key)


def downgrade(engine_name: str) -> None:
    """Put each table together again."""
    if engine_name != "main" or op.get_bind().dialect.name != "postgresql":
        return
    op.execute("DROP TRIGGER round_partitions ON round")
    for signature in SIGNATURES:
        op.execute(f"DROP FUNCTION {signature}")
    for name, key in WHOLE_KEYS.items():
        put_aside(name)
        op.execute(f'CREATE TABLE "{name}" (LIKE "{name}_before")')
        add_keys(name, key)
        carry_rights(name)
        carry_rows(name, key)


def put_aside(name: str) -> None:
    """Keep a table under another name, until its rows are carried over."""
    op.execute(f'ALTER TABLE "{name}" RENAME CONSTRAINT "pk_{name}" TO "pk_{name}_before"')
    if name == "log_leaf":
        op.execute("ALTER TABLE log_leaf RENAME CONSTRAINT uq_log_leaf_entry_round_id TO uq_log_leaf_before")
    op.execute(f'ALTER TABLE "{name}" RENAME TO "{name}_before"')


def add_keys(name: str, key: str) -> None:
    op.execute(f'ALTER TABLE "{name}" ADD CONSTRAINT "pk_{name}" PRIMARY KEY ({key})')
    if name == "log_leaf":
        op.execute("ALTER TABLE log_leaf ADD CONSTRAINT uq_log_leaf_entry_round_id UNIQUE (entry, round_id)")


def carry_rights(name: str) -> None:
    values = {"name": f"{name}_before", "to": name}
    for given in op.get_bind().execute(sa.text(RIGHTS), values).scalars().all():
        op.execute(given)


def carry_rows(name: str, key: str) -> None:
    op.execute(f'INSERT INTO "{name}" SELECT * FROM "{name}_before" ORDER BY {key}')  # noqa: S608 - our own names
    op.execute(f'DROP TABLE "{name}_before"')


def without_samples(table: str) -> str:
    """A question whose answer is the statement after which no values of a table are kept as samples."""
    return WITHOUT_SAMPLES.replace("{table}", table)


def keep_no_samples(name: str) -> None:
    """Keep none of a table's texts and bytes; one of numbers alone has nothing to keep."""
    asked = without_samples(f"'{name}'").replace("%", "%%")
    for statement in op.get_bind().exec_driver_sql(asked).scalars().all():
        op.execute(statement)


def make_functions() -> None:
    """Make them, each for its owner alone until `flask database grants` gives a role more, and the trigger."""
    listed = {
        "{parted}": KEYS,
        "{emptied}": [name for name in KEYS if name not in FOR_EVER],
        "{rewritten}": REWRITTEN,
    }
    for function in FUNCTIONS:
        for hole, names in listed.items():
            function = function.replace(hole, ", ".join(f"'{name}'" for name in names))  # noqa: PLW2901 - filled in
        function = function.replace("{without_samples}", without_samples("parent || '_' || number"))  # noqa: PLW2901 - the same
        op.get_bind().exec_driver_sql(function.replace("%", "%%"))
    for signature in SIGNATURES:
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    op.execute("CREATE TRIGGER round_partitions AFTER INSERT ON round FOR EACH ROW EXECUTE FUNCTION part_new_round()")
