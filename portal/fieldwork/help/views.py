"""The officers' guide: what each role does, day by day."""

from flask import Blueprint, current_app
from flask_login import current_user

from portal.accounts.permissions import Role
from portal.fieldwork.help import desk_sheets
from portal.fieldwork.taskforce import chair_exclusion
from portal.surveys.plan import features
from portal.surveys.rounds import chosen
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
    """The reader's own part of it, without the steps of what the round's plan does not use."""
    round_ = chosen.round_at_hand()
    plan = round_.plan_data if round_ else None
    counts_visits = plan is None or features.uses(plan, features.Feature.VISITS)

    def is_there(endpoint: str) -> bool:
        permission = getattr(current_app.view_functions.get(endpoint), "permission", "")
        is_withheld = current_user.holds(permission) and not current_user.can(permission)
        return plan is None or not endpoint or (features.has_page(plan, endpoint) and not is_withheld)

    return render(
        "fieldwork/help/guide.html",
        own_part=OWN_PARTS.get(current_user.role, "province"),
        served=current_app.view_functions,  # a site that leaves rooms out shows a step without its link
        is_there=is_there,
        counts_visits=counts_visits,
        warning=chair_exclusion.warning(),
        card_url=desk_sheets.card_address(),
    )
