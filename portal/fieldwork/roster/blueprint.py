"""The blueprint of the roster's pages, what their addresses name, and what all of them show; `views` lists them."""

from flask import Blueprint
from flask_login import current_user

from portal.fieldwork import own_round
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.models import Helper
from portal.fieldwork.roster.person_matching import pretty_phone
from portal.fieldwork.roster.shifts import coverage
from portal.surveys import page_context
from portal.surveys.models import Round
from portal.web.http.views import render

blueprint = Blueprint("roster", __name__)


@blueprint.app_template_filter("phone")
def phone_filter(digits: str) -> str:
    """A telephone number in groups."""
    return pretty_phone(digits)


def load_helper(helper_id: int, **_rest: object) -> Helper | None:
    """The helper an address names, inside the reader's places; the page is about that helper's round."""
    return own_round.about(queries.helper_in(current_user.unit, helper_id))


def page(template: str, round_: Round, block: str | None = None, **values: object) -> str:
    """Render a page about a round with what all of the roster's pages show."""
    plan = round_.plan_data
    shared = {
        "survey": round_,
        "plan": plan,
        "due": plan.deadlines.rosters,
        "late_shape": board.late_shape,
        "coverage": coverage,
        **page_context.round_context(round_, plan),
    }
    return render(f"fieldwork/roster/{template}", block, **shared | values)
