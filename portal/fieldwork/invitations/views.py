"""The page of a day's tally of invitations."""

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.invitations import operations, queries
from portal.fieldwork.invitations.forms import InvitationsForm
from portal.fieldwork.invitations.models import InvitationCount
from portal.fieldwork.own_round import of_own_round
from portal.fieldwork.visits.views import blueprint, load_point_and_day
from portal.surveys import page_context
from portal.surveys.models import Point
from portal.web.data import transactions
from portal.web.http.views import render, requires
from portal.web.ui.formats import day_month


@blueprint.route("/visits/<day>/invited", methods=["GET", "POST"])
@requires(Permission.VISITS_ENTER)
@of_own_round
def invited(day: str) -> ResponseReturnValue:
    """How many were invited: asked and kept once the day is «chốt»."""
    point, when = load_point_and_day(day)
    # before the page: whoever may not enter yet is told so, not asked
    operations.check_may_enter(point, when)
    if request.method == "GET":
        return tally_page(point, when, form_for(queries.tally_of(point, when)))
    form = InvitationsForm()
    if form.submitted() and form.accepts(operations.save_tally, point, when, by=current_user):
        flash(_("Đã lưu số người được mời ngày %(day)s.", day=day_month(when)), "ok")
        return redirect(url_for(".visits", day=day), 303)
    # a refused post gives its transaction back before its page is read anew
    transactions.read_only()
    fresh, _day = load_point_and_day(day)
    tally = queries.tally_of(fresh, when)
    form.version.data = tally.version if tally else 0
    return tally_page(fresh, when, form), form.status


def form_for(tally: InvitationCount | None) -> InvitationsForm:
    """The form as the row stands."""
    if tally is None:
        return InvitationsForm(formdata=None, version=0)
    return InvitationsForm(formdata=None, morning=tally.morning, afternoon=tally.afternoon, version=tally.version)


def tally_page(point: Point, day: date, form: InvitationsForm) -> str:
    context = page_context.round_context(point.round)
    return render("fieldwork/invitations/tally.html", point=point, day=day, form=form, **context)
