"""Who helps at a commune's desk on a day, as its roster has it: names alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.extensions import db
from portal.fieldwork.roster.models import Helper, Shift

if TYPE_CHECKING:
    from datetime import date

    from portal.surveys.models import Point


def on_duty(point: Point, day: date) -> tuple[str, ...]:
    """Those on duty in either half of the day, in the order of the list; none where no roster is kept."""
    todays = select(Shift.helper_id).where(Shift.point_id == point.id, Shift.day == day)
    return tuple(db.session.scalars(select(Helper.full_name).where(Helper.id.in_(todays)).order_by(Helper.id)))
