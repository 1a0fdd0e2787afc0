"""Official papers: what was asked for, the figures frozen for it, the words people wrote, the bytes made of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import db
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.columns import UtcDateTime
from portal.web.jobs import Job


class Document(db.Model):  # type: ignore[name-defined, misc]
    """One paper. Its renderer receives `figures` and `paragraphs` and nothing else."""

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    month: Mapped[str] = mapped_column(String(7), default="")
    title: Mapped[str] = mapped_column(String(300))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures_digest: Mapped[str] = mapped_column(String(64))
    paragraphs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    number: Mapped[str] = mapped_column(String(40), default="")
    issued_on: Mapped[date | None]
    signer_capacity: Mapped[str] = mapped_column(String(100), default="")
    signer_office: Mapped[str] = mapped_column(String(100), default="")
    signer_name: Mapped[str] = mapped_column(String(100), default="")
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    file_id: Mapped[str | None] = mapped_column(String(32))
    districts_file_id: Mapped[str | None] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round | None] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    job: Mapped[Job | None] = relationship(lazy="raise")
    asker: Mapped[Account] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's way
