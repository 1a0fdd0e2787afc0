"""Accounts after the first ones: a commune's lead asks with a reason, the account administrator approves or refuses.

A district may decide about codes of its communes alone: it may give them one anyway.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, case, select

from portal.accounts import operations, persons, waiting
from portal.accounts.admin import slips
from portal.accounts.admin.importing import PREFIXES
from portal.accounts.models import Account, AccountRequest, Person
from portal.accounts.permissions import Permission, Role
from portal.accounts.persons import tidy_identifier
from portal.accounts.tasks import Task
from portal.approvals.requests import Requests
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.units.models import Unit
from portal.units.names import fold
from portal.units.queries import within
from portal.web.jobs import jobs

CREATE, CODE, CLOSE = "create", "code", "close"
MOST_SHOWN = 200
REQUESTS = Requests(
    AccountRequest,
    same_person=_l("Việc này cần người thứ hai: người đề nghị không tự quyết định, kể cả bằng tài khoản khác."),
    decided=_l("Đề nghị này đã có quyết định."),
)


def title(kind: str) -> str:
    """What is asked for, in words."""
    return {
        CREATE: _("Mở tài khoản cán bộ nhập liệu"),
        CODE: _("Cấp mã dùng một lần"),
        CLOSE: _("Khóa tài khoản"),
    }[kind]


def request_account(*, full_name: str, identifier: str, reason: str, by: Account) -> AccountRequest:
    """Ask for an officer's account at the lead's own commune."""
    persons.refuse_other_name(full_name, identifier, by.unit)
    waiting = AccountRequest.waiting(AccountRequest.unit_id == by.unit_id, AccountRequest.kind == CREATE)
    conflict = Conflict(_("Đề nghị mở tài khoản cho %(name)s đã gửi, đang chờ duyệt.", name=full_name), "full_name")
    if any(fold(one.full_name) == fold(full_name) for one in db.session.scalars(waiting)):
        raise conflict
    return add_request(
        AccountRequest(kind=CREATE, full_name=full_name, identifier=identifier, reason=reason), by, conflict
    )


def request_change(account: Account, *, kind: str, reason: str, by: Account) -> AccountRequest:
    """Ask for a new code, or for an account of the lead's own commune to be closed."""
    if not account.active:
        raise Conflict(_("Tài khoản này đã khóa."))
    conflict = Conflict(_("Đề nghị này đã gửi, đang chờ duyệt."))
    return add_request(AccountRequest(kind=kind, account=account, reason=reason), by, conflict)


def add_request(row: AccountRequest, by: Account, conflict: Conflict) -> AccountRequest:
    """Write a request down. Raises `conflict` where an equal one came first."""
    row.unit = by.unit
    REQUESTS.ask(row, by=by, taken=conflict)
    record("accounts.ask", by=by, subject=("account-request", row.id), unit=row.unit, detail={"kind": row.kind})
    return row


def may_decide(row: AccountRequest, account: Account) -> bool:
    """Whether this reader is the one to decide: the administrator all, a district codes."""
    return account.can(Permission.ACCOUNTS_MANAGE) or (row.kind == CODE and account.can(Permission.ACCOUNTS_RESET))


def decide(row: AccountRequest, *, decision: str, answer: str, by: Account) -> AccountRequest:
    """Approve, which does at once what was asked, or refuse with a reason."""
    refuse_wrong_decider(row, by)
    if decision != "accept" and not answer:
        raise DomainError(_("Không duyệt thì nêu lý do để %(lead)s biết."), "answer")
    REQUESTS.decide(row, account_holder(row), by=by, accepted=decision == "accept", answer=answer)
    if row.accepted:
        carry_out(row, by)
    action = "accounts.accepted" if row.accepted else "accounts.refused"
    record(action, by=by, subject=("account-request", row.id), unit=row.unit, detail={"kind": row.kind})
    return row


def refuse_wrong_decider(row: AccountRequest, by: Account) -> None:
    """Raise Conflict where a request is decided, Refused where another account or the person concerned decides."""
    if not row.waits:
        raise Conflict(str(REQUESTS.decided))
    if not may_decide(row, by):
        raise Refused(_("Đề nghị này do quản trị tài khoản %(province_level)s duyệt."))
    REQUESTS.refuse_same_person(row, by, account_holder(row))


def account_holder(row: AccountRequest) -> Account | Person:
    """Whom the account is for: of one still to be opened, the person who will hold it."""
    return row.account or Person(full_name=row.full_name, identifier=tidy_identifier(row.identifier))


def carry_out(row: AccountRequest, by: Account) -> None:
    """Carry out what was approved; a job makes the code and prints its slip."""
    if row.kind == CREATE:
        row.account = open_account(row, by)
    if row.account is None:
        raise DomainError(_("Tài khoản không còn trong hệ thống."))
    if row.kind == CLOSE:
        operations.set_active(row.account, active=False, by=by)
    else:
        row.job_id = jobs.start(slips.ONE, {"account": row.account.id}, by=by.id).id


def open_account(row: AccountRequest, by: Account) -> Account:
    """The officer's account that was asked for, under the first name that is free."""
    person = persons.person_of(row.full_name, row.identifier, row.unit)
    username = operations.free_username(f"{PREFIXES[Role.COMMUNE_OFFICER]}.{row.unit.code}")
    return operations.create(username, person=person, role=Role.COMMUNE_OFFICER, unit=row.unit, by=by)


def requests(top: Unit) -> Select[AccountRequest]:
    """The requests of a subtree: those that wait first, then the newest."""
    waits_first = case((AccountRequest.waits, 0), else_=1)
    query = select(AccountRequest).join(AccountRequest.unit).where(within(top))
    return query.order_by(waits_first, AccountRequest.id.desc()).limit(MOST_SHOWN)


def requests_of(unit: Unit) -> Sequence[AccountRequest]:
    """What a commune has asked for."""
    return db.session.scalars(requests(unit)).all()


def request_in(top: Unit, request_id: int) -> AccountRequest | None:
    """One request, if its commune lies in the subtree."""
    query = select(AccountRequest).join(AccountRequest.unit).where(within(top), AccountRequest.id == request_id)
    return db.session.scalar(query)


def waiting_rows(account: Account) -> Select[Any]:
    """What waits for this reader's decision."""
    table = AccountRequest
    query = waiting.requests(
        table,
        others=table.account_id,
        name=table.full_name,
        identifier=table.identifier,
        what=table.kind,
        about=Unit.kind + " " + Unit.name,
    )
    query = query.join(table.unit).where(within(account.unit))
    return query if account.can(Permission.ACCOUNTS_MANAGE) else query.where(table.kind == CODE)


WAITING = waiting.Kind(
    "account-request",
    Permission.ACCOUNTS_RESET,
    "accounts_requests.show",
    address=lambda one: {"request_id": one.key},
    words=lambda one: f"{title(one.what)}: {one.about}",
    rows=waiting_rows,
    several=waiting.Several(_l("đề nghị về tài khoản chờ giải quyết"), "accounts_requests.index"),
)


def in_menu(account: Account) -> Iterator[Task]:
    """For those who decide what leads ask for: the queue, counted with all else that is to be decided."""
    if account.can(Permission.ACCOUNTS_RESET):
        yield Task(_("Đề nghị về tài khoản"), "accounts_requests.index")


def count_waiting(account: Account) -> int:
    """How many requests wait for this reader's decision."""
    return len(waiting.approvals(account, WAITING.name))
