"""Two of a commune's places at the thumb: «Bàn hỗ trợ» and «Báo cáo»; «Hôm nay» is with the visits."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task
from portal.fieldwork.own_round import with_own_point
from portal.fieldwork.today import places
from portal.surveys import page_context
from portal.surveys.models import Point
from portal.surveys.plan.plan import Plan
from portal.web.http.views import render, requires

blueprint = Blueprint("places", __name__)


@blueprint.get("/support-desk")
@requires(Permission.ROSTER_EDIT)
@with_own_point()
def desk(point: Point) -> ResponseReturnValue:
    """The desk: its people, phones, poster and card, and what inspections found there."""
    plan = point.round.plan_data
    return place_page(_("Bàn hỗ trợ"), point, plan, list(places.of_desk(point, plan, current_user)))


@blueprint.get("/own-reports")
@requires(Permission.VISITS_ENTER)
@with_own_point()
def reports(point: Point) -> ResponseReturnValue:
    """What the commune hands in: its report, its papers, the figures for the other software."""
    plan = point.round.plan_data
    return place_page(_("Báo cáo"), point, plan, list(places.of_reports(point, plan, current_user)))


def place_page(title: str, point: Point, plan: Plan, rows: list[Task]) -> str:
    """A place: its rows, each with how it stands and its verb."""
    shown = {"title": title, "point": point, "rows": rows, **page_context.round_context(point.round, plan)}
    return render("fieldwork/today/place.html", **shown)
