"""The pages of what precedes the first day: one blueprint, what its addresses name, the tabs they share."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.help import desk_sheets
from portal.surveys import page_context
from portal.surveys.models import Round
from portal.surveys.plan import features
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.web.http.views import render

blueprint = Blueprint("preparing", __name__)


def render_page(template: str, round_: Round, block: str | None = None, **values: Any) -> str:
    """Render a page with what the frame and the head of every such page need."""
    plan: Plan = round_.plan_data
    head = {
        "survey": round_,
        "plan": plan,
        "tabs": tabs(plan),
        "card_url": desk_sheets.card_address(),
        **page_context.round_context(round_, plan),
    }
    return render(template, block, **{**head, **values})


def tabs(plan: Plan) -> list[tuple[str, str]]:
    """The pages of a round's preparation that the reader may open."""
    pages = [
        ("preparing.task_forces", _("%(Task_force)s"), Permission.BOARD_VIEW),
        ("preparing.directing", _("Chỉ đạo, phát động"), Permission.DIRECTING_VIEW),
        ("preparing.chat", _("%(Chat)s"), Permission.BOARD_VIEW),
    ]
    return [
        (endpoint, label)
        for endpoint, label, right in pages
        if current_user.can(right) and features.has_page(plan, endpoint)
    ]


def district_choices() -> list[tuple[str, str]]:
    """The districts to filter by; none for a reader of one district."""
    districts = [(unit.code, unit.capital) for unit in units.districts(current_user.unit)]
    return districts if len(districts) > 1 else []
