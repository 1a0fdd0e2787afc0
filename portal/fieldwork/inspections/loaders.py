"""What an address of these pages names, always inside the reader's places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort
from flask_login import current_user
from sqlalchemy.orm.attributes import set_committed_value

from portal.extensions import db
from portal.fieldwork.inspections import queries
from portal.fieldwork.scope import load_round
from portal.surveys import queries as surveys

if TYPE_CHECKING:
    from portal.fieldwork.inspections.models import Finding, Inspection, InspectionPlan
    from portal.surveys.models import Point, Round
    from portal.web.media.uploads import Photo


def require_round(slug: str) -> Round:
    """A round that the guard has found there."""
    return load_round(slug) or abort(404)


def load_point(slug: str, code: str) -> Point | None:
    """The point of a commune inside the reader's places."""
    round_ = load_round(slug)
    return surveys.point_in(current_user.unit, round_, code) if round_ else None


def require_point(slug: str, code: str) -> tuple[Round, Point]:
    """Round and point that the guard has found there, as they stand now."""
    round_, point = require_round(slug), load_point(slug, code) or abort(404)
    set_committed_value(point, "round", round_)
    return round_, point


def points_in_scope(round_: Round) -> list[Point]:
    """The points of a round in the reader's places, each knowing its round."""
    points = list(db.session.scalars(surveys.points(current_user.unit, round_)))
    for point in points:
        set_committed_value(point, "round", round_)
    return points


def load_plan(plan_id: int) -> InspectionPlan | None:
    return queries.plan_in(current_user.unit, plan_id)


def load_inspection(inspection_id: int) -> Inspection | None:
    return queries.inspection_in(current_user.unit, inspection_id)


def load_finding(finding_id: int) -> Finding | None:
    return queries.finding_in(current_user.unit, finding_id)


def load_photo(photo_id: str) -> Photo | None:
    return queries.photo_in(current_user.unit, photo_id)
