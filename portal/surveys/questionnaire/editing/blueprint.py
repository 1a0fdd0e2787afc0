"""The blueprint of the pages about questionnaires, and the version an address names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, url_for
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.surveys.questionnaire.editing import bodies, operations, queries, words
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Questionnaire
    from portal.web.ui.forms import PortalForm

blueprint = Blueprint("questionnaires", __name__, url_prefix="/manage/questionnaires")


def load_questionnaire(form_id: int, **_rest: object) -> Questionnaire | None:
    """A version of the library, which all catalogues of the province share."""
    return queries.by_id(form_id)


def show(template: str, row: Questionnaire, **values: Any) -> str:
    """Render a page of one version."""
    body = operations.working_body(row)
    can_edit = current_user.can(Permission.QUESTIONNAIRES_EDIT)
    return render(
        template,
        row=row,
        body=body,
        flaws=bodies.flaws(body) if row.draft is not None else [],
        may_write=can_edit and row.state == "draft",
        can_edit=can_edit,
        words=words,
        part_url=part_url,
        **values,
    )


def part_url(row: Questionnaire, flaw: bodies.Flaw) -> str:
    """Where a mistake is mended; empty for what no page shows."""
    if flaw.index is not None and flaw.part in bodies.LISTS:
        return url_for(".edit_part", form_id=row.id, part=flaw.part, index=flaw.index)
    if flaw.part in bodies.LISTS:
        return f"#{flaw.part}"
    part = "comment" if flaw.part == "comment" else "general"
    return url_for(".edit_single", form_id=row.id, part=part)


def version_page(row: Questionnaire, form: PortalForm) -> ResponseReturnValue:
    """Render one version with all its parts."""
    who = queries.accounts([*row.editors, row.confirmed_by])
    used = queries.rounds_by_form(current_user.unit).get(row.id, [])
    may = {
        "confirm": current_user.can(Permission.QUESTIONNAIRES_CONFIRM) and row.state == "draft" and bool(row.editors),
        "reopen": current_user.can(Permission.QUESTIONNAIRES_EDIT) and row.state == "confirmed",
    }
    return show("surveys/questionnaire/editing/version.html", row, form=form, who=who, used=used, may=may), form.status
