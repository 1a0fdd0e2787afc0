"""On a draft round's page: which version of which questionnaire it will ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.surveys.blueprint import blueprint
from portal.surveys.questionnaire.editing import operations, queries
from portal.surveys.questionnaire.editing.choice_form import choice_form
from portal.surveys.rounds.round_views import load_round, questionnaire_page
from portal.web.http.access import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round


@blueprint.post("/manage/rounds/<slug>/questionnaire")
@requires(Permission.QUESTIONNAIRES_EDIT, subject=load_round)
def choose_questionnaire(round_: Round, slug: str) -> ResponseReturnValue:
    """Choose another version for a round that is not approved."""
    form = choice_form(round_)
    if form.submitted() and form.accepts(choose_version, round_):
        flash(_("Đã chọn phiếu hỏi của đợt. Đề nghị duyệt cũ, nếu có, không còn hiệu lực."), "ok")
        return redirect(url_for("surveys.questionnaire", slug=slug), 303)
    return questionnaire_page(slug, form), form.status


def choose_version(round_: Round, *, form_id: int, version: str) -> None:
    row = queries.by_id(form_id)
    if row is None:
        raise DomainError(_("Chọn một phiếu trong danh sách."), "form_id")
    operations.choose(round_, row, by=current_user, version=version)
