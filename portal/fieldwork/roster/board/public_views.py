"""The public duty list of each commune in a round: names and associations only."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, abort, request
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.lists import duty_list
from portal.fieldwork.roster.models import Roster
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.units.names import fold, in_english
from portal.web.http.views import public, render
from portal.web.ui.formats import ENGLISH
from portal.web.ui.listing import LONGEST_SEARCH

blueprint = Blueprint("duty", __name__)


def desks_with_hand_in_time(round_: Round) -> Sequence[tuple[Point, datetime | None]]:
    """Every desk of a round with when its list was handed in, in the order of the unit list."""
    query = (
        select(Point, Roster.handed_in_at)
        .join(Point.unit)
        .outerjoin(Roster, Roster.point_id == Point.id)
        .where(Point.round_id == round_.id)
        .options(contains_eager(Point.unit).joinedload(Unit.parent))
        .order_by(Unit.position)
    )
    return [(point, since) for point, since in db.session.execute(query)]


@blueprint.get("/rounds/<slug>/duty")
@public
def desks(slug: str) -> str:
    """The communes of a round, to look up who helps where."""
    round_ = surveys.published_round(slug) or abort(404)
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    groups: dict[str, list[tuple[Point, datetime | None]]] = {}
    for point, since in desks_with_hand_in_time(round_):
        if fold(typed) in fold(point.unit.full):
            district = point.unit.district
            groups.setdefault(shown(district.capital) if district else "", []).append((point, since))
    return page("public_desks", round_, groups=groups, typed=typed)


@blueprint.get("/rounds/<slug>/duty/<code>")
@public
def desk(slug: str, code: str) -> str:
    """One commune's desk: who helps there on which half-day."""
    round_ = surveys.published_round(slug) or abort(404)
    points = {point.unit.code: point for point, _since in desks_with_hand_in_time(round_)}
    point = points.get(code) or abort(404)
    roster = queries.desk(point, round_)
    # a list is public once it was handed in
    tables = duty_list.day_tables(roster) if roster.handed_in_at else []
    return page("public_desk", round_, plan=round_.plan_data, point=point, tables=tables)


def shown(name: str) -> str:
    """The name of a unit in the page's language."""
    return in_english(name) if ENGLISH.get() else name


def page(name: str, round_: Round, **values: object) -> str:
    context: dict[str, object] = {"survey": round_, "name_of": shown, **page_context.round_context(round_), **values}
    return render(f"fieldwork/roster/board/{name}.html", None, **context)
