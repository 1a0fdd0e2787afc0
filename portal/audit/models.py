"""The table of events. The database itself refuses to change or delete a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.audit.append_only import guard
from portal.extensions import Model, UtcDateTime


class Event(Model):
    """One deed, refusal or export. `unit_path` lets a reader's scope be asked of the row itself."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_at", "at"), Index("ix_event_subject", "subject_kind", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None]  # no foreign key: an event outlives what it tells of
    username: Mapped[str] = mapped_column(String(80), default="")
    role: Mapped[str] = mapped_column(String(30), default="")
    catalogue_id: Mapped[int | None] = mapped_column("catalogue_year")
    unit_path: Mapped[str] = mapped_column(String(60), default="")
    action: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(30), default="")
    subject_id: Mapped[str] = mapped_column(String(60), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reference: Mapped[str] = mapped_column(String(16), default="")


guard(Event.__table__)
