"""Opening and closing accounts, first codes, signing in."""

import hashlib
import itertools
import re
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import queries
from portal.accounts.models import Account, KnownDevice, Person
from portal.accounts.permissions import LEVEL_OF, Role
from portal.accounts.sign_in import passwords, second_factor, sessions
from portal.audit.operations import record
from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.units.models import Unit
from portal.web.data import clock, transactions

CODE_LIFE = timedelta(days=7)
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,79}")


def create(username: str, *, person: Person, role: str, unit: Unit, by: Account | None) -> Account:
    """Open an account without a password; `issue_code` gives the first way in."""
    refuse_unfit(username, role, unit)
    account = Account(username=username, person=person, role=role, unit=unit, created_at=clock.now())
    with transactions.unless_taken(name_taken(username)):
        db.session.add(account)
    record("accounts.create", by=by, subject=("account", account.id), unit=unit, detail={"role": role})
    return account


def refuse_unfit(username: str, role: str, unit: Unit) -> None:
    """Raise where no such account can be opened: the name's form, the role's level, a name that is taken."""
    if not USERNAME.fullmatch(username):
        raise DomainError(_("Tên đăng nhập gồm chữ thường không dấu, số, dấu chấm, gạch; từ 3 ký tự."), "username")
    if role not in set(Role) or LEVEL_OF[Role(role)] != unit.level:
        raise DomainError(_("Vai trò này không thuộc cấp của đơn vị đã chọn."), "role")
    if db.session.scalar(select(Account.id).where(Account.username == username)):
        raise name_taken(username)


def name_taken(username: str) -> Conflict:
    return Conflict(_("Tên đăng nhập “%(name)s” đã có.", name=username), "username")


def free_username(prefix: str) -> str:
    """«cb.07507», or the first of «cb.07507-2», «cb.07507-3» … that no account has."""
    taken = set(db.session.scalars(select(Account.username).where(Account.username.startswith(prefix))))
    names = (prefix if number == 1 else f"{prefix}-{number}" for number in itertools.count(1))
    return next(name for name in names if name not in taken)


def issue_code(account: Account, *, by: Account | None) -> str:
    """A one-use code that replaces the password and the second factor; its holder is signed out everywhere."""
    code = passwords.new_code()
    store_code(account, code, by=by)
    return code


def store_code(account: Account, code: str, *, by: Account | None) -> None:
    """Let a one-use code be the way in for seven days, from whichever device."""
    set_code(account, code)
    account.password_hash = ""
    account.must_change_password = True
    second_factor.forget(account)
    sessions.end_all(account)
    record("accounts.issue-code", by=by, subject=("account", account.id), unit=account.unit)


def set_code(account: Account, code: str) -> None:
    """Keep what is kept of a code, and until when it opens."""
    account.code_hash = passwords.code_hash(account.username, code)
    account.code_expires_at = clock.now() + CODE_LIFE


def set_active(account: Account, *, active: bool, by: Account | None) -> None:
    """Close an account, or open it again."""
    account.active = active
    if not active:
        sessions.end_all(account)
    action = "accounts.open" if active else "accounts.close"
    record(action, by=by, subject=("account", account.id), unit=account.unit)


def set_password(account: Account, password: str) -> None:
    """Keep a password without asking what it is like: for demonstrations and for `change_password`."""
    keep_password(account, passwords.hashed(password))


def keep_password(account: Account, password_hash: str) -> None:
    account.password_hash = password_hash
    account.code_hash, account.code_expires_at = "", None
    account.must_change_password = False
    account.password_changed_at = clock.now()


def change_password(account: Account, new_password: str, password_hash: str, *, token: str) -> None:
    """Keep a new password (already hashed outside the transaction); other browsers are signed out."""
    passwords.refuse_weak(new_password, account.username)
    keep_password(account, password_hash)
    sessions.end_all(account, but=token)
    record("accounts.change-password", by=account, subject=("account", account.id))


def code_matches(account: Account | None, typed: str) -> bool:
    """Whether a one-use code still in time opens this account; as quick for no account."""
    code = valid_code_hash(account) if account is not None and account.active else ""
    return passwords.code_matches(code, account.username if account else "", typed)


def password_matches(account: Account | None, password: str) -> bool:
    """Whether a password opens this account; takes as long for no account."""
    if account is None or not account.active:
        passwords.matches("", password)  # for the time it takes
        return False
    if valid_code_hash(account).startswith("$"):  # given by version 1, which hashed codes like passwords
        return passwords.matches(account.code_hash, passwords.tidy_code(password))
    return passwords.matches(account.password_hash, password)


def valid_code_hash(account: Account) -> str:
    """What is kept of the code that opens an account now; empty for none."""
    in_time = account.code_expires_at is not None and clock.now() < account.code_expires_at
    return account.code_hash if in_time and not account.password_hash else ""


def sign_in(account: Account, device: str) -> str:
    """Open a session and remember the device, if nothing is owed. Returns the session cookie's token."""
    owed = second_factor.pending_at_sign_in(account)
    token = sessions.begin(account, device[:8], **owed)
    if owed.get("factor") != "code":
        remember_device(account, device)
    record("accounts.sign-in", by=account, subject=("account", account.id))
    return token


def remember_device(account: Account, device: str) -> None:
    """Keep the device as known to the account: only after a whole sign-in, since a password alone must not make one."""
    digest = device_hash(device)
    if not queries.knows_device(account, digest):
        with transactions.unless_taken():
            db.session.add(KnownDevice(account_id=account.id, device_hash=digest, first_at=clock.now()))


def device_hash(device: str) -> bytes:
    """What is kept of a device's cookie."""
    return hashlib.sha256(device.encode()).digest()
