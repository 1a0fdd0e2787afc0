"""The page on which a district moves an entry to another of its communes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity.blueprint import blueprint
from portal.fieldwork.publicity.forms import MoveForm
from portal.fieldwork.publicity.moves import moving
from portal.fieldwork.publicity.subjects import load_entry
from portal.surveys import page_context
from portal.web.http.access import reload, requires
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.publicity.models import PublicityEntry


@blueprint.route("/manage/publicity/entries/<int:entry_id>/move", methods=["GET", "POST"])
@requires(Permission.PUBLICITY_MOVE, subject=load_entry)
def move(entry: PublicityEntry) -> ResponseReturnValue:
    """Choose the commune where it belongs, and say why."""
    slug, code = entry.point.round.slug, entry.point.unit.code
    form = MoveForm(formdata=None, version=entry.version) if request.method == "GET" else MoveForm()
    form.offer(moving.targets(entry, current_user.unit))
    if form.submitted() and form.accepts(moving.move, entry, by=current_user):
        flash(_("Đã chuyển. Hai xã đều được báo."))
        return redirect(url_for(".unit", slug=slug, code=code), 303)
    return page(entry, form), form.status


def page(entry: PublicityEntry, form: MoveForm) -> str:
    """The page as the entry stands now."""
    entry = reload(entry)
    form.version.data = entry.version
    return render(
        "fieldwork/publicity/moves/move.html",
        entry=entry,
        point=entry.point,
        form=form,
        label=checklist.label_of(entry.point.round.plan_data.channels, entry.channel),
        **page_context.round_context(entry.point.round),
    )
