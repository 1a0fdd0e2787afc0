"""Registering a commune's task force and keeping its decision's scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask_babel import gettext as _
from sqlalchemy import delete

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.fieldwork import scans
from portal.fieldwork.taskforce import chair_exclusion, decision_numbers, queries
from portal.fieldwork.taskforce.models import CLERK, HEAD, MEMBER, TaskForce, TaskForceMember
from portal.surveys.models import Point
from portal.surveys.points.chairs import ChairStatus
from portal.units.names import fold
from portal.web.data import clock, transactions, versioned
from portal.web.ui import terms
from portal.web.ui.formats import short_date

LEAST_MEMBERS, MOST_MEMBERS = 3, 40
"""Head and clerk among them."""
OLDEST = timedelta(days=365)


@dataclass(frozen=True)
class PersonEntry:
    """A person with the office held, as typed; `field` is where it was typed."""

    full_name: str
    office: str
    field: str = ""


def register(
    point: Point,
    *,
    head: PersonEntry,
    clerk: PersonEntry,
    members: Sequence[PersonEntry],
    decision_number: str,
    decided_on: date | None,
    version: int,
    by: Account,
) -> TaskForce:
    """Enter or change a task force. `version` is that of the row the person looked at; 0 for none."""
    people = [(HEAD, head), *((MEMBER, person) for person in members), (CLERK, clerk)]
    check_people(point, [person for _part, person in people])
    number = validated_number(decision_number)
    check_decision_date(point, number, decided_on)
    # read after all that may refuse: the version compared is the one that will be written over
    force = queries.force_of(point)
    if (force.version if force else 0) != version:
        raise stale_error(point)
    with transactions.savepoint(partial(stale_error, point)):
        row = force or TaskForce(point_id=point.id)
        row.decision_number, row.decided_on = number, decided_on
        row.entered_by, row.entered_at = by.id, clock.now()
        db.session.add(row)
        db.session.flush()
        replace_members(row, people)
    saved = queries.force_of(point)
    if saved is None:  # never; the row was flushed a moment ago
        raise LookupError(point.id)
    action = "taskforce.changed" if force else "taskforce.registered"
    detail = {"members": len(people), "decision": number, "decided_on": decided_on.isoformat() if decided_on else ""}
    record(action, by=by, subject=("taskforce", saved.id), unit=point.unit, detail=detail)
    return saved


def check_people(point: Point, people: Sequence[PersonEntry]) -> None:
    """Raises DomainError for a missing name or office, a person named twice, or the chair of the reporting day."""
    if len(people) > MOST_MEMBERS:
        raise DomainError(_("%(Task_force)s có nhiều nhất %(most)s người.", most=MOST_MEMBERS))
    if len(people) < LEAST_MEMBERS:
        raise DomainError(_("Đề nghị nhập ít nhất một thành viên ngoài %(lead)s và công chức nhập dữ liệu."))
    seen: set[tuple[str, str]] = set()
    for person in people:
        if not person.full_name or not person.office:
            raise DomainError(_("Đề nghị nhập đủ họ tên và chức vụ."), person.field or None)
        key = (fold(person.full_name), fold(person.office))
        if key in seen:
            raise DomainError(_("Đồng chí %(name)s được nhập hai lần.", name=person.full_name), person.field or None)
        seen.add(key)
    tenure = queries.tenure_of(point)
    status, holder = (tenure.status, tenure.holder) if tenure else (ChairStatus.INCUMBENT, "")
    for person in people if point.round.plan_data.rated.is_person else ():
        if chair_exclusion.is_chair(person.full_name, person.office, chair_status=status, holder=holder):
            with terms.saying(point.round.plan_data.tongues):
                raise DomainError(chair_exclusion.warning(), person.field or None)


def validated_number(typed: str) -> str:
    """The decision's number in its proper writing; empty while there is none."""
    number = decision_numbers.canonical(typed) if typed else ""
    if number is None:
        raise DomainError(_("Số quyết định ghi như 12-QĐ/ĐU hoặc 12/QĐ-UBND."), "decision_number")
    return number


def check_decision_date(point: Point, number: str, decided_on: date | None) -> None:
    """Number and date go together; the date is neither to come nor of another year's survey."""
    if bool(number) != (decided_on is not None):
        field = "decided_on" if number else "decision_number"
        raise DomainError(_("Số và ngày quyết định nhập cùng nhau; chưa có thì để trống cả hai."), field)
    if decided_on is None:
        return
    oldest = point.round.first_day - OLDEST
    if decided_on > clock.today():
        raise DomainError(_("Ngày quyết định chưa đến."), "decided_on")
    if decided_on < oldest:
        raise DomainError(_("Ngày quyết định phải từ ngày %(day)s.", day=short_date(oldest)), "decided_on")


def replace_members(force: TaskForce, people: Sequence[tuple[str, PersonEntry]]) -> None:
    """All members anew, in the order given."""
    of_force = delete(TaskForceMember).where(TaskForceMember.task_force_id == force.id)
    # rows in memory too: a member deleted and added at the same place would meet the unique index
    db.session.execute(of_force.execution_options(synchronize_session="fetch"))
    for place, (part, person) in enumerate(people, start=1):
        db.session.add(
            TaskForceMember(
                task_force_id=force.id, place=place, part=part, full_name=person.full_name, office=person.office
            )
        )
    db.session.flush()


def stale_error(point: Point) -> DomainError:
    """What to say of a row that is not the one looked at."""
    # it may have been deleted meanwhile
    current = queries.force_of(point)
    return versioned.stale(current) if current else Conflict(_("Đăng ký này không còn. Đề nghị mở lại trang."))


def save_scan(point: Point, content: bytes | None, *, by: Account) -> TaskForce:
    """Keep the decision's scan in place of the one before."""
    force = queries.force_of(point)
    if force is None:
        raise DomainError(_("Đề nghị đăng ký %(task_force)s trước khi tải bản quét quyết định."))
    if content is None:
        raise DomainError(_("Chưa chọn tệp PDF."), "scan")
    number = force.decision_number.replace("/", "-") or "chua-co-so"
    name = f"quyet-dinh-to-cong-tac-{point.unit.code}-{number}"
    with transactions.savepoint(partial(stale_error, point)):
        force.scan_id = scans.keep(content, name, instead_of=force.scan_id)
    detail = {"bytes": len(content)}
    record("taskforce.scan", by=by, subject=("taskforce", force.id), unit=point.unit, detail=detail)
    return force
