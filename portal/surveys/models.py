"""Rounds, questionnaire versions, survey points, who holds the chair, and actions of two persons."""

from __future__ import annotations

import json
from collections.abc import Container
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.approvals.models import Asked
from portal.extensions import JsonText, Model, UtcDateTime, unique_where
from portal.surveys.plan import earlier
from portal.surveys.plan.deadlines import complaints_end
from portal.surveys.plan.plan import Plan
from portal.surveys.questionnaire.questionnaire import Questionnaire as Form
from portal.units.models import Unit
from portal.web.data import clock

# A form issued before closing is taken this long after it, the end exclusive (P21).
GRACE = timedelta(minutes=15)


class Questionnaire(Model):
    """One version of a form as data; frozen once a round that uses it is approved.

    `body` is always whole. `draft` is the same form while it is being edited and still has mistakes. `office` is the
    one office that sees it (`Catalogue.office`); empty where all do: from before there were offices, or of several.
    """

    __tablename__ = "questionnaire"
    __table_args__ = (UniqueConstraint("code", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    body_text: Mapped[str] = mapped_column("body", JsonText)
    digest: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # SQL NULL and not JSON's: queries ask for it.
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    editors: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    office: Mapped[str] = mapped_column(String(40), default="", server_default="")
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def body(self) -> dict[str, Any]:
        """The form as JSON, anew each time; a changed one is set as a whole."""
        body: dict[str, Any] = json.loads(self.body_text)
        return body

    @body.setter
    def body(self, body: dict[str, Any]) -> None:
        self.body_text = json.dumps(body)

    @property
    def form(self) -> Form:
        """The body as the questionnaire it describes."""
        return form_in(self.body_text)

    @property
    def working_body(self) -> dict[str, Any]:
        """The body that is edited: the draft where there is one."""
        return self.body if self.draft is None else self.draft

    @property
    def name(self) -> str:
        """As events name it: «PKS02-MD-1/2»."""
        return f"{self.code}/{self.version}"

    @property
    def state(self) -> str:
        """draft, confirmed or frozen."""
        if self.frozen_at is not None:
            return "frozen"
        return "confirmed" if self.confirmed_at is not None else "draft"


@lru_cache(maxsize=16)
def form_in(text: str) -> Form:
    """The questionnaire that a text of JSON describes; read once a process, like a plan."""
    return Form.from_json(json.loads(text))


@lru_cache(maxsize=16)
def plan_in(text: str) -> Plan:
    """The plan that a text of JSON describes; read once a process, for every page asks for it."""
    return Plan.from_json(earlier.as_said(json.loads(text)))


class Round(Model):
    """One run of a survey. `opens_at` and `closes_at` are moments in UTC, the end exclusive.

    `ballot_key` is the public half of the key that answers are sealed to; a round approved before there were keys has
    none. `purged_at` tells when everything that could lead from a ballot to a person was taken out, before opening;
    `erased_at` when ballots and comments themselves were.
    """

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    catalogue_id: Mapped[int] = mapped_column("catalogue_year", ForeignKey("catalogue.id"))
    title: Mapped[str] = mapped_column(String(300))
    plan_text: Mapped[str] = mapped_column("plan", JsonText)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    preset: Mapped[str] = mapped_column(String(1))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ballot_key: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    results_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    simulated: Mapped[bool] = mapped_column(default=False)
    # how many errata its form has, and the form with all of them; None while it has none
    errata: Mapped[int] = mapped_column(default=0, server_default="0")
    mended_text: Mapped[str | None] = mapped_column("mended_form", Text)
    version: Mapped[int] = mapped_column(default=1)

    questionnaire: Mapped[Questionnaire] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}

    @property
    def form(self) -> Form:
        """The form as citizens read it: frozen with the questionnaire, its spelling mended since."""
        return form_in(self.mended_text or self.questionnaire.body_text)

    @form.setter
    def form(self, form: Form) -> None:
        self.mended_text = json.dumps(form.to_json())

    @property
    def plan(self) -> dict[str, Any]:
        """The plan as JSON, anew each time; a changed one is set as a whole."""
        return earlier.as_said(json.loads(self.plan_text))

    @plan.setter
    def plan(self, plan: dict[str, Any]) -> None:
        self.plan_text = json.dumps(earlier.to_keep(plan))

    @property
    def state(self) -> str:
        """draft, approved, open, closed, opened, released or erased: the actions decide, then the clock."""
        if self.approved_at is None:
            return "draft"
        if self.erased_at is not None:
            return "erased"
        if self.released_at is not None:
            return "released"
        if self.results_opened_at is not None:
            return "opened"
        moment = clock.now()
        if moment < self.opens_at:
            return "approved"
        return "open" if moment < self.closes_at else "closed"

    def withheld_from(self, role: str) -> Container[str]:
        """The rights that the plan takes from a role."""
        withheld: Container[str] = self.plan_data.roles.withheld.of(role)
        return withheld

    @property
    def first_day(self) -> date:
        """The first local day of the window."""
        return clock.local(self.opens_at).date()

    @property
    def last_day(self) -> date:
        """The last local day of the window."""
        # The end is exclusive: midnight belongs to the day before.
        return clock.local(self.closes_at - timedelta(microseconds=1)).date()

    @property
    def days(self) -> list[date]:
        """The local days of the window, in order."""
        first = self.first_day
        return [first + timedelta(days=n) for n in range((self.last_day - first).days + 1)]

    @property
    def days_begun(self) -> list[date]:
        """The days of the window until today."""
        return [day for day in self.days if day <= clock.today()]

    @property
    def visit_days(self) -> list[date]:
        """The days for which a figure is entered that ballots are held against; one for the round stands on its last.

        None where the plan holds ballots against nothing.
        """
        plan = self.plan_data
        if plan.counts_by_day:
            return self.days
        return [self.last_day] if plan.turnout else []

    @property
    def plan_data(self) -> Plan:
        """The plan as the dataclasses it describes."""
        return plan_in(self.plan_text)

    @property
    def kept_until(self) -> date:
        """The last day on which ballots and comments are kept for complaints; from the next on they may be erased."""
        return self.plan_data.deadlines.complaints or complaints_end(self.last_day)

    @property
    def takes_until(self) -> datetime:
        """The first moment at which no form is taken any more."""
        return self.closes_at + GRACE


class Office(Model):
    """Who runs the installation for a province and whom people call, as told at its set-up: plans begin with it."""

    __tablename__ = "office"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    telephone: Mapped[str] = mapped_column(String(40))


class PlanDraft(Model):
    """A plan that is written on pages.

    `body_text` is None while it stands as its round's own plan: then that is the one text. It holds what is written of
    a plan that has mistakes yet, or of no round. `lender_text` is a whole plan, which lends previews what is missing.
    """

    __tablename__ = "plan_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), unique=True)
    body_text: Mapped[str | None] = mapped_column("body", JsonText(none_as_null=True))
    lender_text: Mapped[str] = mapped_column("lender", JsonText)
    edited_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round | None] = relationship(lazy="joined")
    editor: Mapped[Account] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": revision}

    @property
    def body(self) -> dict[str, Any]:
        """The plan as JSON's values as it stands, anew each time."""
        body: dict[str, Any] = json.loads(self.body_text or (self.round.plan_text if self.round else "{}"))
        return body

    @property
    def lender(self) -> Plan:
        """The plan that lends what is missing."""
        return plan_in(self.lender_text)


class Point(Model):
    """A commune within a round; owns the QR code."""

    __tablename__ = "point"
    __table_args__ = (UniqueConstraint("round_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    desk_name: Mapped[str] = mapped_column(String(200), default="")
    desk_address: Mapped[str] = mapped_column(String(300), default="")
    desk_hours: Mapped[str] = mapped_column(String(200), default="")
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")
    tenures: Mapped[list[ChairTenure]] = relationship(
        lazy="raise", order_by="ChairTenure.from_day", back_populates="point"
    )

    __mapper_args__ = {"version_id_col": version}


class ChairTenure(Model):
    """Who holds the chair of a commune, from when until when. Without a row: an incumbent, unnamed."""

    __tablename__ = "chair_tenure"
    __table_args__ = (CheckConstraint("status IN ('incumbent', 'acting', 'vacant', 'secretary_chair')", name="status"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    status: Mapped[str] = mapped_column(String(20))
    holder: Mapped[str] = mapped_column(String(100), default="")
    from_day: Mapped[date]
    until_day: Mapped[date | None]

    point: Mapped[Point] = relationship(back_populates="tenures", lazy="raise")


class ApprovalRequest(Asked):
    """A request for an action that needs two persons: asked by one, decided by another."""

    __tablename__ = "deed"
    __table_args__ = (
        CheckConstraint("kind IN ('approve', 'close', 'extend', 'open_results', 'release', 'erase')", name="kind"),
        Index("ix_deed_round_id_kind", "round_id", "kind"),
        unique_where("uq_deed_waiting", "round_id", "kind", where="decided_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    kind: Mapped[str] = mapped_column(String(20))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")

    round: Mapped[Round] = relationship(lazy="raise")
    asker: Mapped[Account] = relationship(foreign_keys="ApprovalRequest.asked_by")
    decider: Mapped[Account | None] = relationship(foreign_keys="ApprovalRequest.decided_by")
