"""Reading tallies of invitations, inside a subtree of units."""

from datetime import date

from sqlalchemy import func, select

from portal.extensions import db
from portal.fieldwork.invitations.models import InvitationCount
from portal.fieldwork.scope import point_ids
from portal.surveys.models import Point, Round
from portal.units.models import Unit


def tally_of(point: Point, day: date) -> InvitationCount | None:
    """A day's tally, as the database has it now."""
    query = select(InvitationCount).where(InvitationCount.point_id == point.id, InvitationCount.day == day)
    return db.session.scalar(query.execution_options(populate_existing=True))


def invited_by_day(top: Unit, round_: Round) -> list[tuple[date, int, int, int]]:
    """The days with a tally in a subtree: of how many communes, people in the morning, in the afternoon. One query."""
    query = (
        select(
            InvitationCount.day,
            func.count(),
            func.sum(InvitationCount.morning),
            func.sum(InvitationCount.afternoon),
        )
        .where(InvitationCount.point_id.in_(point_ids(top, round_)))
        .group_by(InvitationCount.day)
        .order_by(InvitationCount.day)
    )
    return [(day, int(units), int(early), int(late)) for day, units, early, late in db.session.execute(query)]


def invited_by_unit(top: Unit, round_: Round) -> dict[int, int]:
    """How many each commune of a subtree invited, by its unit's id; those that entered none are absent. One query."""
    invited = func.sum(InvitationCount.morning + InvitationCount.afternoon)
    query = (
        select(Point.unit_id, invited)
        .join(Point, Point.id == InvitationCount.point_id)
        .where(InvitationCount.point_id.in_(point_ids(top, round_)))
        .group_by(Point.unit_id)
    )
    return {unit_id: int(n) for unit_id, n in db.session.execute(query)}
