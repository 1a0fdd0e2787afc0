"""Mended words of a running form."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.approvals.models import Asked
from portal.extensions import unique_where
from portal.surveys.models import Round


class FormErratum(Asked):
    """The words of one question before and after, in both languages; `number` counts those of a round agreed to."""

    __tablename__ = "form_erratum"
    __table_args__ = (
        UniqueConstraint("round_id", "number"),
        unique_where("uq_form_erratum_waiting", "round_id", where="decided_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    number: Mapped[int | None]
    question: Mapped[str] = mapped_column(String(10))
    before: Mapped[dict[str, str]] = mapped_column(JSON)
    after: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")

    round: Mapped[Round] = relationship()
    asker: Mapped[Account] = relationship(foreign_keys="FormErratum.asked_by")
    decider: Mapped[Account | None] = relationship(foreign_keys="FormErratum.decided_by")
