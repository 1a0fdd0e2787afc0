"""The lead's codes, the phones enrolled with them, and how many ballots each took in an hour."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.ballots.models import table_without_rowid
from portal.extensions import Model, UtcDateTime, unique_where
from portal.surveys.models import Point

MOST_PHONES = 5


class DeskCode(Model):
    """A code that enrols phones at a point on one day; the latest counts. Only its keyed digest is kept."""

    __tablename__ = "desk_code"
    __table_args__ = (Index("ix_desk_code_point_id_day", "point_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")


class DeskPhone(Model):
    """A phone of a desk for one day: its number at the desk, the hash of what its cookie holds, no name."""

    __tablename__ = "desk_phone"
    __table_args__ = (
        CheckConstraint(f"number BETWEEN 1 AND {MOST_PHONES}", name="number"),
        unique_where("uq_desk_phone_open", "point_id", "day", "number", where="closed_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    number: Mapped[int]
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    enrolled_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    point: Mapped[Point] = relationship(lazy="raise")


desk_pace = table_without_rowid(
    "desk_pace",
    Column("phone_id", Integer, primary_key=True, autoincrement=False),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
)
"""Ballots of a phone by hour, `epoch // 3600`: counters as the arrivals are, and no row leads to a ballot."""
