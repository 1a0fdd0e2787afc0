"""Pages of overlap permissions: requested by the commune, listed for the levels above, decided by the province."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint, load_helper, page
from portal.fieldwork.roster.forms import OverlapDecisionForm, OverlapPermissionForm, day_in
from portal.fieldwork.roster.shifts import coverage, overlap_permission
from portal.fieldwork.scope import load_round
from portal.web.http.access import reload, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.roster.models import Helper, OverlapPermission
    from portal.surveys.models import Round


def load_helper_of_half_day(helper_id: int, day: str, half: str) -> Helper | None:
    """The helper an address names, inside the reader's places; None for what is no half-day."""
    return load_helper(helper_id) if day_in(day) and half in coverage.HALVES else None


@blueprint.route("/roster/helpers/<int:helper_id>/double-duty/<day>/<half>", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, subject=load_helper_of_half_day)
def ask_double_duty(helper: Helper, day: str, half: str) -> ResponseReturnValue:
    """Ask the province to permit a helper at two desks in one half-day."""
    form, when = OverlapPermissionForm(), date.fromisoformat(day)
    if form.submitted() and form.accepts(overlap_permission.ask, helper, when, half, by=current_user):
        flash(_("Đã gửi đề nghị. Khi tỉnh cho phép, buổi này được phân công ngay."))
        return redirect(url_for(".mine", day=day), 303)
    helper = reload(helper)
    return page(
        "shifts/ask_overlap_permission.html",
        helper.point.round,
        point=helper.point,
        helper=helper,
        day=when,
        half=half,
        form=form,
    ), form.status


@blueprint.get("/rosters/<slug>/double-duties")
@requires(Permission.ROSTER_VIEW, subject=load_round)
def double_duties(round_: Round) -> ResponseReturnValue:
    """The overlap permissions: undecided first, then decided ones with their reasons."""
    permissions = db.session.scalars(queries.overlap_permissions(current_user.unit, round_)).all()
    return page(
        "shifts/overlap_permissions.html",
        round_,
        waiting=[permission for permission in permissions if permission.waits],
        decided=[permission for permission in permissions if not permission.waits],
    )


def load_overlap_permission(slug: str, number: int) -> OverlapPermission | None:
    """The overlap permission named by the address, within the reader's subtree."""
    round_ = load_round(slug)
    return queries.overlap_permission_in(current_user.unit, round_, number) if round_ else None


@blueprint.route("/rosters/<slug>/double-duties/<int:number>", methods=["GET", "POST"])
@requires(Permission.ROSTER_OVERRIDE, subject=load_overlap_permission)
def decide_double_duty(permission: OverlapPermission, slug: str) -> ResponseReturnValue:
    """Grant or refuse an overlap permission; the reason is kept."""
    form = OverlapDecisionForm()
    if form.submitted() and form.accepts(save_decision, permission):
        flash(_("Đã ghi quyết định về đề nghị trực hai nơi."))
        return redirect(url_for(".double_duties", slug=slug), 303)
    permission = reload(permission)
    return page(
        "shifts/decide_overlap_permission.html", permission.point.round, one=permission, form=form, slug=slug
    ), form.status


def save_decision(permission: OverlapPermission, verdict: str, reply: str) -> OverlapPermission:
    """Called by the form once its input is valid."""
    if not reply:
        raise DomainError(_("Đề nghị ghi rõ lý do."), "reply")
    return overlap_permission.decide(permission, accepted=verdict == "allow", reply=reply, by=current_user)
