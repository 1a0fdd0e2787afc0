"""A unit's report on a round with all its revisions, and the tick that its figures stand in the other software."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Point, Round
from portal.units.models import Unit

DRAFT, SUBMITTED, RECEIVED, RETURNED = "draft", "submitted", "received", "returned"
HANDED_IN = frozenset({SUBMITTED, RECEIVED})
SAVED = "saved"


class FieldReport(Model):
    """The report of a commune or district. `fields` are its typed words and counts; the rest is read anew each time."""

    __tablename__ = "field_report"
    __table_args__ = (
        # decides which of two begun at once is the report
        UniqueConstraint("round_id", "unit_id"),
        CheckConstraint("state IN ('draft', 'submitted', 'received', 'returned')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=DRAFT)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    submissions: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    changer: Mapped[Account] = relationship(lazy="raise")
    revisions: Mapped[list[FieldReportRevision]] = relationship(
        lazy="raise", order_by="FieldReportRevision.version", back_populates="report"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Whether its unit may still write in it."""
        return self.state in {DRAFT, RETURNED}

    @property
    def is_handed_in(self) -> bool:
        """Whether the level above has it."""
        return self.state in HANDED_IN


class FieldReportRevision(Model):
    """One deed on a report: saved, submitted, received or returned; what it said then, and by whom.

    A submission keeps the figures it was made of as well.
    """

    __tablename__ = "field_report_revision"
    __table_args__ = (
        UniqueConstraint("report_id", "version"),
        CheckConstraint("deed IN ('saved', 'submitted', 'received', 'returned')", name="deed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("field_report.id"))
    version: Mapped[int]
    deed: Mapped[str] = mapped_column(String(10))
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    # pages read figures anew, and corrections change them: this is what was handed in
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    report: Mapped[FieldReport] = relationship(lazy="raise", back_populates="revisions")
    maker: Mapped[Account] = relationship(lazy="raise")


class SoftwareEntry(Model):
    """«Đã nhập»: a commune's figures stand in the province's own software; `figures` are those that were entered."""

    __tablename__ = "software_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), unique=True)
    # a figure changed afterwards has to be changed over there too, which the page then says
    figures: Mapped[list[Any]] = mapped_column(JSON)
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(lazy="raise")
