"""The veterans' province office: the list of supervisors, and both lists given to the commission in one deed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.orm.exc import StaleDataError

from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.models import HandOver, Supervisor
from portal.web.data import clock
from portal.web.ui.formats import clock_time

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.accounts.models import Account
    from portal.surveys.models import Round

ONCE_WITHIN = timedelta(minutes=1)
"""A second tap on the button is no second hand-over."""


def validated_days(survey: Round, days: Sequence[date]) -> list[str]:
    """At least one day, all of them of the round; as they are kept."""
    if not days:
        raise DomainError(_("Chọn ít nhất một ngày."), "days")
    if any(day not in survey.days for day in days):
        raise DomainError(_("Chỉ chọn trong các ngày khảo sát."), "days")
    return sorted(day.isoformat() for day in days)


def add_supervisor(
    survey: Round, *, full_name: str, post: str, office: str, area: str, days: Sequence[date], by: Account
) -> Supervisor:
    """Put somebody on the list of those sent."""
    kept = validated_days(survey, days)
    sent = Supervisor(round_id=survey.id, full_name=full_name, post=post, office=office, area=area, days=kept)
    db.session.add(sent)
    db.session.flush()
    log_event("supervisor.added", sent, by)
    return sent


def change_supervisor(
    sent: Supervisor,
    *,
    full_name: str,
    post: str,
    office: str,
    area: str,
    days: Sequence[date],
    version: int,
    by: Account,
) -> Supervisor:
    """Change who is sent where and when."""
    if sent.version != version:
        raise Conflict(_("Thông tin người này vừa được sửa ở máy khác. Đề nghị tải lại trang rồi sửa."))
    sent.full_name, sent.post, sent.office, sent.area = full_name, post, office, area
    sent.days = validated_days(sent.round, days)
    try:
        db.session.flush()
    except StaleDataError:
        raise Conflict(_("Thông tin người này vừa được sửa ở máy khác. Đề nghị tải lại trang rồi sửa.")) from None
    log_event("supervisor.changed", sent, by)
    return sent


def remove_supervisor(sent: Supervisor, *, by: Account) -> None:
    """Take somebody off the list."""
    log_event("supervisor.removed", sent, by)
    db.session.execute(delete(Supervisor).where(Supervisor.id == sent.id))


def log_event(action: str, sent: Supervisor, by: Account) -> None:
    """Record a deed on the list."""
    detail = {"name": sent.full_name, "area": sent.area, "days": list(sent.days)}
    record(action, by=by, subject=("supervisor", sent.id), detail=detail)


def hand_over(survey: Round, *, remark: str, by: Account) -> HandOver:
    """Give rosters and supervisors to the commission. May be done again when they were completed since."""
    lines = board.lines(survey, by.unit)
    total = board.Sum(tuple(lines))
    sent = queries.supervisors(survey)
    if not total.handed_in:
        raise DomainError(_("Chưa có điểm nào gửi lịch phân công nên chưa bàn giao được."))
    if not sent:
        raise DomainError(_("Chưa có danh sách lãnh đạo, cán bộ kiểm tra, giám sát nên chưa bàn giao được."))
    last = next(iter(queries.hand_overs(survey)), None)
    if last is not None and clock.now() - last.given_at < ONCE_WITHIN:
        raise Conflict(_("Vừa bàn giao lúc %(time)s, không cần gửi lần nữa.", time=clock_time(last.given_at)))
    given = HandOver(
        round_id=survey.id,
        given_by=by.id,
        given_at=clock.now(),
        note=remark,
        points=len(lines),
        handed_in=total.handed_in,
        with_gaps=total.with_gaps,
        helpers=total.helpers,
        supervisors=len(sent),
    )
    db.session.add(given)
    db.session.flush()
    detail = {"points": given.points, "handed_in": given.handed_in, "supervisors": given.supervisors}
    record("roster.handed-over", by=by, subject=("round", survey.slug), detail=detail)
    return given
