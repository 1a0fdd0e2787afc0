"""The weights of a round's criteria, each version kept; the proposal and whom it names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Point, Round

COLLECTIVE, PERSON = "collective", "person"
DRAFT, SENT, RETURNED, ACCEPTED = "draft", "sent", "returned", "accepted"
LONGEST_NAME, LONGEST_ACHIEVEMENT = 200, 1000


class AwardWeights(Model):
    """A version of the weights, by criterion; the highest is in force, the code's defaults where there is none."""

    __tablename__ = "award_weights"
    __table_args__ = (UniqueConstraint("round_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    version: Mapped[int]
    weights: Mapped[dict[str, int]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    changer: Mapped[Account] = relationship(lazy="raise")


class AwardProposal(Model):
    """Who is proposed in a round: a draft, sent, then accepted or sent back with a reason by another person."""

    __tablename__ = "award_proposal"
    __table_args__ = (CheckConstraint(f"status IN ('{DRAFT}', '{SENT}', '{RETURNED}', '{ACCEPTED}')", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), unique=True)
    status: Mapped[str] = mapped_column(String(10), default=DRAFT)
    note: Mapped[str] = mapped_column(Text, default="")
    # the weights that the frozen places were made with; 0 are the code's own
    weights_version: Mapped[int] = mapped_column(default=0)
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reply: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    sender: Mapped[Account | None] = relationship(foreign_keys=[sent_by], lazy="raise")
    decider: Mapped[Account | None] = relationship(foreign_keys=[decided_by], lazy="raise")
    lines: Mapped[list[AwardLine]] = relationship(
        back_populates="proposal", lazy="raise", order_by="AwardLine.position, AwardLine.id"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_open(self) -> bool:
        """Whether lines may still be changed."""
        return self.status in {DRAFT, RETURNED}


class AwardLine(Model):
    """A collective or a person. `basis` and `figures` are frozen when the proposal is sent."""

    __tablename__ = "award_line"
    __table_args__ = (CheckConstraint(f"kind IN ('{COLLECTIVE}', '{PERSON}')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("award_proposal.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    point_id: Mapped[int | None] = mapped_column(ForeignKey("point.id"))
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    office: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    unit: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    achievement: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(default=0)
    basis: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    added_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    proposal: Mapped[AwardProposal] = relationship(back_populates="lines", lazy="raise")
    point: Mapped[Point | None] = relationship(lazy="raise")

    @property
    def name_and_office(self) -> str:
        """As papers name it."""
        return f"{self.name}, {self.office}" if self.office else self.name
