"""A commune's task force: its members in order, the decision that founds it, the decision's scan."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Point

HEAD, CLERK, MEMBER = "head", "clerk", "member"


class TaskForce(Model):
    """The team of a point; it counts as founded once its decision has a number and a date."""

    __tablename__ = "task_force"

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), unique=True)
    decision_number: Mapped[str] = mapped_column(String(40), default="")
    decided_on: Mapped[date | None]
    scan_id: Mapped[str | None] = mapped_column(String(32))  # in the media database, which no foreign key reaches
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    point: Mapped[Point] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(lazy="raise")
    members: Mapped[list[TaskForceMember]] = relationship(
        lazy="raise", order_by="TaskForceMember.place", cascade="all, delete-orphan", back_populates="task_force"
    )

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_founded(self) -> bool:
        """Whether the decision is there, by number and date."""
        return bool(self.decision_number) and self.decided_on is not None

    @property
    def head(self) -> TaskForceMember | None:
        """The «tổ trưởng»."""
        return next((member for member in self.members if member.part == HEAD), None)

    @property
    def clerk(self) -> TaskForceMember | None:
        """The civil servant who enters the data."""
        return next((member for member in self.members if member.part == CLERK), None)


class TaskForceMember(Model):
    """A member with the office held; `place` is the order of the decision."""

    __tablename__ = "task_force_member"
    __table_args__ = (
        UniqueConstraint("task_force_id", "place"),
        CheckConstraint("part IN ('head', 'clerk', 'member')", name="part"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task_force_id: Mapped[int] = mapped_column(ForeignKey("task_force.id", ondelete="CASCADE"))
    place: Mapped[int]
    part: Mapped[str] = mapped_column(String(10))
    full_name: Mapped[str] = mapped_column(String(100))
    office: Mapped[str] = mapped_column(String(200))

    task_force: Mapped[TaskForce] = relationship(back_populates="members", lazy="raise")
