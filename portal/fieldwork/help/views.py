"""The officers' guide: what each role does, day by day."""

from __future__ import annotations

from flask import Blueprint
from flask_login import current_user

from portal.accounts.permissions import Role
from portal.fieldwork.help import desk_sheets, guides, steps
from portal.fieldwork.taskforce import chair_exclusion
from portal.web.http.access import signed_in
from portal.web.ui.fragments import render

blueprint = Blueprint("guiding", __name__)


@blueprint.get("/guide")
@signed_in
def guide() -> str:
    """The reader's own part of it."""
    return render(
        "fieldwork/help/guide.html",
        parts=guides.parts_for(Role(current_user.role)),
        pictures=steps.PICTURES,
        warning=chair_exclusion.warning(),
        card_url=desk_sheets.card_address(),
    )
