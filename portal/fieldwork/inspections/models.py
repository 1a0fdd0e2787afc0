"""Inspections: planned, made, and what they found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Point
from portal.units.models import Unit

MOST_PHOTOS = 3
POSTER, FINDING = "inspected-poster", "finding"
"""The owners of this room's photographs."""


class InspectionPlan(Model):
    """Who is to inspect which desk on which day; `organiser` is the district or province that sends them."""

    __tablename__ = "inspection_plan"
    __table_args__ = (UniqueConstraint("point_id", "day", "organiser_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    organiser_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    team: Mapped[str] = mapped_column(String(300))
    planned_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")
    organiser: Mapped[Unit] = relationship(lazy="raise")


class Inspection(Model):
    """A visit to a desk and its checklist. `key` is its form's, so that a form sent twice is one inspection.

    `answers` holds, by item, the answer and the note. What the code on the poster says is read by a job.
    """

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("point_id", "key"), Index("ix_inspection_point_id_day", "point_id", "day"))

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    key: Mapped[str] = mapped_column(String(32))
    organiser_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    day: Mapped[date]
    hour: Mapped[str] = mapped_column(String(5), default="")
    team: Mapped[str] = mapped_column(String(300))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    remark: Mapped[str] = mapped_column(Text, default="")
    poster_photo_id: Mapped[str | None] = mapped_column(String(32))
    poster_job_id: Mapped[str | None] = mapped_column(String(32))
    poster_reading: Mapped[str] = mapped_column(String(10), default="")
    poster_text: Mapped[str] = mapped_column(String(300), default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")
    organiser: Mapped[Unit] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(lazy="raise")
    findings: Mapped[list[Finding]] = relationship(lazy="raise", back_populates="inspection", order_by="Finding.id")


class Finding(Model):
    """Something to be mended, until when; the commune says that it is, the inspectors may open it again."""

    __tablename__ = "finding"

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"), index=True)
    item: Mapped[str] = mapped_column(String(20), default="")  # of the checklist; empty for any other finding
    body: Mapped[str] = mapped_column(String(1000))
    due_day: Mapped[date]
    fixed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    fixed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    fixed_note: Mapped[str] = mapped_column(String(1000), default="")
    reopened_note: Mapped[str] = mapped_column(String(1000), default="")
    version: Mapped[int] = mapped_column(default=1)

    inspection: Mapped[Inspection] = relationship(lazy="raise", back_populates="findings")
    fixer: Mapped[Account | None] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Whether it is still to be mended."""
        return self.fixed_at is None
