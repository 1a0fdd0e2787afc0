"""What a commune enters of its days: visits, their closing, corrections afterwards."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.approvals.models import Asked
from portal.extensions import Model, UtcDateTime, unique_where
from portal.surveys.models import Point

MOST_VISITS = 5000
SOURCES = ("direct", "register", "software", "queue", "estimate")


class VisitCount(Model):
    """The visits of one day at one desk: a draft until it is «chốt» (locked)."""

    __tablename__ = "visit_count"
    __table_args__ = (
        # decides who was first, where two enter a day at once
        UniqueConstraint("point_id", "day"),
        CheckConstraint(f"visits BETWEEN 0 AND {MOST_VISITS}", name="visits"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    day: Mapped[date]
    visits: Mapped[int]
    source: Mapped[str] = mapped_column(String(10))
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    locked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    locked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    point: Mapped[Point] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(foreign_keys=[entered_by], lazy="raise")
    locker: Mapped[Account | None] = relationship(foreign_keys=[locked_by], lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_locked(self) -> bool:
        """Whether the day is «chốt»."""
        return self.locked_at is not None


class VisitCorrection(Asked):
    """A figure asked for after «chốt», with its reason; the level above decides, the old figure stays here."""

    __tablename__ = "visit_correction"
    # one may wait, any number may be decided
    __table_args__ = (unique_where("uq_visit_correction_waiting", "visit_count_id", where="decided_at IS NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_count_id: Mapped[int] = mapped_column(ForeignKey("visit_count.id"), index=True)
    old_visits: Mapped[int]
    new_visits: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")

    count: Mapped[VisitCount] = relationship(lazy="raise")
    asker: Mapped[Account] = relationship(foreign_keys="VisitCorrection.asked_by", lazy="raise")
    decider: Mapped[Account | None] = relationship(foreign_keys="VisitCorrection.decided_by", lazy="raise")


class LockAuthority(Model):
    """«Tổ trưởng ủy quyền chốt số liệu»: the lead lets an officer close days."""

    __tablename__ = "lock_authority"
    __table_args__ = (
        unique_where("uq_lock_authority_standing", "point_id", "account_id", where="withdrawn_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
