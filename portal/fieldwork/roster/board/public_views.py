"""The public duty list of each commune in a round: names and associations only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, request
from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.lists import duty_list
from portal.fieldwork.roster.models import Roster
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.units.names import fold
from portal.web.http.access import public
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from portal.surveys.models import Round

blueprint = Blueprint("duty", __name__)

LONGEST_SEARCH = 80


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
    desks_found = [
        (point, since) for point, since in desks_with_hand_in_time(round_) if fold(typed) in fold(point.unit.full)
    ]
    groups: dict[str, list[tuple[Point, datetime | None]]] = {}
    for point, since in desks_found:
        groups.setdefault(point.unit.district.capital if point.unit.district else "", []).append((point, since))
    return render(
        "fieldwork/roster/board/public_desks.html",
        survey=round_,
        groups=groups,
        typed=typed,
        **page_context.round_context(round_),
    )


@blueprint.get("/rounds/<slug>/duty/<code>")
@public
def desk(slug: str, code: str) -> str:
    """One commune's desk: who helps there on which half-day."""
    round_ = surveys.published_round(slug) or abort(404)
    point = next(
        (point for point, _since in desks_with_hand_in_time(round_) if point.unit.code == code), None
    ) or abort(404)
    plan = round_.plan_data
    roster = queries.desks([point], queries.days_of(round_, plan), plan)[0]
    return render(
        "fieldwork/roster/board/public_desk.html",
        survey=round_,
        plan=plan,
        point=point,
        tables=duty_list.day_tables(roster) if roster.handed_in_at else [],
        **page_context.round_context(round_, plan),
    )
