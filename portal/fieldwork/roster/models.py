"""Helpers and their shifts, a desk's roster as a whole, overlap permissions, supervisors, the hand-over."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.approvals.models import Asked
from portal.extensions import Model, UtcDateTime, unique_where
from portal.surveys.models import Point, Round

HALF_IS_ONE_OF_TWO = "half IN ('morning', 'afternoon')"
LONGEST_NAME, LONGEST_OFFICE, LONGEST_NOTE = 100, 200, 300


class Roster(Model):
    """A desk's roster as a whole: handed in or not, changed when, crowded by whose word. One row a point, made late."""

    __tablename__ = "roster"

    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True, autoincrement=False)
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_in_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    crowded_reason: Mapped[str] = mapped_column(Text, default="")
    crowded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    crowded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    hander: Mapped[Account | None] = relationship(foreign_keys=[handed_in_by], lazy="raise")


class Helper(Model):
    """A helper at a desk. `person` is person_matching.person_key; only officials may see `phone`."""

    __tablename__ = "helper"
    __table_args__ = (UniqueConstraint("point_id", "person"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    full_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    association: Mapped[str] = mapped_column(String(LONGEST_NAME), default="")
    phone: Mapped[str] = mapped_column(String(15), default="")
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE), default="")
    extra: Mapped[bool] = mapped_column(default=False)
    person: Mapped[str] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)

    point: Mapped[Point] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}


class Shift(Model):
    """A helper at the desk for half a day.

    `person` is person_matching.duty_key: the database itself keeps anybody from being in two places at once, but for a
    `permit`, the number of the leave given (0: none).
    """

    __tablename__ = "shift"
    __table_args__ = (
        UniqueConstraint("round_id", "day", "half", "person", "permit"),
        UniqueConstraint("helper_id", "day", "half"),
        CheckConstraint(HALF_IS_ONE_OF_TWO, name="half"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    helper_id: Mapped[int] = mapped_column(ForeignKey("helper.id"))
    day: Mapped[date]
    half: Mapped[str] = mapped_column(String(9))
    person: Mapped[str] = mapped_column(String(40))
    permit: Mapped[int] = mapped_column(default=0)

    helper: Mapped[Helper] = relationship(lazy="raise")
    point: Mapped[Point] = relationship(lazy="raise")


class OverlapPermission(Asked):
    """Permission to stand at two desks in one half-day: asked by the commune, decided by the province."""

    __tablename__ = "double_duty"  # tables keep the names they were made with
    __table_args__ = (
        CheckConstraint(HALF_IS_ONE_OF_TWO, name="half"),
        unique_where("uq_double_duty_waiting", "helper_id", "person", "day", "half", where="decided_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    other_point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    helper_id: Mapped[int | None] = mapped_column(ForeignKey("helper.id"))
    full_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    person: Mapped[str] = mapped_column(String(40))
    day: Mapped[date]
    half: Mapped[str] = mapped_column(String(9))
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")

    point: Mapped[Point] = relationship(foreign_keys=[point_id], lazy="raise")
    other_point: Mapped[Point] = relationship(foreign_keys=[other_point_id], lazy="raise")
    helper: Mapped[Helper | None] = relationship(lazy="raise")
    asker: Mapped[Account] = relationship(foreign_keys="OverlapPermission.asked_by", lazy="raise")
    decider: Mapped[Account | None] = relationship(foreign_keys="OverlapPermission.decided_by", lazy="raise")


class Supervisor(Model):
    """A leader or officer whom the veterans' association sends to direct, inspect, supervise."""

    __tablename__ = "supervisor"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    full_name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    post: Mapped[str] = mapped_column(String(LONGEST_NAME))
    office: Mapped[str] = mapped_column(String(LONGEST_OFFICE))
    area: Mapped[str] = mapped_column(String(LONGEST_OFFICE))
    days: Mapped[list[str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    @property
    def dates(self) -> list[date]:
        """The days as dates, in order."""
        return sorted(date.fromisoformat(day) for day in self.days)


class HandOver(Model):
    """Rosters and supervisors given to the commission: by whom, when, and how complete they were then."""

    __tablename__ = "roster_handover"

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    given_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[int]
    handed_in: Mapped[int]
    with_gaps: Mapped[int]
    helpers: Mapped[int]
    supervisors: Mapped[int]
    book_job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    table_job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))

    giver: Mapped[Account] = relationship(foreign_keys=[given_by], lazy="raise")
