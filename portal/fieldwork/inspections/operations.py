"""Planning and recording inspections, findings, and the commune's fixes."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.inspections import checklist, posters, queries
from portal.fieldwork.inspections.models import FINDING, MOST_PHOTOS, POSTER, Finding, Inspection, InspectionPlan
from portal.surveys.models import Point, Round
from portal.surveys.plan.deadlines import next_working_day
from portal.web.data import clock, transactions, versioned
from portal.web.media import uploads
from portal.web.media.uploads import Owner, Photo
from portal.web.ui.formats import day_month


def plan_visits(points: Sequence[Point], *, day: date, team: str, by: Account) -> int:
    """Send a team to some desks on a day. Returns how many were added; those that stand already are left."""
    if not points:
        raise DomainError(_("Chưa chọn đơn vị nào."), "communes")
    check_plan_day(points[0].round, day)
    return sum(add_plan(point, day=day, team=team, by=by) for point in points)


def check_plan_day(round_: Round, day: date) -> None:
    """Inspections go from the plan's own day to the communes' report."""
    plan_data = round_.plan_data
    first, last = plan_data.identity.issued_on, plan_data.deadlines.commune_report
    if not first <= day <= last:
        words = _("Ngày kiểm tra từ %(first)s đến %(last)s.", first=day_month(first), last=day_month(last))
        raise DomainError(words, "day")


def add_plan(point: Point, *, day: date, team: str, by: Account) -> bool:
    """One line of the plan; False where this organiser has it already."""
    line = InspectionPlan(
        point_id=point.id, day=day, organiser_id=by.unit_id, team=team, planned_by=by.id, planned_at=clock.now()
    )
    with transactions.unless_taken():  # the constraint decides, also between two who plan at once
        db.session.add(line)
    if line not in db.session:
        return False
    record("inspection.planned", by=by, subject=("inspection_plan", line.id), unit=point.unit, detail=plan_detail(line))
    return True


def plan_detail(line: InspectionPlan) -> dict[str, str]:
    return {"day": line.day.isoformat(), "team": line.team}


def remove_plan(line: InspectionPlan, *, by: Account) -> None:
    """Take a line off the plan; the event keeps it."""
    if line.organiser_id != by.unit_id:
        raise Conflict(_("Lịch kiểm tra do đơn vị đã lập bỏ."))
    # recorded first: afterwards the row has no number
    subject, unit = ("inspection_plan", line.id), line.point.unit
    record("inspection.dropped", by=by, subject=subject, unit=unit, detail=plan_detail(line))
    db.session.delete(line)
    db.session.flush()


def record_inspection(point: Point, *, key: str, by: Account, due_day: date | None = None, **values: Any) -> Inspection:
    """Record a visit; each item not met becomes a finding. The same form sent twice is one inspection."""
    existing = queries.by_key(point, key)
    if existing is not None:
        return existing
    check_visit_day(point.round, values["day"])
    inspection = Inspection(
        point_id=point.id, key=key, organiser_id=by.unit_id, entered_by=by.id, entered_at=clock.now(), **values
    )
    kept = transactions.add_or_find(inspection, partial(queries.by_key, point, key))
    if kept is not inspection:
        return kept
    detail = {"day": inspection.day.isoformat(), "answers": inspection.answers}
    record("inspection.made", by=by, subject=("inspection", inspection.id), unit=point.unit, detail=detail)
    add_checklist_findings(inspection, point, due_day or default_due(point.round), by)
    return inspection


def check_visit_day(round_: Round, day: date) -> None:
    """What was seen was seen: not before the plan, not after today."""
    if not round_.plan_data.identity.issued_on <= day <= clock.today():
        raise DomainError(_("Chỉ ghi lần kiểm tra đã thực hiện, không ghi trước ngày chưa đến."), "day")


def default_due(round_: Round) -> date:
    """The default deadline of a finding: the next working day."""
    return next_working_day(clock.today(), round_.plan_data.window.holidays)


def add_checklist_findings(inspection: Inspection, point: Point, due_day: date, by: Account) -> None:
    """A finding for each item that was not met."""
    for seen in checklist.item_results(inspection.answers):
        if seen.answer == checklist.NO:
            body = str(checklist.CORRECTIONS[seen.item]) + (f": {seen.note}" if seen.note else "")
            add_finding(inspection, point, body=body, due_day=due_day, item=seen.item, by=by)


def add_finding(
    inspection: Inspection, point: Point, *, body: str, due_day: date, by: Account, item: str = ""
) -> Finding:
    """Note something to be mended."""
    if due_day < clock.today():
        raise DomainError(_("Hạn khắc phục phải từ hôm nay trở đi."), "due_day")
    finding = Finding(inspection_id=inspection.id, item=item, body=body, due_day=due_day)
    db.session.add(finding)
    db.session.flush()
    log_event("finding.noted", finding, point, by, body=body)
    return finding


def mark_fixed(finding: Finding, *, note_typed: str, by: Account) -> Finding:
    """The commune, or the inspectors on the spot, say that it is mended, and how."""
    if not finding.is_open:
        raise Conflict(_("Tồn tại này đã được ghi là khắc phục."))
    if not note_typed:
        raise DomainError(_("Đề nghị ghi đã khắc phục như thế nào."), "note_typed")
    update_finding(finding, fixed_at=clock.now(), fixed_by=by.id, fixed_note=note_typed, reopened_note="")
    log_event("finding.fixed", finding, finding.inspection.point, by, note=note_typed)
    return finding


def reopen(finding: Finding, *, note_typed: str, due_day: date, by: Account) -> Finding:
    """The inspectors are not content: open again, with a reason and a new deadline."""
    if finding.is_open:
        raise Conflict(_("Tồn tại này chưa được ghi là khắc phục."))
    if not note_typed:
        raise DomainError(_("Đề nghị nêu lý do chưa công nhận."), "note_typed")
    if due_day < clock.today():
        raise DomainError(_("Hạn khắc phục phải từ hôm nay trở đi."), "due_day")
    update_finding(finding, fixed_at=None, fixed_by=None, reopened_note=note_typed, due_day=due_day)
    log_event("finding.reopened", finding, finding.inspection.point, by, note=note_typed)
    return finding


def update_finding(finding: Finding, **values: object) -> None:
    """Update the row in a savepoint. Raises Conflict after a concurrent change (row version)."""
    conflict = Conflict(_("Nội dung này vừa được người khác sửa. Đề nghị mở lại trang để xem."))
    versioned.update(finding, lambda: conflict, **values)


def log_event(action: str, finding: Finding, point: Point, by: Account, **detail: object) -> None:
    """Log an event on a finding."""
    full_detail = {"due_day": finding.due_day.isoformat()} | detail
    record(action, by=by, subject=("finding", finding.id), unit=point.unit, detail=full_detail)


def add_finding_photo(finding: Finding, upload: FileStorage | None, *, by: Account) -> Photo:
    """Take one photograph of what is to be mended, or of how it was."""
    photo = uploads.receive(upload, Owner(FINDING, finding.id, by.unit_id), by=by.id, most=MOST_PHOTOS)
    record("photo.added", by=by, subject=("photo", photo.id), unit=finding.inspection.point.unit)
    return photo


def add_poster_photo(inspection: Inspection, upload: FileStorage | None, *, by: Account) -> Photo:
    """Take a photograph of the poster; a job reads its code once it has been made safe to open."""
    photo = uploads.receive(upload, Owner(POSTER, inspection.id, by.unit_id), by=by.id, most=MOST_PHOTOS)
    # what was read belongs to the former photograph
    inspection.poster_photo_id, inspection.poster_reading, inspection.poster_text = photo.id, "", ""
    inspection.poster_job_id = posters.start(inspection, photo, by).id
    db.session.flush()
    record("photo.added", by=by, subject=("photo", photo.id), unit=inspection.point.unit)
    return photo
