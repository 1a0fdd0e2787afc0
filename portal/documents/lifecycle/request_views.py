"""Making a paper: which kind, of which round, unit, month and day; said what will happen, then done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from flask import g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.permissions import Permission
from portal.ballots import counting
from portal.documents.blueprint import blueprint
from portal.documents.forms import RequestForm
from portal.documents.kinds import KINDS
from portal.documents.lifecycle import document_permissions, operations
from portal.documents.lifecycle.requests import Request
from portal.errors import DomainError
from portal.extensions import db
from portal.surveys.models import Round
from portal.surveys.queries import round_in, rounds
from portal.units.models import Unit
from portal.units.queries import in_scope, within
from portal.web.data import clock
from portal.web.http.access import requires
from portal.web.ui.formats import short_date
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from flask.typing import ResponseReturnValue

    from portal.documents.kinds import Kind
    from portal.documents.models import Document

TYPED_MONTH = re.compile(r"(?:tháng *)?([0-9]{1,2}) *[/.-] *(20[0-9]{2})|(20[0-9]{2})-([0-9]{2})", re.ASCII)


def load_kind(kind: str) -> Kind | None:
    """A kind that the reader's own unit issues."""
    known = KINDS.get(kind)
    return known if known in document_permissions.kinds_for(current_user.unit) else None


@blueprint.get("/documents/new")
@requires(Permission.DOCUMENTS_MAKE)
def choose() -> ResponseReturnValue:
    """The kinds of papers a reader's unit issues."""
    return render("documents/lifecycle/choose.html", kinds=document_permissions.kinds_for(current_user.unit))


@blueprint.route("/documents/new/<kind>", methods=["GET", "POST"])
@requires(Permission.DOCUMENTS_MAKE, over=load_kind)
def new(kind: str) -> ResponseReturnValue:
    """Ask for a paper of one kind."""
    chosen: Kind = g.subject
    form = request_form(chosen)
    if form.submitted() and form.accepts(lambda **typed: make(chosen, typed)):
        return redirect(url_for(".show", document_id=form.outcome.id), 303)
    return render("documents/lifecycle/request.html", kind=KINDS[kind], form=form), form.status


def request_form(kind: Kind) -> RequestForm:
    """The form of a kind, without what it does not need."""
    form = RequestForm(round=request.args.get("round"), unit=request.args.get("unit"), month=this_month())
    needed = {
        "round": kind.needs_round,
        "unit": document_permissions.chooses_unit(kind),
        "month": kind.needs_month,
        "day": kind.needs_day,
    }
    for name in [name for name, is_needed in needed.items() if not is_needed]:
        del form[name]
    if "round" in form:
        form["round"].choices = [(one.slug, one.title) for one in offered_rounds()]
    if "unit" in form:
        form["unit"].choices = offered_units()
    if "day" in form:
        form["day"].choices = offered_days()
    return form


def this_month() -> str:
    """The month at hand, as a browser's field and a person write it."""
    return clock.today().strftime("%m/%Y")


def offered_rounds() -> list[Round]:
    """Approved rounds, the latest first."""
    query = rounds(current_user.unit).where(Round.approved_at.is_not(None))
    return list(db.session.scalars(query))


def offered_days() -> list[tuple[str, str]]:
    """The days of those rounds that are over, the latest first."""
    days = {day for round_ in offered_rounds() for day in counting.days_over(round_)}
    return [(day.isoformat(), short_date(day)) for day in sorted(days, reverse=True)]


def offered_units() -> list[tuple[str, str]]:
    """The districts and communes of the reader's places, each named with its district."""
    units = select_units()
    return [(one.code, f"{one.title}, {one.parent.title}" if one.parent else one.title) for one in units]


def select_units() -> Sequence[Unit]:
    """Below the reader's own unit, in the order of the list."""
    query = select(Unit).where(within(current_user.unit), Unit.id != current_user.unit_id)
    return db.session.scalars(query.options(joinedload(Unit.parent)).order_by(Unit.position)).all()


def make(kind: Kind, typed: dict[str, Any]) -> Document:
    """Hand what was typed to the operation."""
    round_ = round_in(current_user.unit, typed["round"]) if typed.get("round") else None
    if "round" in typed and round_ is None:
        raise DomainError(_("Không có đợt khảo sát này."), "round")
    paper_request = Request(
        round=round_,
        unit=unit_of(kind, typed.get("unit")),
        month=month_of(typed.get("month")),
        day=day_of(round_, typed["day"]) if round_ and "day" in typed else None,
    )
    return operations.make(kind.name, paper_request, by=current_user)


def day_of(round_: Round, typed: str) -> date:
    """One of the round's days. Raises DomainError."""
    chosen = next((day for day in round_.days if day.isoformat() == typed), None)
    if chosen is None:
        raise DomainError(_("Ngày này không thuộc đợt khảo sát đã chọn."), "day")
    return chosen


def unit_of(kind: Kind, code: str | None) -> Unit | None:
    """The unit a paper is about: one's own below the province, the chosen one above."""
    if not kind.needs_unit:
        return None
    if not document_permissions.chooses_unit(kind):
        own: Unit = current_user.unit
        return own
    unit = in_scope(current_user.unit, code or "")
    if unit is None:
        raise DomainError(_("Không có đơn vị này."), "unit")
    return unit


def month_of(typed: str | None) -> str:
    """«2024-06» for «6/2024», «tháng 6/2024» or a browser's own. Raises DomainError."""
    if typed is None:
        return ""
    match = TYPED_MONTH.fullmatch(typed.strip().lower())
    month, year = (match[1] or match[4], match[2] or match[3]) if match else ("0", "")
    if int(month) not in range(1, 13):
        raise DomainError(_("Nhập tháng, ví dụ 6/2024."), "month")
    return f"{year}-{int(month):02d}"
