"""Reminders and the hours they are sent at; incidents and what was answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Point, Round

KINDS = ("network", "paper", "complaint", "other")
Key = tuple[str, int, date | None]
"""What a reminder is about, as a task's own key: the rule, the commune's point, the day (None: the whole round)."""


class Reminder(Model):
    """One reminder to one person. `slot` names point, day and hour: the constraint decides who sends it."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("recipient_id", "rule", "slot"),
        Index("ix_reminder_round_id_sent_at", "round_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    rule: Mapped[str] = mapped_column(String(30))
    day: Mapped[date | None]
    # point, day and hour in one text: a column that may be NULL would let doubles through the constraint
    slot: Mapped[str] = mapped_column(String(60))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")
    round: Mapped[Round] = relationship(lazy="raise")
    sender: Mapped[Account | None] = relationship(foreign_keys=[sent_by], lazy="raise")

    @property
    def key(self) -> Key:
        """What it reminds of, as a task's own key."""
        return self.rule, self.point_id, self.day


class ReminderRule(Model):
    """At which whole hours a rule reminds in a round; without a row, the rule's own hours hold."""

    __tablename__ = "reminder_rule"
    __table_args__ = (UniqueConstraint("round_id", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    rule: Mapped[str] = mapped_column(String(30))
    hours: Mapped[list[int]] = mapped_column(JSON)
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Incident(Model):
    """Something that stands in a desk's way. `key` is its form's, so that a form sent twice is one incident."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("point_id", "key"),
        CheckConstraint("kind IN ('network', 'paper', 'complaint', 'other')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    key: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(Text)
    reported_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reported_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")
    reporter: Mapped[Account] = relationship(lazy="raise")
    replies: Mapped[list[IncidentReply]] = relationship(
        lazy="raise", back_populates="incident", order_by="IncidentReply.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether it still stands in the way."""
        return self.closed_at is None


class IncidentReply(Model):
    """What the district or the province answered; `closes` says that the matter is settled."""

    __tablename__ = "incident_reply"

    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), index=True)
    body: Mapped[str] = mapped_column(Text)
    closes: Mapped[bool] = mapped_column(default=False)
    written_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

    incident: Mapped[Incident] = relationship(lazy="raise", back_populates="replies")
    writer: Mapped[Account] = relationship(lazy="raise")
