"""How many people a commune's helpers invited on a day, by half-days, as its paper tally has it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.extensions import Model, UtcDateTime

MOST_INVITED = 5000


class InvitationCount(Model):
    """A day's tally at one desk, entered once the day is «chốt»."""

    __tablename__ = "invitation_count"
    __table_args__ = (
        UniqueConstraint("point_id", "day"),
        CheckConstraint(f"morning BETWEEN 0 AND {MOST_INVITED}", name="morning"),
        CheckConstraint(f"afternoon BETWEEN 0 AND {MOST_INVITED}", name="afternoon"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    day: Mapped[date]
    morning: Mapped[int]
    afternoon: Mapped[int]
    entered_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    enterer: Mapped[Account] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}
