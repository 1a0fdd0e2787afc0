"""The columns that every table of requests has."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import ColumnElement, ForeignKey, Select, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, UtcDateTime


class Asked(Model):
    """Who asked when, who decided when, and how; `accepted` is None while it waits. A table adds `asker`."""

    __abstract__ = True

    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted: Mapped[bool | None]

    if TYPE_CHECKING:
        id: Mapped[int]
        asker: Mapped[Any]  # an account, which stands above

    @hybrid_property
    def waits(self) -> bool:
        """Whether a row waits for another person's decision; in a query its condition."""
        return self.decided_at is None

    @waits.inplace.expression
    @classmethod
    def _waits(cls) -> ColumnElement[bool]:
        return cls.decided_at.is_(None)

    @classmethod
    def waiting(cls, *where: ColumnElement[bool]) -> Select[Self]:
        """The rows that wait, those that the other conditions hold for."""
        return select(cls).where(cls.waits, *where)
