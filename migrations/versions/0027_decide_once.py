"""decide once"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

WHY = "Đóng khi nâng cấp: có hai dòng cùng chờ cho một việc, giữ dòng mới nhất."
PLACE = "(SELECT point.unit_id FROM point WHERE point.id = {table}.point_id)"
COUNTED = (
    "(SELECT point.unit_id FROM visit_count JOIN point ON point.id = visit_count.point_id "
    "WHERE visit_count.id = visit_correction.visit_count_id)"
)
PROVINCE = (
    "(SELECT unit.id FROM unit JOIN round ON round.catalogue_year = unit.catalogue_year "
    "WHERE round.id = deed.round_id AND unit.level = 'province')"
)
SLUG = "(SELECT slug FROM round WHERE round.id = deed.round_id)"
ONCE = (
    # index, table, columns, where, how an older row is closed, its event, what the event is about, whose unit
    (
        "uq_lock_authority_standing", "lock_authority", ("point_id", "account_id"), "withdrawn_at IS NULL",
        "withdrawn_at = :now", "authority.withdrawn", ("account", "account_id"), PLACE,
    ),
    (
        "uq_visit_correction_waiting", "visit_correction", ("visit_count_id",), "decided_at IS NULL",
        "decided_at = :now, accepted = :no, note = :why", "correction.refused", ("visits", "visit_count_id"), COUNTED,
    ),
    (
        "uq_deed_waiting", "deed", ("round_id", "kind"), "decided_at IS NULL",
        "decided_at = :now, accepted = :no, note = :why", "rounds.turn-down", ("round", SLUG), PROVINCE,
    ),
    (
        "uq_account_deed_waiting", "account_deed", ("account_id", "kind"),
        "done_at IS NULL AND (accepted IS NULL OR accepted)",
        "decided_at = :now, accepted = :no", "accounts.refused", ("account-deed", "id"), "unit_id",
    ),
    (
        "uq_account_request_waiting", "account_request", ("account_id", "kind"), "decided_at IS NULL",
        "decided_at = :now, accepted = :no, answer = :why", "accounts.refused", ("account-request", "id"), "unit_id",
    ),
    (
        "uq_account_request_new", "account_request", ("unit_id", "full_name"),
        "decided_at IS NULL AND account_id IS NULL",
        "decided_at = :now, accepted = :no, answer = :why", "accounts.refused", ("account-request", "id"), "unit_id",
    ),
    (
        "uq_double_duty_waiting", "double_duty", ("helper_id", "person", "day", "half"), "decided_at IS NULL",
        "decided_at = :now, accepted = :no, note = :why", "double-duty.refused", ("double_duty", "id"), PLACE,
    ),
)  # fmt: skip


def upgrade(engine_name: str) -> None:
    """Of what waited twice the newest goes on; a paper number that was given twice stays, `flask doctor` names it."""
    if engine_name == "main":
        upgrade_main()


def downgrade(engine_name: str) -> None:
    if engine_name == "main":
        downgrade_main()


def upgrade_main() -> None:
    for index, table, columns, where, closing, action, subject, unit in ONCE:
        close_older(table, columns, where, closing, action, subject, unit)
        condition = sa.text(where)
        op.create_index(index, table, list(columns), unique=True, sqlite_where=condition, postgresql_where=condition)
    part_successors()
    op.drop_index("ix_document_replaces_id", "document")
    op.create_index("uq_document_replaces_id", "document", ["replaces_id"], unique=True)
    op.add_column("document", sa.Column("number_in_book", sa.String(length=60), nullable=True))
    op.create_index("uq_document_number_in_book", "document", ["unit_id", "number_in_book"], unique=True)


def close_older(table, columns, where, closing, action, subject, unit) -> None:
    """Close every row but the newest of those that would stand in the index together, and record it."""
    kind, number = subject
    same = " AND ".join(f"newer.{name} = {table}.{name}" for name in columns)
    older = (
        f"SELECT id, {number}, {unit.format(table=table)} FROM {table} WHERE {where} AND EXISTS "  # noqa: S608
        f"(SELECT 1 FROM (SELECT * FROM {table} WHERE {where}) AS newer WHERE newer.id > {table}.id AND {same})"
    )
    for row_id, about, unit_id in all_of(older):
        say(f"UPDATE {table} SET {closing} WHERE id = :id", id=row_id)  # noqa: S608
        note(action, kind, about, unit_id)


def part_successors() -> None:
    """Of two papers that are to replace one, the issued one does, else the newest; the others stand by themselves."""
    found = all_of(
        "SELECT id, replaces_id, unit_id FROM document WHERE replaces_id IN (SELECT replaces_id FROM document "
        "GROUP BY replaces_id HAVING count(*) > 1) ORDER BY CASE WHEN state IN ('issued', 'replaced') THEN 0 ELSE 1 END, "
        "asked_at DESC"
    )
    seen = set()
    for paper, replaced, unit_id in found:
        if replaced in seen:
            say("UPDATE document SET replaces_id = NULL WHERE id = :id", id=paper)
            note("documents.dropped", "document", paper, unit_id)
        seen.add(replaced)


def all_of(statement: str) -> list:
    return list(op.get_bind().execute(sa.text(statement)))


def say(statement: str, **values: object) -> None:
    """Run a statement with the moment, the reason and a plain no at hand."""
    known = {"now": now(), "no": False, "why": WHY, **values}
    asked = sa.text(statement)
    op.get_bind().execute(asked, {name: known[name] for name in asked.compile().params})


def now() -> object:
    """The moment of this migration as the database keeps moments; SQLite as text in UTC."""
    moments = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now')", "postgresql": "now()"}
    return op.get_bind().scalar(sa.text("SELECT " + moments[op.get_bind().dialect.name]))


def note(action: str, kind: str, about: object, unit_id: int) -> None:
    """An event of nobody's, with the reason, in the scope of its unit."""
    event = sa.table(
        "event", *map(sa.column, ("at", "username", "role", "unit_path", "action", "subject_kind", "subject_id")),
        sa.column("catalogue_year"), sa.column("reference"), sa.column("detail", sa.JSON),
    )  # fmt: skip
    place = (
        op.get_bind().execute(sa.text("SELECT catalogue_year, path FROM unit WHERE id = :id"), {"id": unit_id}).one()
    )
    said = {"username": "", "role": "", "reference": "", "catalogue_year": place[0], "unit_path": place[1]}
    about_it = {"action": action, "subject_kind": kind, "subject_id": str(about), "detail": {"reason": WHY}}
    op.get_bind().execute(event.insert().values(at=now(), **said, **about_it))


def downgrade_main() -> None:
    op.drop_index("uq_document_number_in_book", "document")
    op.drop_column("document", "number_in_book")
    op.drop_index("uq_document_replaces_id", "document")
    op.create_index("ix_document_replaces_id", "document", ["replaces_id"])
    for index, table, *_how in reversed(ONCE):
        op.drop_index(index, table)
