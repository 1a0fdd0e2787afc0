"""Requests to enter the resolution by which old units went into new ones."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.approvals.models import Asked
from portal.extensions import unique_where


class LinkRequest(Asked):
    """Links of two catalogues, as pairs of codes, with the resolution that gives them their ground."""

    __tablename__ = "unit_link_request"
    __table_args__ = (
        unique_where("uq_unit_link_request_waiting", "earlier_id", "later_id", where="decided_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    earlier_id: Mapped[int] = mapped_column(ForeignKey("catalogue.id"))
    later_id: Mapped[int] = mapped_column(ForeignKey("catalogue.id"))
    number: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    article: Mapped[str] = mapped_column(String(60), default="")
    pairs: Mapped[list[list[str]]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")

    asker: Mapped[Account] = relationship(foreign_keys="LinkRequest.asked_by")
    decider: Mapped[Account | None] = relationship(foreign_keys="LinkRequest.decided_by")
