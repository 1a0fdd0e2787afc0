"""The veterans' province office: the list of supervisors, and the hand-over of both lists to the commission."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.models import HandOver, Supervisor
from portal.fieldwork.roster.operations import edited_elsewhere
from portal.surveys.models import Round
from portal.web.data import clock, versioned
from portal.web.ui.formats import clock_time

ONCE_WITHIN = timedelta(minutes=1)


def validated_days(round_: Round, days: Sequence[date]) -> list[str]:
    """At least one day, all of them of the round; as they are kept."""
    if not days:
        raise DomainError(_("Chọn ít nhất một ngày."), "days")
    if any(day not in round_.days for day in days):
        raise DomainError(_("Chỉ chọn trong các ngày khảo sát."), "days")
    return sorted(day.isoformat() for day in days)


def add_supervisor(round_: Round, *, days: Sequence[date], by: Account, **values: object) -> Supervisor:
    """Add a supervisor. Raises DomainError for days outside the round."""
    supervisor = Supervisor(round_id=round_.id, days=validated_days(round_, days), **values)
    db.session.add(supervisor)
    db.session.flush()
    log_event("supervisor.added", supervisor, by)
    return supervisor


def change_supervisor(
    supervisor: Supervisor, *, days: Sequence[date], version: int, by: Account, **values: object
) -> Supervisor:
    """Change who is sent where and when."""
    if supervisor.version != version:
        raise edited_elsewhere()
    versioned.update(supervisor, edited_elsewhere, **values, days=validated_days(supervisor.round, days))
    log_event("supervisor.changed", supervisor, by)
    return supervisor


def remove_supervisor(supervisor: Supervisor, *, by: Account) -> None:
    """Remove a person from the list."""
    log_event("supervisor.removed", supervisor, by)
    db.session.execute(delete(Supervisor).where(Supervisor.id == supervisor.id))


def log_event(action: str, supervisor: Supervisor, by: Account) -> None:
    """Log an event on a supervisor."""
    detail = {"name": supervisor.full_name, "area": supervisor.area, "days": list(supervisor.days)}
    record(action, by=by, subject=("supervisor", supervisor.id), detail=detail)


def hand_over(round_: Round, *, remark: str, by: Account) -> HandOver:
    """Give rosters and supervisors to the commission. May be done again when they were completed since."""
    lines = board.lines(round_, by.unit)
    total = board.Sum(tuple(lines))
    supervisors = queries.supervisors(round_)
    if not total.handed_in:
        raise DomainError(_("Chưa có điểm nào gửi lịch phân công nên chưa bàn giao được."))
    if not supervisors:
        raise DomainError(_("Chưa có danh sách lãnh đạo, cán bộ kiểm tra, giám sát nên chưa bàn giao được."))
    # rosters go on changing: another hand-over is welcome, a second tap on the button is not
    last_handover = next(iter(queries.hand_overs(round_)), None)
    if last_handover is not None and clock.now() - last_handover.given_at < ONCE_WITHIN:
        raise Conflict(_("Vừa bàn giao lúc %(time)s, không cần gửi lần nữa.", time=clock_time(last_handover.given_at)))
    detail = {"points": len(lines), "handed_in": total.handed_in, "supervisors": len(supervisors)}
    given = HandOver(
        round_id=round_.id,
        given_by=by.id,
        given_at=clock.now(),
        note=remark,
        with_gaps=total.with_gaps,
        helpers=total.helpers,
        **detail,
    )
    db.session.add(given)
    db.session.flush()
    record("roster.handed-over", by=by, subject=("round", round_.slug), detail=detail)
    return given
