"""What a commune enters of its tally, once the day's visits are «chốt»."""

from datetime import date
from functools import partial

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.fieldwork.invitations import queries
from portal.fieldwork.invitations.models import MOST_INVITED, InvitationCount
from portal.fieldwork.visits import operations as visits
from portal.fieldwork.visits import queries as visit_queries
from portal.surveys.models import Point
from portal.web.data import clock, versioned
from portal.web.ui.formats import day_month


def check_may_enter(point: Point, day: date) -> None:
    """A round with a register, a day that is «chốt»: before that the tally would tell how many of them answered."""
    if not point.round.plan_data.invitations.counted:
        raise Conflict(_("Kế hoạch của đợt này không yêu cầu ghi số người được mời."))
    visits.check_day(point.round, day)
    count = visit_queries.count_of(point, day)
    if count is None or not count.is_locked:
        raise Conflict(_("Ngày %(day)s chưa chốt số %(counted)s. Chốt xong mới nhập phiếu kiểm.", day=day_month(day)))


def save_tally(point: Point, day: date, *, morning: int, afternoon: int, version: int, by: Account) -> InvitationCount:
    """Keep a day's tally. `version` is that of the row the person looked at; 0 for none."""
    check_may_enter(point, day)
    if not all(0 <= one <= MOST_INVITED for one in (morning, afternoon)):
        raise DomainError(_("Số người được mời phải là số nguyên từ 0 đến 5.000."), "morning")
    tally = queries.tally_of(point, day)
    if tally is None:
        return add_tally(point, day, morning=morning, afternoon=afternoon, by=by)
    versioned.refuse_stale(tally, version)
    if old := versioned.change_entered(tally, by=by.id, morning=morning, afternoon=afternoon):
        log_event("invitations.changed", tally, point, by, old=old)
    return tally


def add_tally(point: Point, day: date, *, morning: int, afternoon: int, by: Account) -> InvitationCount:
    """A day's first tally; whoever comes second in a race is told who came first."""
    tally = InvitationCount(
        point_id=point.id, day=day, morning=morning, afternoon=afternoon, entered_by=by.id, entered_at=clock.now()
    )
    versioned.add_entered(tally, partial(queries.tally_of, point, day))
    log_event("invitations.entered", tally, point, by)
    return tally


def log_event(action: str, tally: InvitationCount, point: Point, by: Account, **detail: object) -> None:
    now = {"day": tally.day.isoformat(), "morning": tally.morning, "afternoon": tally.afternoon}
    record(action, by=by, subject=("invitations", tally.id), unit=point.unit, detail=now | detail)
