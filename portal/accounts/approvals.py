"""Changes to accounts of the province's roles need two persons: one asks, another agrees, the first carries it out."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from portal.accounts import operations, persons, waiting
from portal.accounts.models import Account, AccountApproval, Person
from portal.accounts.permissions import TWO_PERSON_ROLES, Permission, Role
from portal.accounts.persons import tidy_identifier
from portal.approvals.requests import Requests, write_once
from portal.approvals.second_person import refuse_same_person
from portal.audit.operations import record
from portal.errors import Conflict, DomainError, Refused
from portal.extensions import db
from portal.units.models import Unit
from portal.units.queries import within
from portal.web.data import clock

APPROVALS = Requests(
    AccountApproval,
    same_person=_l("Việc này cần người thứ hai: người đề nghị không tự quyết định, kể cả bằng tài khoản khác."),
    decided=_l("Đề nghị này đã có quyết định."),
)


def waiting_rows(account: Account) -> Select[Any]:
    """What waits inside the subtree of a decider."""
    table, holder = AccountApproval, aliased(Account)
    name, identifier, username = (table.payload[key].as_string() for key in ("full_name", "identifier", "username"))
    query = waiting.requests(
        table,
        others=table.account_id,
        name=name,
        identifier=identifier,
        what=table.kind,
        about=func.coalesce(holder.username, username),
    )
    query = query.join(table.unit).outerjoin(holder, holder.id == table.account_id)
    return query.where(within(account.unit))


WAITING = waiting.Kind(
    "account",
    Permission.ACCOUNTS_DECIDE,
    "accounts_deeds.index",
    address=lambda _one: {},
    words=lambda one: f"{title(one.what)}: {one.about}",
    rows=waiting_rows,
    effect=lambda _one: _("Người đề nghị được thực hiện thay đổi này."),
)


def needs_two(role: str) -> bool:
    """Whether an account of this role is changed by two persons only."""
    return role in set(Role) and Role(role) in TWO_PERSON_ROLES


def title(kind: str) -> str:
    """What is asked for, in words."""
    return {
        "create": _("Mở tài khoản"),
        "code": _("Cấp mã dùng một lần"),
        "close": _("Khóa tài khoản"),
        "open": _("Mở lại tài khoản"),
    }[kind]


def ask(
    kind: str, *, unit: Unit, by: Account, account: Account | None = None, payload: dict[str, Any] | None = None
) -> AccountApproval:
    """Ask for a change; one of a kind waits for an account at a time."""
    approval = AccountApproval(kind=kind, account=account, payload=payload or {}, unit=unit)
    APPROVALS.ask(approval, by=by, taken=Conflict(_("Đề nghị này đã gửi, đang chờ người thứ hai.")))
    record("accounts.ask", by=by, subject=("account-deed", approval.id), unit=unit, detail={"kind": kind})
    return approval


def decide(approval: AccountApproval, *, accept: bool, by: Account) -> None:
    """Agree or refuse: never the asker, never the one concerned, under whichever account."""
    APPROVALS.refuse_same_person(approval, by)
    refuse_same_person(by, account_holder(approval), sentence=_("Tài khoản của chính mình thì người khác quyết định."))
    APPROVALS.decide(approval, by=by, accepted=accept)
    action = "accounts.accepted" if accept else "accounts.refused"
    record(action, by=by, subject=("account-deed", approval.id), unit=approval.unit, detail={"kind": approval.kind})


def account_holder(approval: AccountApproval) -> Account | Person:
    """Whom the account is for: of one still to be opened, the person who will hold it."""
    payload = approval.payload
    return approval.account or Person(full_name=payload["full_name"], identifier=tidy_identifier(payload["identifier"]))


def carry_out(approval: AccountApproval, *, by: Account) -> tuple[Account, str]:
    """Do what was agreed, once, by the one who asked. Returns the account and its code (empty for close and open)."""
    # in the statement that writes, so that of two clicks one opens the account
    mine = and_(
        AccountApproval.accepted.is_(True), AccountApproval.done_at.is_(None), AccountApproval.asked_by == by.id
    )
    refusal = Refused(_("Việc này do người đề nghị thực hiện, một lần, sau khi người thứ hai đồng ý."))
    write_once(approval, mine, refusal, done_at=clock.now())
    if approval.kind == "create":
        approval.account = create_account(approval, by)
    account = approval.account
    if account is None:
        raise DomainError(_("Tài khoản không còn trong hệ thống."))
    if approval.kind in {"create", "code"}:
        return account, operations.issue_code(account, by=by)
    operations.set_active(account, active=approval.kind == "open", by=by)
    return account, ""


def create_account(approval: AccountApproval, by: Account) -> Account:
    """The account that an action asks for."""
    payload = approval.payload
    person = persons.person_of(payload["full_name"], payload["identifier"], approval.unit)
    return operations.create(payload["username"], person=person, role=payload["role"], unit=approval.unit, by=by)


def approval_in(top: Unit, approval_id: int) -> AccountApproval | None:
    """One action, if its unit lies in the subtree."""
    return db.session.scalar(
        select(AccountApproval).join(AccountApproval.unit).where(within(top), AccountApproval.id == approval_id)
    )


def recent_approvals(top: Unit) -> Sequence[AccountApproval]:
    """The actions of a subtree, newest first."""
    query = (
        select(AccountApproval)
        .join(AccountApproval.unit)
        .where(within(top))
        .order_by(AccountApproval.id.desc())
        .limit(50)
    )
    return db.session.scalars(query).all()
