"""What a commune did to make the survey known, and its post of each day for the group chat."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Point

MOST_TIMES = 99
LONGEST_REASON = 1000
MOST_PHOTOS = 5
ENTRY, POST = "publicity", "post"
"""The owners of this room's photographs."""


class PublicityEntry(Model):
    """A channel used on one day or on days in a row. `key` is its form's, so that a form sent twice is one entry."""

    __tablename__ = "publicity_entry"
    __table_args__ = (
        UniqueConstraint("point_id", "key"),
        CheckConstraint(f"times BETWEEN 1 AND {MOST_TIMES}", name="times"),
        CheckConstraint("first_day <= last_day", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    key: Mapped[str] = mapped_column(String(32))
    channel: Mapped[str] = mapped_column(String(30))
    first_day: Mapped[date]
    last_day: Mapped[date]
    times: Mapped[int] = mapped_column(default=1)
    place: Mapped[str] = mapped_column(String(300))
    link: Mapped[str] = mapped_column(String(500), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # the row stays, so that its number in the record means something
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    point: Mapped[Point] = relationship(lazy="raise")
    enterer: Mapped[Account] = relationship(foreign_keys=[entered_by], lazy="raise")

    __mapper_args__ = {"version_id_col": version}

    def covers(self, day: date) -> bool:
        """Whether it was done on a day."""
        return self.first_day <= day <= self.last_day


class DailyPost(Model):
    """A day's post: begun with its first photograph or its text; `posted_at` says that it stands in the group."""

    __tablename__ = "daily_post"
    __table_args__ = (UniqueConstraint("point_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date] = mapped_column(index=True)
    body: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    job_id: Mapped[str | None] = mapped_column(String(32))
    posted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    point: Mapped[Point] = relationship(lazy="raise")
    poster: Mapped[Account | None] = relationship(foreign_keys=[posted_by], lazy="raise")


class PublicityMove(Model):
    """An entry that a district put from one of its communes into another, and why."""

    __tablename__ = "publicity_move"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("publicity_entry.id"), index=True)
    from_point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    to_point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    moved_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)

    entry: Mapped[PublicityEntry] = relationship(lazy="raise")
    from_point: Mapped[Point] = relationship(foreign_keys=[from_point_id], lazy="raise")
    to_point: Mapped[Point] = relationship(foreign_keys=[to_point_id], lazy="raise")
