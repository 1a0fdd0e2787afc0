"""Overlap permissions: requested by the commune, granted or refused by the province, never deleted."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.approvals.requests import Requests
from portal.audit.operations import record
from portal.errors import Conflict
from portal.fieldwork.roster import operations, queries
from portal.fieldwork.roster.models import Helper, OverlapPermission
from portal.fieldwork.roster.person_matching import duty_key
from portal.fieldwork.roster.shifts import shift_assignment
from portal.fieldwork.roster.shifts.coverage import HalfDay
from portal.surveys.models import Point, Round
from portal.units.queries import within
from portal.web.ui.formats import day_month

PERMISSIONS = Requests(
    OverlapPermission,
    same_person=_l("Người gửi đề nghị không tự quyết định đề nghị của mình."),
    decided=_l("Đề nghị này đã được xử lý."),
)


def waiting_rows(account: Account) -> Select[Any]:
    """What waits inside the subtree of a decider."""
    query = waiting.requests(OverlapPermission, about=OverlapPermission.full_name, slug=Round.slug)
    query = query.join(OverlapPermission.point).join(Point.unit).join(Point.round)
    return query.where(within(account.unit))


WAITING = waiting.Kind(
    "overlap",
    Permission.ROSTER_OVERRIDE,
    "roster.decide_double_duty",
    address=lambda one: {"slug": one.slug, "number": one.key},
    words=lambda one: _("Đề nghị cho %(name)s trực tại hai điểm", name=one.about),
    rows=waiting_rows,
)


def ask(helper: Helper, day: date, half: str, *, reason: str, by: Account) -> OverlapPermission:
    """Request a permission. Raises Conflict without an overlap, or if one is pending already."""
    point = helper.point
    operations.check_open(point)
    place = operations.check_day(point, day, half)
    key = duty_key(helper)
    other = shift_assignment.unpermitted_overlap(
        helper, place, queries.shifts_elsewhere(point, {key}, {day}), queries.granted_overlaps(point, {key})
    )
    if other is None:
        raise Conflict(_("Người này không trùng lịch ở nơi khác, có thể phân công ngay."))
    permission = OverlapPermission(
        point_id=point.id,
        other_point_id=other.point_id,
        helper_id=helper.id,
        full_name=helper.full_name,
        person=key,
        day=day,
        half=half,
        reason=reason,
    )
    taken = Conflict(_("Buổi này đã có một đề nghị đang chờ %(province)s quyết định."))
    PERMISSIONS.ask(permission, by=by, taken=taken)
    log_event("double-duty.asked", permission, point, by, reason)
    return permission


def decide(permission: OverlapPermission, *, accepted: bool, reply: str, by: Account) -> OverlapPermission:
    """Grant, which also assigns the shift, or refuse. Raises Conflict if decided already or rosters are closed."""
    helper = permission.helper
    if accepted:
        operations.check_open(permission.point)
    # a permission is for the person it names: the row may have become another's since
    if accepted and (helper is None or duty_key(helper) != permission.person):
        raise Conflict(_("Người này không còn trong danh sách của %(commune)s, hoặc đã đổi họ tên, số điện thoại."))
    PERMISSIONS.decide(permission, by=by, accepted=accepted, note=reply)
    if accepted and helper is not None:
        shift_assignment.assign_all(permission.point, [(helper, HalfDay(permission.day, permission.half))])
        operations.mark_changed(permission.point)
    log_event("double-duty.allowed" if accepted else "double-duty.refused", permission, permission.point, by, reply)
    return permission


def log_event(action: str, permission: OverlapPermission, point: Point, by: Account, reason: str) -> None:
    """Log an event on an overlap permission."""
    detail = {"name": permission.full_name, "day": day_month(permission.day), "half": permission.half, "reason": reason}
    record(action, by=by, subject=("double_duty", permission.id), unit=point.unit, detail=detail)
