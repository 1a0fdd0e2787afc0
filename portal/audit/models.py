"""The table of events. The database itself refuses to change or delete a row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, JSON, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db
from portal.web.columns import UtcDateTime


class Event(db.Model):  # type: ignore[name-defined, misc]
    """One deed, refusal or export. `unit_path` lets a reader's scope be asked of the row itself."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_at", "at"), Index("ix_event_subject", "subject_kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None]
    username: Mapped[str] = mapped_column(String(80), default="")
    role: Mapped[str] = mapped_column(String(30), default="")
    catalogue_year: Mapped[int | None]
    unit_path: Mapped[str] = mapped_column(String(60), default="")
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30), default="")
    subject_id: Mapped[str] = mapped_column(String(60), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reference: Mapped[str] = mapped_column(String(16), default="")


SQLITE_GUARD = """
CREATE TRIGGER IF NOT EXISTS event_no_{deed} BEFORE {deed} ON event
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
"""
POSTGRESQL_GUARD = (
    """
CREATE OR REPLACE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$
""",
    """
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event
FOR EACH ROW EXECUTE FUNCTION refuse_event_change()
""",
)


def guards(dialect: str) -> list[str]:
    """The statements that make the table append-only; the migration and `create_all` run the same."""
    if dialect == "postgresql":
        return list(POSTGRESQL_GUARD)
    return [SQLITE_GUARD.format(deed=deed) for deed in ("UPDATE", "DELETE")]


for _dialect in ("sqlite", "postgresql"):
    for _statement in guards(_dialect):
        ddl = DDL(_statement.replace("%", "%%")).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(Event.__table__, "after_create", ddl)
