"""Accounts after the first ones: a commune's lead asks with a reason, the account administrator approves or refuses.

A district may decide about codes of its communes alone: it may give them one anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from sqlalchemy import case, func, select

from portal.accounts import operations, persons
from portal.accounts.admin import slips
from portal.accounts.admin.importing import PREFIXES
from portal.accounts.models import Account, AccountRequest, Person
from portal.accounts.permissions import Permission, Role
from portal.accounts.persons import tidy_identifier
from portal.accounts.second_person import decide_once, refuse_same_person
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.units.names import fold
from portal.units.queries import within
from portal.web.data import clock, transactions
from portal.web.jobs import jobs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select

    from portal.units.models import Unit

CREATE, CODE, CLOSE = "create", "code", "close"
MOST_SHOWN = 200


def title(kind: str) -> str:
    """What is asked for, in words."""
    return {
        CREATE: _("Mở tài khoản cán bộ nhập liệu"),
        CODE: _("Cấp mã dùng một lần"),
        CLOSE: _("Khóa tài khoản"),
    }[kind]


def request_account(*, full_name: str, identifier: str, reason: str, by: Account) -> AccountRequest:
    """Ask for an officer's account at the lead's own commune."""
    persons.refuse_other_name(full_name, identifier)
    waiting = [one for one in requests_of(by.unit) if one.state == "asked" and one.kind == CREATE]
    waits = Conflict(_("Đề nghị mở tài khoản cho %(name)s đã gửi, đang chờ duyệt.", name=full_name), "full_name")
    if any(fold(one.full_name) == fold(full_name) for one in waiting):
        raise waits
    return add_request(
        AccountRequest(kind=CREATE, full_name=full_name, identifier=identifier, reason=reason), by, waits
    )


def request_change(account: Account, *, kind: str, reason: str, by: Account) -> AccountRequest:
    """Ask for a new code, or for an account of the lead's own commune to be closed."""
    if not account.active:
        raise Conflict(_("Tài khoản này đã khóa."))
    waiting = [one for one in requests_of(by.unit) if one.state == "asked" and one.account_id == account.id]
    waits = Conflict(_("Đề nghị này đã gửi, đang chờ duyệt."))
    if any(one.kind == kind for one in waiting):
        raise waits
    return add_request(AccountRequest(kind=kind, account=account, reason=reason), by, waits)


def add_request(asked: AccountRequest, by: Account, waits: Conflict) -> AccountRequest:
    """Write a request down. Raises `waits` where an equal one came first."""
    asked.unit, asked.asker, asked.asked_at, asked.accepted = by.unit, by, clock.now(), None
    with transactions.unless_taken(waits):
        db.session.add(asked)
    record("accounts.ask", by=by, subject=("account-request", asked.id), unit=asked.unit, detail={"kind": asked.kind})
    return asked


def may_decide(asked: AccountRequest, account: Account) -> bool:
    """Whether this reader is the one to decide: the administrator all, a district codes."""
    return account.can(Permission.ACCOUNTS_MANAGE) or (asked.kind == CODE and account.can(Permission.ACCOUNTS_RESET))


def decide(asked: AccountRequest, *, decision: str, answer: str, by: Account) -> AccountRequest:
    """Approve, which does at once what was asked, or refuse with a reason."""
    refuse_wrong_decider(asked, by)
    if decision != "accept" and not answer:
        raise DomainError(_("Không duyệt thì nêu lý do để tổ trưởng biết."), "answer")
    values = {"decided_by": by.id, "decided_at": clock.now(), "answer": answer, "accepted": decision == "accept"}
    decide_once(asked, AccountRequest.decided_at.is_(None), said=_("Đề nghị này đã có quyết định."), **values)
    if asked.accepted:
        carry_out(asked, by)
    action = "accounts.accepted" if asked.accepted else "accounts.refused"
    record(action, by=by, subject=("account-request", asked.id), unit=asked.unit, detail={"kind": asked.kind})
    return asked


def refuse_wrong_decider(asked: AccountRequest, by: Account) -> None:
    """Raise where a request is decided, or somebody else's to decide."""
    if asked.state != "asked":
        raise Conflict(_("Đề nghị này đã có quyết định."))
    if not may_decide(asked, by):
        raise Refused(_("Đề nghị này do quản trị tài khoản cấp tỉnh duyệt."))
    said = _("Việc này cần người thứ hai: người đề nghị không tự quyết định, kể cả bằng tài khoản khác.")
    refuse_same_person(by, asked.asker, account_holder(asked), said=said)


def account_holder(asked: AccountRequest) -> Account | Person:
    """Whom the account is for: of one still to be opened, the person who will hold it."""
    return asked.account or Person(full_name=asked.full_name, identifier=tidy_identifier(asked.identifier))


def carry_out(asked: AccountRequest, by: Account) -> None:
    """Carry out what was approved; a job makes the code and prints its slip."""
    if asked.kind == CREATE:
        asked.account = open_account(asked, by)
    if asked.account is None:
        raise DomainError(_("Tài khoản không còn trong hệ thống."))
    if asked.kind == CLOSE:
        operations.set_active(asked.account, active=False, by=by)
    else:
        asked.job_id = jobs.start(slips.ONE, {"account": asked.account.id}, by=by.id).id


def open_account(asked: AccountRequest, by: Account) -> Account:
    """The officer's account that was asked for, under the first name that is free."""
    person = persons.person_of(asked.full_name, asked.identifier)
    username = operations.free_username(f"{PREFIXES[Role.COMMUNE_OFFICER]}.{asked.unit.code}")
    return operations.create(username, person=person, role=Role.COMMUNE_OFFICER, unit=asked.unit, by=by)


def requests(top: Unit) -> Select[AccountRequest]:
    """The requests of a subtree: those that wait first, then the newest."""
    waits_first = case((AccountRequest.decided_at.is_(None), 0), else_=1)
    found = select(AccountRequest).join(AccountRequest.unit).where(within(top))
    return found.order_by(waits_first, AccountRequest.id.desc()).limit(MOST_SHOWN)


def requests_of(unit: Unit) -> Sequence[AccountRequest]:
    """What a commune has asked for."""
    return db.session.scalars(requests(unit)).all()


def request_in(top: Unit, request_id: int) -> AccountRequest | None:
    """One request, if its commune lies in the subtree."""
    found = select(AccountRequest).join(AccountRequest.unit).where(within(top), AccountRequest.id == request_id)
    return db.session.scalar(found)


def count_waiting(account: Account) -> int:
    """How many requests wait for this reader's decision."""
    asked = select(func.count()).select_from(AccountRequest).join(AccountRequest.unit)
    asked = asked.where(within(account.unit), AccountRequest.decided_at.is_(None))
    if not account.can(Permission.ACCOUNTS_MANAGE):
        asked = asked.where(AccountRequest.kind == CODE)
    return db.session.scalar(asked) or 0
