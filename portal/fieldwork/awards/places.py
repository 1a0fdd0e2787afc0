"""What an address of these pages names, always inside the reader's places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_login import current_user
from sqlalchemy.orm import joinedload

from portal.extensions import db
from portal.fieldwork import queries as fieldwork
from portal.fieldwork.awards import queries
from portal.surveys import queries as surveys
from portal.surveys.models import Point, Round
from portal.units.models import Unit

if TYPE_CHECKING:
    from portal.fieldwork.awards.models import AwardLine


def survey_at(slug: str | None = None) -> Round | None:
    """The round an address names, or the nearest one, among the approved ones of the reader's catalogue."""
    found = db.session.scalars(surveys.rounds(current_user.unit).where(Round.approved_at.is_not(None))).all()
    if slug is None:
        return min(found, key=fieldwork.nearness, default=None)
    return next((one for one in found if one.slug == slug), None)


def there(slug: str | None = None) -> object:
    """The page itself is always there; a named round has to be the reader's."""
    return True if slug is None else survey_at(slug)


def point_at(slug: str, code: str) -> Point | None:
    """The point of a commune of the round."""
    survey = survey_at(slug)
    if survey is None:
        return None
    found = surveys.points(current_user.unit, survey).where(Unit.code == code)
    return db.session.scalar(found.options(joinedload(Point.round)))


def line_at(slug: str, line_id: int) -> AwardLine | None:
    """A line of the round's proposal."""
    survey = survey_at(slug)
    return queries.line_in(survey, line_id) if survey else None
