"""Official papers: the figures frozen, the words written, the bytes made of them; their life; the signed copies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.documents.lifecycle.states import CHECKING, State
from portal.extensions import Model, UtcDateTime
from portal.surveys.models import Round
from portal.units.models import Unit
from portal.web.jobs.jobs import Job

DIGITAL, SCAN = "digital", "scan"


class Document(Model):
    """One paper. Its renderer receives `figures` and `paragraphs` and nothing else.

    `unit` issues it, `about` is the place it tells of where its kind has one.
    """

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'review', 'approved', 'issued', 'replaced')", name="state"),
        Index("uq_document_replaces_id", "replaces_id", unique=True),
        Index("uq_document_number_in_book", "unit_id", "number_in_book", unique=True),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    # Empty where a paper is of the whole round, or of none.
    about_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    month: Mapped[str] = mapped_column(String(7), default="")
    title: Mapped[str] = mapped_column(String(300))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    figures_digest: Mapped[str] = mapped_column(String(64))
    paragraphs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    # What people made of the offered sentences (papers/offers.py), each choice there was, in its order.
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, server_default="[]")
    recipients: Mapped[list[str]] = mapped_column(JSON, default=list)
    state: Mapped[str] = mapped_column(String(10), default=State.DRAFT)
    reason: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str] = mapped_column(String(40), default="")
    number_in_book: Mapped[str | None] = mapped_column(String(60))  # «2024/BC/12», once; None for one of before it was
    issued_on: Mapped[date | None]
    signer_capacity: Mapped[str] = mapped_column(String(100), default="")
    signer_office: Mapped[str] = mapped_column(String(100), default="")
    signer_name: Mapped[str] = mapped_column(String(100), default="")
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    file_id: Mapped[str | None] = mapped_column(String(32))
    districts_file_id: Mapped[str | None] = mapped_column(String(32))
    restricted_file_id: Mapped[str | None] = mapped_column(String(32))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Whether its annexes that are sent apart are a state secret; None until an approver has said, or it has none.
    annexes_secret: Mapped[bool | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    replaces_id: Mapped[str | None] = mapped_column(ForeignKey("document.id"))
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round | None] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="raise")
    about: Mapped[Unit | None] = relationship(foreign_keys=[about_id], lazy="raise")
    job: Mapped[Job | None] = relationship(lazy="raise")
    asker: Mapped[Account] = relationship(foreign_keys=[asked_by], lazy="raise")
    approver: Mapped[Account | None] = relationship(foreign_keys=[approved_by], lazy="raise")
    replaces: Mapped[Document | None] = relationship(remote_side="Document.id", lazy="raise")

    @property
    def signer(self) -> str:
        """Capacity, office and name of the signer, as far as they are filled in."""
        return ", ".join(filter(None, (self.signer_capacity, self.signer_office, self.signer_name)))

    __mapper_args__ = {"version_id_col": version}  # two who save at once: the second is told of the first


class SignedCopy(Model):
    """A paper as it came back from the office's own signing tool.

    Being checked; doubtful (a scan, until the clerk has compared it); taken; refused, its bytes forgotten; outdated by
    a later change of the paper.
    """

    __tablename__ = "signed_copy"
    __table_args__ = (
        CheckConstraint("way IN ('digital', 'scan')", name="way"),
        CheckConstraint("state IN ('checking', 'doubtful', 'taken', 'refused', 'outdated')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    way: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=CHECKING)
    approved_sha256: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[str | None] = mapped_column(String(32), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    signatures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    refusal: Mapped[str] = mapped_column(Text, default="")
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    sent_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    document: Mapped[Document] = relationship(lazy="raise")
    job: Mapped[Job | None] = relationship(lazy="raise")
    sender: Mapped[Account] = relationship(foreign_keys=[sent_by], lazy="raise")
    confirmer: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by], lazy="raise")

    @property
    def signers(self) -> list[dict[str, Any]]:
        """Who signed, when: the moments as moments."""
        return [{**one, "moment": datetime.fromisoformat(one["at"]) if one["at"] else None} for one in self.signatures]
