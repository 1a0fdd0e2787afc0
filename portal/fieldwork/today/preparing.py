"""The pages of what precedes the first day: one blueprint, what its addresses name, the tabs they share."""

from typing import Any

from flask import Blueprint, g, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.help import desk_sheets
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.units import queries as units
from portal.units.models import Unit
from portal.web.data import transactions
from portal.web.http.views import render

blueprint = Blueprint("preparing", __name__)


def load_approved_round(slug: str, **_rest: object) -> Round | None:
    """The round an address names, if it is approved and of the reader's catalogue."""
    round_ = surveys.round_in(current_user.unit, slug)
    return round_ if round_ is not None and round_.approved_at is not None else None


def load_point(slug: str, code: str, **_rest: object) -> Point | None:
    """The point of a commune inside the reader's places; its round comes along in `g.survey`."""
    g.survey = load_approved_round(slug)
    if g.survey is None:
        return None
    # its round is read with it: forms ask for its plan
    query = surveys.points(current_user.unit, g.survey).where(Unit.code == code)
    return db.session.scalar(query.options(joinedload(Point.round)))


def render_page(template: str, round_: Round, block: str | None = None, **values: Any) -> str:
    """Render a page with what the frame and the head of every such page need."""
    plan: Plan = round_.plan_data
    head = {
        "survey": round_,
        "plan": plan,
        "tabs": tabs(),
        "card_url": desk_sheets.card_address(),
        **page_context.round_context(round_, plan),
    }
    return render(template, block, **{**head, **values})


def tabs() -> list[tuple[str, str]]:
    """The pages of a round's preparation that the reader may open."""
    pages = [
        ("preparing.task_forces", _("Tổ công tác"), Permission.BOARD_VIEW),
        ("preparing.directing", _("Chỉ đạo, phát động"), Permission.DIRECTING_VIEW),
        ("preparing.chat", _("Nhóm Zalo"), Permission.BOARD_VIEW),
    ]
    return [(endpoint, label) for endpoint, label, right in pages if current_user.can(right)]


def start_reading() -> None:
    """Before a refused post's page is read anew: give its transaction back."""
    if request.method == "POST":
        transactions.read_only()


def district_choices() -> list[tuple[str, str]]:
    """The districts to filter by; none for a reader of one district."""
    districts = [(unit.code, unit.capital) for unit in units.districts(current_user.unit)]
    return districts if len(districts) > 1 else []
