"""The launch of the campaign: when, where, how many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.directing import operations, queries
from portal.fieldwork.directing.forms import LaunchForm
from portal.fieldwork.directing.models import Launch
from portal.fieldwork.preparing import approved_round, blueprint, reading_again, show
from portal.web.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def launch_at(slug: str, launch_id: int) -> Launch | None:
    """A launch of a unit inside the reader's places; the round comes along in `g.survey`."""
    g.survey = approved_round(slug)
    if g.survey is None:
        return None
    return db.session.scalar(queries.launches_in(current_user.unit, g.survey).where(Launch.id == launch_id))


@blueprint.route("/manage/rounds/<slug>/directing/launches/new", methods=["GET", "POST"])
@requires(Permission.LAUNCHES_ENTER, over=approved_round)
def new_launch(slug: str) -> ResponseReturnValue:
    """Enter a launch."""
    g.survey = g.subject
    form = LaunchForm()
    if request.method == "GET":
        form.organiser.data = operations.issuer_of(g.survey.plan_data, current_user)
    return entered(slug, form, None)


@blueprint.route("/manage/rounds/<slug>/directing/launches/<int:launch_id>", methods=["GET", "POST"])
@requires(Permission.LAUNCHES_ENTER, over=launch_at)
def edit_launch(slug: str, launch_id: int) -> ResponseReturnValue:
    """Look at a launch; change it, if it is one's own unit's."""
    _ = launch_id
    launch: Launch = g.subject
    return entered(slug, LaunchForm(obj=launch) if request.method == "GET" else LaunchForm(), launch)


def entered(slug: str, form: LaunchForm, launch: Launch | None) -> ResponseReturnValue:
    """Keep what was typed, or show the form."""
    if form.submitted() and form.accepts(operations.enter_launch, g.survey, launch, by=current_user):
        flash(_("Đã lưu phát động ra quân."))
        return redirect(url_for(".directing", slug=slug), 303)
    reading_again()
    g.survey = approved_round(slug) or abort(404)
    shown = launch_at(slug, launch.id) if launch else None
    if shown is not None and form.status == 409:  # noqa: PLR2004 - the next save is made knowingly
        form.version.data = shown.version
    page = show("fieldwork/directing/launch.html", g.survey, slug=slug, form=form, launch=shown)
    return page, form.status


@blueprint.post("/manage/rounds/<slug>/directing/launches/<int:launch_id>/withdraw")
@requires(Permission.LAUNCHES_ENTER, over=launch_at)
def withdraw_launch(slug: str, launch_id: int) -> ResponseReturnValue:
    """Take a launch off the list."""
    _launch_id = launch_id
    operations.take_back(g.subject, by=current_user)
    flash(_("Đã bỏ khỏi danh sách."))
    return redirect(url_for(".directing", slug=slug), 303)
