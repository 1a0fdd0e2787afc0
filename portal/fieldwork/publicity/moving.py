"""A district puts an entry that was sent in the wrong commune where it belongs; both communes are told."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.publicity import operations, queries
from portal.fieldwork.publicity.models import PublicityEntry, PublicityMove
from portal.fieldwork.reporting import queries as reporting
from portal.surveys import queries as surveys
from portal.surveys.models import Point
from portal.units.models import Unit
from portal.web.data import clock, versioned
from portal.web.media import uploads


def targets(entry: PublicityEntry, top: Unit) -> list[Point]:
    """The other communes of the district, in the same round."""
    return list(db.session.scalars(surveys.points(top, entry.point.round).where(Point.id != entry.point_id)))


def move(entry: PublicityEntry, *, to: str, reason: str, version: int, by: Account) -> PublicityMove:
    """Put an entry into another commune of the mover's own district, if it is the one the person looked at."""
    before = entry.point
    after = next((point for point in targets(entry, by.unit) if point.unit.code == to), None)
    if after is None:
        raise DomainError(_("Chọn một %(commune)s khác của %(district)s trong cùng đợt khảo sát."), "to")
    versioned.refuse_stale(entry, version)
    refuse_reported(entry, before, after)
    who, when = entry.entered_by, entry.entered_at
    operations.write(entry, by, point_id=after.id)
    entry.entered_by, entry.entered_at = who, when  # who moves an entry has not made it
    move_photographs(entry, after)
    moved = PublicityMove(entry_id=entry.id, from_point_id=before.id, to_point_id=after.id, reason=reason)
    moved.moved_by, moved.moved_at = by.id, clock.now()
    db.session.add(moved)
    db.session.flush()
    detail = {"old": before.unit.code, "new": after.unit.code, "reason": reason}
    for point in (before, after):  # each commune finds it in its own record
        operations.log_event("publicity.moved", entry, point, by, **detail)
    return moved


def refuse_reported(entry: PublicityEntry, before: Point, after: Point) -> None:
    """What a report that was handed in has counted stays as it was reported."""
    district = before.unit.parent
    for unit in (before.unit, after.unit, *([district] if district else [])):
        report = reporting.report_of(unit, entry.point.round)
        if report is not None and report.is_handed_in:
            words = _(
                "Báo cáo của %(unit)s đã nộp và đã tính hoạt động này. Chưa chuyển: trả lại báo cáo trước, "
                "chuyển xong đơn vị nộp lại.",
                unit=unit.title,
            )
            raise Conflict(words)


def move_photographs(entry: PublicityEntry, after: Point) -> None:
    """The photographs are the new commune's; what they resemble is looked for anew, unless a person has decided."""
    for photo in queries.photos_of_entries([entry.id]).get(entry.id, []):
        photo.unit_id = after.unit_id
        if photo.status == "ready" and photo.kept_at is None:
            photo.twin_id = uploads.earliest_lookalike(photo)
    db.session.flush()


def moves_of(point: Point) -> Sequence[PublicityMove]:
    """What was moved out of a commune or into it, the latest first."""
    of_point = or_(PublicityMove.from_point_id == point.id, PublicityMove.to_point_id == point.id)
    query = select(PublicityMove).where(of_point).order_by(PublicityMove.moved_at.desc(), PublicityMove.id.desc())
    places = [joinedload(place).joinedload(Point.unit) for place in (PublicityMove.from_point, PublicityMove.to_point)]
    return db.session.scalars(query.options(*places, joinedload(PublicityMove.entry))).all()


def sentence(moved: PublicityMove, point: Point) -> str:
    """What a commune is told of a move."""
    if moved.to_point_id == point.id:
        return _("%(District)s đã chuyển một hoạt động từ %(unit)s sang đơn vị.", unit=moved.from_point.unit.title)
    return _("%(District)s đã chuyển một hoạt động của đơn vị sang %(unit)s.", unit=moved.to_point.unit.title)
