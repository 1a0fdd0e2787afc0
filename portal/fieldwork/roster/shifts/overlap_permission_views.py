"""Pages of overlap permissions: requested by the commune, listed for the levels above, decided by the province."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork import own_round
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.forms import OverlapDecisionForm, OverlapPermissionForm
from portal.fieldwork.roster.shifts import coverage, overlap_permission
from portal.fieldwork.scope import load_named_round, load_round
from portal.fieldwork.today import agenda
from portal.surveys import page_context
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.roster.models import Helper, OverlapPermission


def load_helper_of_half_day(helper_id: int, day: str, half: str) -> Helper | None:
    """The helper an address names, inside the reader's places; nothing for what is no half-day."""
    return queries.helper_in(current_user.unit, helper_id) if parse_day(day) and half in coverage.HALVES else None


def parse_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@blueprint.route("/roster/helpers/<int:helper_id>/double-duty/<day>/<half>", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, over=load_helper_of_half_day)
def ask_double_duty(helper_id: int, day: str, half: str) -> ResponseReturnValue:
    """Ask the province to permit a helper at two desks in one half-day."""
    helper, when, form = load_helper_of_half_day(helper_id, day, half), parse_day(day), OverlapPermissionForm()
    if helper is None or when is None:
        abort(404)
    own_round.set_round(helper.point.round)
    if form.submitted() and form.accepts(overlap_permission.ask, helper, when, half, by=current_user):
        flash(_("Đã gửi đề nghị. Khi tỉnh cho phép, buổi này được phân công ngay."))
        return redirect(url_for(".mine", day=day), 303)
    if request.method == "POST":
        transactions.read_only()
    helper = load_helper_of_half_day(helper_id, day, half) or abort(404)
    context: dict[str, Any] = {"helper": helper, "day": when, "half": half, "form": form, "coverage": coverage}
    return render(
        "fieldwork/roster/shifts/ask_overlap_permission.html",
        point=helper.point,
        **context,
        **page_context.round_context(helper.point.round),
    ), form.status


@blueprint.get("/rosters/<slug>/double-duties")
@requires(Permission.ROSTER_VIEW, over=load_named_round)
def double_duties(slug: str) -> ResponseReturnValue:
    """The overlap permissions: undecided first, then decided ones with their reasons."""
    round_ = load_round(slug) or abort(404)
    permissions = db.session.scalars(queries.overlap_permissions(current_user.unit, round_)).all()
    return render(
        "fieldwork/roster/shifts/overlap_permissions.html",
        survey=round_,
        waiting=[permission for permission in permissions if permission.waits],
        decided=[permission for permission in permissions if not permission.waits],
        coverage=coverage,
        **page_context.round_context(round_),
    )


def load_overlap_permission(slug: str, number: int) -> OverlapPermission | None:
    """The overlap permission named by the address, within the reader's subtree."""
    round_ = load_round(slug)
    return queries.overlap_permission_in(current_user.unit, round_, number) if round_ else None


@blueprint.route("/rosters/<slug>/double-duties/<int:number>", methods=["GET", "POST"])
@requires(Permission.ROSTER_OVERRIDE, over=load_overlap_permission)
def decide_double_duty(slug: str, number: int) -> ResponseReturnValue:
    """Grant or refuse an overlap permission; the reason is kept."""
    permission, form = load_overlap_permission(slug, number) or abort(404), OverlapDecisionForm()
    if form.submitted() and form.accepts(save_decision, permission):
        flash(_("Đã ghi quyết định về đề nghị trực hai nơi."))
        return redirect(url_for(".double_duties", slug=slug), 303)
    if request.method == "POST":
        transactions.read_only()
    permission = load_overlap_permission(slug, number) or abort(404)
    context: dict[str, Any] = {"one": permission, "form": form, "coverage": coverage, "agenda": agenda, "slug": slug}
    return render(
        "fieldwork/roster/shifts/decide_overlap_permission.html",
        **context,
        **page_context.round_context(permission.point.round),
    ), form.status


def save_decision(permission: OverlapPermission, verdict: str, reply: str) -> OverlapPermission:
    """Called by the form once its input is valid."""
    if not reply:
        raise DomainError(_("Đề nghị ghi rõ lý do."), "reply")
    return overlap_permission.decide(permission, accepted=verdict == "allow", reply=reply, by=current_user)
