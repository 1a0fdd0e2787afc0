"""The officers' guide: what each role does, day by day."""

from flask import Blueprint, current_app
from flask_login import current_user

from portal.accounts.permissions import Role
from portal.fieldwork.help import desk_sheets
from portal.fieldwork.taskforce import chair_exclusion
from portal.web.http.views import render, signed_in

blueprint = Blueprint("guiding", __name__)

OWN_PARTS: dict[str, str] = {
    Role.COMMUNE_OFFICER: "commune",
    Role.COMMUNE_LEAD: "commune",
    Role.DISTRICT_MONITOR: "district",
    Role.VETERANS_OFFICE: "veterans",
    Role.ACCOUNT_ADMIN: "accounts",
}
"""The template of each role's steps; all others work at the province."""


@blueprint.get("/guide")
@signed_in
def guide() -> str:
    """The reader's own part of it."""
    return render(
        "fieldwork/help/guide.html",
        own_part=OWN_PARTS.get(current_user.role, "province"),
        served=current_app.view_functions,  # a site that leaves rooms out shows a step without its link
        warning=chair_exclusion.warning(),
        card_url=desk_sheets.card_address(),
    )
