"""One try at the sign-in form: wait, check outside a write transaction, count what fails.

A one-use code still in time is never made to wait, whatever strangers did before: it cannot be guessed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from flask import abort, current_app
from flask_babel import gettext as _
from limits import parse
from sqlalchemy import delete

from portal.accounts import operations, queries
from portal.accounts.models import Account, SignInFailure
from portal.accounts.sign_in import backoff
from portal.audit.operations import new_event
from portal.extensions import Hook, db
from portal.web.data import clock, transactions
from portal.web.http import rate_limit

UNKNOWN_SOURCE_LIMIT = parse("10/minute")
# Rooms above say here why this browser is not one to sign in with; empty where it is.
shared_browser_checks: Hook[Callable[[], str]] = Hook()


@dataclass(frozen=True)
class SignInResult:
    """What a try led to: an account, or a sentence with its status."""

    account: Account | None = None
    sentence: str = ""
    status: int = 200
    wait: int = 0


def refuse_shared_browser() -> None:
    """403 for a browser that many people use."""
    sentence = next(filter(None, (ask() for ask in shared_browser_checks)), "")
    if sentence:
        abort(403, sentence)


def try_sign_in(username: str, password: str, device: str) -> SignInResult:
    """Check name and password. The same answer for an unknown name and a wrong password."""
    username = username.strip().lower()
    transactions.read_only()  # a check takes 60 ms, in which no other writer may be kept out
    account = queries.by_username(username)
    # a one-use code is looked at before any waiting: it cannot be guessed, whatever strangers tried before
    good = operations.code_matches(account, password)
    if not good:
        known = account is not None and queries.knows_device(account, operations.device_hash(device))
        refusal = early_refusal(username, device, known=known)
        if refusal is not None:
            return refusal
        good = operations.password_matches(account, password)
    transactions.allow_writes()
    if good and account is not None:
        forget_failures(username, device)
        return SignInResult(account=account)
    count_failure(username, device)
    return SignInResult(sentence=_("Tên đăng nhập hoặc mật khẩu không đúng."), status=422)


def early_refusal(username: str, device: str, *, known: bool) -> SignInResult | None:
    """Why a password is not even looked at; strangers share a budget per source and per account and day."""
    secret = current_app.config["SECRETS"]["device"]
    own = find_failures(backoff.device_key(secret, username, device))
    wait = backoff.seconds_left(own.failures, own.last_at, clock.now()) if own else 0
    if wait or known:
        return wait_result(wait) if wait else None
    day = find_failures(backoff.day_key(secret, username, clock.today()))
    if day and day.failures >= backoff.ACCOUNT_BUDGET_A_DAY:
        return SignInResult(sentence=code_required_sentence(), status=429)
    return None if source_may_try() else wait_result(backoff.LONGEST_WAIT)


def wait_result(seconds: int) -> SignInResult:
    """Not now."""
    sentence = _("Thử lại sau %(seconds)s giây. Tài khoản không bị khóa.", seconds=seconds)
    return SignInResult(sentence=sentence, status=429, wait=seconds)


def code_required_sentence() -> str:
    """What a new device is told once the day's tries are spent; the same for an unknown name."""
    return _(
        "Hôm nay có quá nhiều lần thử sai từ thiết bị lạ, nên thiết bị mới chỉ vào được bằng mã dùng một lần: đề nghị "
        "cấp trên cấp mã mới. Thiết bị đã từng đăng nhập vẫn vào như thường. Tài khoản không bị khóa."
    )


def source_may_try() -> bool:
    """Whether a never-seen device's source is within its ten tries a minute, kept in memory only."""
    return rate_limit.hit(UNKNOWN_SOURCE_LIMIT, "sign-in")


def find_failures(key: bytes) -> SignInFailure | None:
    """A counter, read."""
    return db.session.get(SignInFailure, key)


def count_failure(username: str, device: str) -> None:
    """Count a failure on the device and on the day, in a transaction of its own that outlives the refusal."""
    secret = current_app.config["SECRETS"]["device"]
    with transactions.separate_session() as session, session.begin():
        for key in (backoff.device_key(secret, username, device), backoff.day_key(secret, username, clock.today())):
            backoff.count(session, key)
        session.add(new_event("accounts.sign-in-failed", by=None, subject=("username", username[:60])))
    transactions.read_only()


def forget_failures(username: str, device: str) -> None:
    """A good sign-in ends the device's waiting."""
    key = backoff.device_key(current_app.config["SECRETS"]["device"], username, device)
    db.session.execute(delete(SignInFailure).where(SignInFailure.key == key))
