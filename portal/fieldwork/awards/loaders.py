"""What an address of these pages names, always inside the reader's places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.fieldwork.awards import queries
from portal.fieldwork.scope import load_round
from portal.surveys import queries as surveys
from portal.surveys.models import Point
from portal.units.models import Unit

if TYPE_CHECKING:
    from portal.fieldwork.awards.models import AwardLine


def load_point(slug: str, code: str) -> Point | None:
    """The point of a commune of the round."""
    survey = load_round(slug)
    if survey is None:
        return None
    found = surveys.points(current_user.unit, survey).where(Unit.code == code)
    return db.session.scalar(found.options(joinedload(Point.round)))


def load_line(slug: str, line_id: int) -> AwardLine | None:
    """A line of the round's proposal."""
    survey = load_round(slug)
    return queries.line_in(survey, line_id) if survey else None
