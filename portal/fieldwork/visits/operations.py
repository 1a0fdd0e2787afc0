"""What a commune does with a day's visits and the level above with corrections; «chốt» figures in the public log."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from portal.accounts import waiting
from portal.accounts.models import Account
from portal.accounts.permissions import Permission, Role
from portal.approvals.requests import Requests
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.models import MOST_VISITS, SOURCES, LockAuthority, VisitCorrection, VisitCount
from portal.sealing import verification
from portal.sealing.log.leaves import Kind
from portal.sealing.operations import seal_later
from portal.sealing.verification import SealedLog
from portal.surveys.models import Point, Round
from portal.units.models import Unit
from portal.web.data import clock, transactions, versioned
from portal.web.data.codec import canonical
from portal.web.ui.formats import day_month, integer, short_date

# 12/6, 13/6 read as a list; a month of them does not
MOST_DAYS_NAMED = 5
CORRECTIONS = Requests(
    VisitCorrection,
    same_person=_l("Người gửi yêu cầu không tự duyệt yêu cầu của mình."),
    decided=_l("Yêu cầu này đã được xử lý."),
)


def waiting_rows(account: Account) -> Select[Any]:
    """What waits of the communes right below a decider's unit."""
    query = waiting.requests(VisitCorrection, what=VisitCount.day, about=Unit.kind + " " + Unit.name)
    query = query.join(VisitCorrection.count).join(VisitCount.point).join(Point.unit)
    return query.where(Unit.parent_id == account.unit_id)


WAITING = waiting.Kind(
    "correction",
    Permission.CORRECTIONS_DECIDE,
    "fieldwork.decide",
    address=lambda one: {"correction_id": one.key},
    words=lambda one: (
        _("Điều chỉnh số liệu ngày %(day)s", day=short_date(date.fromisoformat(one.what))) + f": {one.about}"
    ),
    rows=waiting_rows,
    effect=lambda _one: _("Số đề nghị thay số đã chốt ở mọi trang; số cũ vẫn giữ trong nhật ký."),
    several=waiting.Several(_l("yêu cầu điều chỉnh số liệu chờ quyết định"), "fieldwork.corrections"),
)


class OutsideWindow(DomainError):
    """A day that is not of the round, or not yet."""


class AlreadyLocked(Conflict):
    """The day is «chốt»: only a correction can change it."""

    def __init__(self, point: Point, day: date) -> None:
        level = _("%(district)s") if point.unit.district else _("%(province)s")
        sentence = _(
            "Số liệu ngày %(day)s đã chốt. Đề nghị gửi yêu cầu điều chỉnh, nêu rõ lý do, để %(level)s duyệt.",
            day=day_month(day),
            level=level,
        )
        super().__init__(sentence)


def check_day(round_: Round, day: date) -> None:
    """Only days of the round, and none that has not come."""
    if not round_.plan_data.counts_by_day:
        check_once(round_, day)
    elif day not in round_.days or day > clock.today():
        words = days_in_words(round_)
        raise OutsideWindow(_("Chỉ nhập cho các ngày khảo sát %(days)s; không nhập trước ngày chưa đến.", days=words))


def check_once(round_: Round, day: date) -> None:
    """The round's one figure is entered under its last day, from its first day on."""
    if day not in round_.visit_days or clock.today() < round_.first_day:
        first = day_month(round_.first_day)
        raise OutsideWindow(_("Số này nhập một lần cho cả đợt, từ ngày %(first)s.", first=first))


def days_in_words(round_: Round) -> str:
    """The round's days in a sentence: «12, 13, 14/6», or from the first to the last of a long window."""
    days = round_.days
    if len(days) > MOST_DAYS_NAMED or days[0].month != days[-1].month:
        return _("từ %(first)s đến %(last)s", first=day_month(days[0]), last=day_month(days[-1]))
    return ", ".join([*(f"{day.day:02d}" for day in days[:-1]), day_month(days[-1])])


def save_visits(point: Point, day: date, *, visits: int, source: str, version: int, by: Account) -> VisitCount:
    """Keep a day's visits as a draft. `version` is that of the row the person looked at; 0 for none."""
    check_day(point.round, day)
    if not 0 <= visits <= MOST_VISITS or source not in SOURCES:
        raise DomainError(_("Số %(counted)s phải là số nguyên từ 0 đến 5.000."), "visits")
    count = queries.count_of(point, day)
    if count is None:
        return add_first_visits(point, day, visits=visits, source=source, by=by)
    check_open(count, point, version)
    if old := versioned.change_entered(count, by=by.id, visits=visits, source=source):
        log_event("visits.changed", count, point, by, old=old)
    return count


def add_first_visits(point: Point, day: date, *, visits: int, source: str, by: Account) -> VisitCount:
    """A day's first figure; whoever comes second in a race is told who came first."""
    count = VisitCount(
        point_id=point.id, day=day, visits=visits, source=source, entered_by=by.id, entered_at=clock.now()
    )
    versioned.add_entered(count, partial(queries.count_of, point, day))
    log_event("visits.entered", count, point, by)
    return count


def check_open(count: VisitCount, point: Point, version: int) -> None:
    """A row that is still a draft, and the one the person looked at."""
    if count.is_locked:
        raise AlreadyLocked(point, count.day)
    versioned.refuse_stale(count, version)


def lock_day(point: Point, day: date, *, version: int, by: Account) -> VisitCount:
    """«Chốt» a day: by the lead, or by the officer whom the lead has authorised."""
    check_day(point.round, day)
    check_may_lock(point, by)
    count = queries.count_of(point, day)
    if count is None:
        raise DomainError(_("Chưa nhập số %(counted)s nên chưa chốt được."))
    check_open(count, point, version)
    versioned.update_entered(count, locked_by=by.id, locked_at=clock.now())
    # from here on a change that no correction explains is found in the public log
    seal_visits(count, point)
    log_event("visits.locked", count, point, by)
    return count


def ask_to_lock(point: Point, day: date, *, version: int, by: Account) -> None:
    """Ask the lead to «chốt» a day with the figure as it stands; asked again for the same figure, nothing happens."""
    check_day(point.round, day)
    count = queries.count_of(point, day)
    if count is None:
        raise DomainError(_("Chưa nhập số %(counted)s nên chưa chốt được."))
    check_open(count, point, version)
    if day not in queries.lock_requests([count]):
        log_event(queries.LOCK_ASKED, count, point, by, version=count.version)


def check_may_lock(point: Point, by: Account) -> None:
    """The lead, or an officer with the lead's authority."""
    if not queries.may_lock(point, by):
        raise Refused(_("%(Lead)s chưa ủy quyền chốt số liệu cho đồng chí. Đề nghị %(Lead)s chốt hoặc ủy quyền."))


def ask_correction(point: Point, day: date, *, visits: int, reason: str, by: Account) -> VisitCorrection:
    """Ask for another figure after «chốt»; the old one stays until the level above has decided."""
    count = queries.count_of(point, day)
    if count is None or not count.is_locked:
        raise Conflict(_("Số liệu ngày %(day)s chưa chốt, có thể sửa trực tiếp.", day=day_month(day)))
    # an approver would be asked to decide nothing
    if visits == count.visits:
        raise DomainError(_("Số đề nghị trùng với số đã chốt."), "visits")
    correction = VisitCorrection(visit_count_id=count.id, old_visits=count.visits, new_visits=visits, reason=reason)
    taken = Conflict(_("Ngày %(day)s đã có một yêu cầu điều chỉnh đang chờ duyệt.", day=day_month(day)))
    CORRECTIONS.ask(correction, by=by, taken=taken)
    log_event("correction.asked", count, point, by, old={"visits": count.visits}, new=visits, reason=reason)
    return correction


def decide_correction(correction: VisitCorrection, *, accepted: bool, reply: str, by: Account) -> VisitCorrection:
    """Accept or refuse a correction: the level directly above the commune, and not the person who asked."""
    count, point = correction.count, correction.count.point
    check_may_decide(correction, by)
    if not accepted and not reply:
        raise DomainError(_("Đề nghị ghi lý do không đồng ý."), "reply")
    CORRECTIONS.decide(correction, by=by, accepted=accepted, note=reply)
    # after the decision was written: raising takes it back with the transaction
    if accepted and count.visits != correction.old_visits:
        raise Conflict(_("Số liệu đã thay đổi sau khi gửi yêu cầu. Đề nghị %(commune)s gửi lại yêu cầu điều chỉnh."))
    if accepted:
        versioned.update_entered(count, visits=correction.new_visits)
        seal_visits(count, point)
    action = "correction.accepted" if accepted else "correction.refused"
    log_event(action, count, point, by, old={"visits": correction.old_visits}, new=correction.new_visits, reason=reply)
    return correction


def check_may_decide(correction: VisitCorrection, by: Account) -> None:
    """Whose it is to decide."""
    if correction.count.point.unit.parent_id != by.unit_id:
        raise Refused(_("Yêu cầu điều chỉnh do %(districts)s quản lý trực tiếp duyệt."))
    CORRECTIONS.refuse_same_person(correction, by)


def give_authority(point: Point, officer: Account, *, by: Account) -> LockAuthority:
    """«Tổ trưởng ủy quyền chốt số liệu»."""
    if officer.unit_id != point.unit_id or officer.role != Role.COMMUNE_OFFICER or not officer.active:
        raise DomainError(_("Chỉ ủy quyền được cho cán bộ nhập liệu của %(commune)s."))
    if not officer.can(Permission.VISITS_LOCK, point.round):
        plan = point.round.plan_data.named
        raise DomainError(_("%(plan)s chỉ giao %(lead)s chốt số liệu, không ủy quyền được.", plan=plan))
    authority = queries.authority(point, officer.id)
    if authority is None:
        authority = LockAuthority(point_id=point.id, account_id=officer.id, given_by=by.id, given_at=clock.now())
        with transactions.unless_taken():
            db.session.add(authority)
        if authority not in db.session:  # given by somebody else at this moment
            return db.session.scalars(queries.select_authority(point, officer.id)).one()
        record("authority.given", by=by, subject=("account", officer.id), unit=point.unit)
    return authority


def withdraw_authority(point: Point, officer: Account, *, by: Account) -> None:
    """Take the authority back."""
    authority = queries.authority(point, officer.id)
    if authority is not None:
        authority.withdrawn_at = clock.now()
        db.session.flush()
        record("authority.withdrawn", by=by, subject=("account", officer.id), unit=point.unit)


def log_event(action: str, count: VisitCount, point: Point, by: Account, **detail: object) -> None:
    """Record a deed on a day's visits."""
    now = {"day": count.day.isoformat(), "visits": count.visits, "source": count.source}
    record(action, by=by, subject=("visits", count.id), unit=point.unit, detail=now | detail)


def seal_visits(count: VisitCount, point: Point) -> None:
    """Hand over a day's figure as it was locked or corrected."""
    content = {
        "at": clock.now().isoformat(),
        "day": count.day.isoformat(),
        "visits": count.visits,
        "source": count.source,
    }
    seal_later(point.round, Kind.VISITS, canonical(content), place=point.unit.code)


def check_sealed(sealed: SealedLog) -> Iterator[str]:
    """Each figure that was sealed still stands, locked and unchanged."""
    current = locked_visits(sealed)
    for (place, day), content in last_sealed_visits(sealed).items():
        now = current.get((place, day))
        if now is None or any(now[name] != content.get(name) for name in ("visits", "source")):
            yield _(
                "%(where)s: số %(counted)s ngày %(day)s đã chốt là %(visits)s, nay bị sửa hoặc xóa.",
                where=sealed.unit_name(place),
                day=day,
                visits=integer(int(content["visits"])),
            )


def last_sealed_visits(sealed: SealedLog) -> dict[tuple[str, str], dict[str, Any]]:
    """What was sealed last of each commune and day."""
    latest: dict[tuple[str, str], dict[str, Any]] = {}
    for place, content in verification.item_contents(sealed, Kind.VISITS):
        if {"at", "day", "visits"} <= content.keys():
            known = latest.get((place, content["day"]))
            # leaves enter the log in an order of chance (ruling 1): the moment inside decides which is the last
            if known is None or known["at"] <= content["at"]:
                latest[place, content["day"]] = content
    return latest


def locked_visits(sealed: SealedLog) -> dict[tuple[str, str], dict[str, Any]]:
    """The locked figures of the round as they stand."""
    query = (
        select(Unit.code, VisitCount.day, VisitCount.visits, VisitCount.source)
        .join_from(VisitCount, Point, VisitCount.point_id == Point.id)
        .join(Unit, Point.unit_id == Unit.id)
        .where(Point.round_id == sealed.round_id, VisitCount.locked_at.is_not(None))
    )
    # the check reads in its own connection, beside what the box takes meanwhile
    rows = sealed.connection.execute(query)
    return {(code, day.isoformat()): {"visits": visits, "source": source} for code, day, visits, source in rows}
