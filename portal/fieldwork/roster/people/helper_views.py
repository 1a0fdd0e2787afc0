"""People of a commune's list: added, changed, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork import own_round
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.forms import ChangedHelperForm, HelperForm
from portal.fieldwork.roster.people.person_matching import pretty_phone
from portal.fieldwork.roster.shifts.own_views import reload_own_point
from portal.surveys import page_context
from portal.web.data import transactions
from portal.web.http.access import requires
from portal.web.ui.forms import PortalForm
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.roster.models import Helper
    from portal.surveys.plan.plan import Plan

ASSOCIATIONS = ("Hội Cựu chiến binh", "Hội Liên hiệp Phụ nữ", "Đoàn Thanh niên", "Hội Nông dân", "Ủy ban MTTQ Việt Nam")


def load_helper(helper_id: int) -> Helper | None:
    """The helper an address names, inside the reader's places."""
    return queries.helper_in(current_user.unit, helper_id)


def associations(plan: Plan) -> list[str]:
    """What is offered while typing: the round's own organisation first."""
    return list(dict.fromkeys((plan.helpers.organisation, *ASSOCIATIONS, "Công chức cấp xã")))


@blueprint.route("/roster/helpers/new", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT)
@of_own_round
def new_helper() -> ResponseReturnValue:
    """Add a person to the list."""
    point = own_point()
    form = HelperForm() if request.method == "POST" else HelperForm(formdata=None)
    if form.submitted() and form.accepts(operations.add_helper, point, by=current_user):
        helper: Helper = form.outcome
        flash(_("Đã thêm %(name)s. Chạm vào từng buổi để phân công.", name=helper.full_name))
        more = request.form.get("next") == "more"
        return redirect(
            url_for(".new_helper" if more else ".mine", _anchor=None if more else f"helper-{helper.id}"), 303
        )
    point = reload_own_point()
    plan = point.round.plan_data
    if request.method == "GET":
        form.association.data = plan.helpers.organisation
    context: dict[str, Any] = {"point": point, "form": form, "associations": associations(plan)}
    return render(
        "fieldwork/roster/people/helper.html", helper=None, **context, **page_context.round_context(point.round, plan)
    ), form.status


@blueprint.route("/roster/helpers/<int:helper_id>", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, over=load_helper)
def helper(helper_id: int) -> ResponseReturnValue:
    """Show and change a person on the list."""
    helper_row = load_helper(helper_id) or abort(404)
    own_round.set_round(helper_row.point.round)
    form = ChangedHelperForm() if request.method == "POST" else form_of(helper_row)
    if form.submitted() and form.accepts(operations.change_helper, helper_row, by=current_user):
        flash(_("Đã lưu thông tin %(name)s.", name=form.outcome.full_name))
        return redirect(url_for(".mine", _anchor=f"helper-{helper_id}"), 303)
    if request.method == "POST":
        transactions.read_only()
    helper_row = load_helper(helper_id) or abort(404)
    plan = helper_row.point.round.plan_data
    context: dict[str, Any] = {"point": helper_row.point, "form": form, "associations": associations(plan)}
    return render(
        "fieldwork/roster/people/helper.html",
        helper=helper_row,
        **context,
        **page_context.round_context(helper_row.point.round, plan),
    ), form.status


def form_of(helper_row: Helper) -> ChangedHelperForm:
    """The form as the row stands, the telephone in groups."""
    form = ChangedHelperForm(formdata=None, obj=helper_row)
    form.phone.data = pretty_phone(helper_row.phone)
    return form


@blueprint.route("/roster/helpers/<int:helper_id>/removal", methods=["GET", "POST"])
@requires(Permission.ROSTER_EDIT, over=load_helper)
def remove_helper(helper_id: int) -> ResponseReturnValue:
    """Remove a helper with their shifts after a confirmation."""
    helper_row, form = load_helper(helper_id) or abort(404), PortalForm()
    own_round.set_round(helper_row.point.round)
    name = helper_row.full_name
    if form.submitted() and form.accepts(operations.remove_helper, helper_row, by=current_user):
        flash(_("Đã bỏ %(name)s khỏi danh sách.", name=name))
        return redirect(url_for(".mine"), 303)
    if request.method == "POST":
        transactions.read_only()
    helper_row = load_helper(helper_id) or abort(404)
    shifts = queries.shifts_of(helper_row)
    context: dict[str, Any] = {"point": helper_row.point, "helper": helper_row, "shifts": shifts, "form": form}
    return render(
        "fieldwork/roster/people/remove_helper.html", **context, **page_context.round_context(helper_row.point.round)
    ), form.status
