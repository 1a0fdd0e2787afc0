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
    round_ = load_round(slug)
    if round_ is None:
        return None
    query = surveys.points(current_user.unit, round_).where(Unit.code == code)
    return db.session.scalar(query.options(joinedload(Point.round)))


def load_line(slug: str, line_id: int) -> AwardLine | None:
    """A line of the round's proposal."""
    round_ = load_round(slug)
    return queries.line_in(round_, line_id) if round_ else None
