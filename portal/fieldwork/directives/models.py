"""How each level directs the survey: its papers, its launch of the campaign, who is in the round's chat group."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Round
from portal.units.models import Unit

MOST_PEOPLE = 100_000
LAUNCH, MOST_PHOTOS = "launch", 5
"""The owner of a launch's photographs, and how many there may be."""


class DirectingPaper(Model):
    """A paper by which a level directs the survey; one taken back stays as a row."""

    __tablename__ = "directing_paper"
    __table_args__ = (Index("ix_directing_paper_round_id_unit_id", "round_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    issuer: Mapped[str] = mapped_column(String(200))
    number: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date]
    subject: Mapped[str] = mapped_column(String(500))
    scan_id: Mapped[str | None] = mapped_column(String(32))
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Launch(Model):
    """A «phát động ra quân» of the province or a district; its photographs belong to the row by its id."""

    __tablename__ = "launch"
    __table_args__ = (
        Index("ix_launch_round_id_unit_id", "round_id", "unit_id"),
        CheckConstraint(f"people BETWEEN 0 AND {MOST_PEOPLE}", name="people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    organiser: Mapped[str] = mapped_column(String(200))
    day: Mapped[date]
    starts_at: Mapped[time | None]
    place: Mapped[str] = mapped_column(String(300))
    people: Mapped[int]
    note: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class ChatMember(Model):
    """A person whom a district or commune has named for the round's chat group; joined or not yet."""

    __tablename__ = "chat_member"
    __table_args__ = (Index("ix_chat_member_round_id_unit_id", "round_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    full_name: Mapped[str] = mapped_column(String(100))
    office: Mapped[str] = mapped_column(String(200))
    joined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
