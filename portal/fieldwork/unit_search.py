"""A commune found from any page by a few letters of its name, without accents: straight to its page."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.scope import load_round
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.names import fold
from portal.units.queries import matching
from portal.web.http.views import is_part, render, requires

blueprint = Blueprint("unit_search", __name__)

MOST = 12
"""How many are listed; who has typed too little types on."""
LONGEST = 80


@blueprint.get("/find")
@requires(Permission.BOARD_VIEW)
def find() -> ResponseReturnValue:
    """The communes whose names hold what was typed; the only one, at once."""
    typed, round_ = request.args.get("q", "")[:LONGEST].strip(), load_round()
    found = points_named(round_, typed) if round_ and fold(typed) else []
    slug = round_.slug if round_ else ""
    if len(found) == 1 and not is_part():
        return redirect(url_for("results.unit", slug=slug, code=found[0].unit.code), 303)
    shown = {"slug": slug, "found": found[:MOST], "more": len(found) - MOST}
    return render("fieldwork/unit_search.html", "found", typed=typed, **shown)


def points_named(round_: Round, typed: str) -> list[Point]:
    """The points of a round whose commune is named so: those whose name begins with it first."""
    points = db.session.scalars(surveys.points(current_user.unit, round_).where(matching(typed))).all()
    return sorted(points, key=lambda point: begins_otherwise(point.unit, fold(typed)))


def begins_otherwise(unit: Unit, typed: str) -> bool:
    """Whether the name itself does not begin with what was typed."""
    return not fold(unit.name).startswith(typed)
