"""Tallies, made once when a round is opened. They know no day and no single ballot."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import db


class Tally(db.Model):  # type: ignore[name-defined, misc]
    """How often a choice was made on a question at a point."""

    __tablename__ = "tally"
    __table_args__ = (Index("ix_tally_round_id_question", "round_id", "question"),)

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    question: Mapped[str] = mapped_column(String(10), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]


class Crossing(db.Model):  # type: ignore[name-defined, misc]
    """How often a choice was made on a question by those who answered an optional item so."""

    __tablename__ = "crossing"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(10), primary_key=True)
    code: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question: Mapped[str] = mapped_column(String(10), primary_key=True)
    choice: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int]
