"""The way into a set-up: a code of one use for 24 hours, then the browser that used it. With an account it is gone."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import session
from sqlalchemy import delete, select

from portal.accounts.models import Account
from portal.audit.operations import record
from portal.extensions import db
from portal.first_run import trial
from portal.first_run.models import FirstRun
from portal.web.data import clock

LIFE = timedelta(hours=24)
THE_ONE = 1
SESSION_KEY = "first-run"


def hashed(text: str) -> bytes:
    """What is kept of a code or a browser's token: both are long and random, so a plain digest tells nothing."""
    return hashlib.sha256(text.encode()).digest()


def has_accounts() -> bool:
    """Whether anybody can sign in: from then on there is no set-up."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def new_code() -> str:
    """A fresh code in the place of an older one, whose set-up is given up with its trial; empty with an account."""
    if has_accounts():
        return ""
    trial.erase()
    code = secrets.token_urlsafe(24)
    db.session.execute(delete(FirstRun))
    db.session.add(FirstRun(id=THE_ONE, code_hash=hashed(code), expires_at=clock.now() + LIFE))
    record("first-run.code", by=None, subject=("first-run", THE_ONE))
    db.session.flush()
    return code


def under_way() -> FirstRun | None:
    """The set-up that may still go on, whoever asks; None once it ran out or there are accounts."""
    row = db.session.get(FirstRun, THE_ONE)
    return None if row is None or row.expires_at <= clock.now() or has_accounts() else row


def with_code(code: str) -> FirstRun | None:
    """The set-up that a code opens; None for a wrong or used one."""
    row = under_way()
    is_right = row is not None and hmac.compare_digest(row.code_hash, hashed(code))
    return row if is_right and row is not None and row.browser_hash is None else None


def use_code(row: FirstRun) -> None:
    """Let this browser go on; the code opens nothing any more."""
    token = secrets.token_urlsafe(24)
    row.browser_hash = hashed(token)
    session[SESSION_KEY] = token
    record("first-run.begin", by=None, subject=("first-run", THE_ONE))
    db.session.flush()


def own() -> FirstRun | None:
    """The set-up of this browser; None for every other."""
    row = under_way()
    if row is None or row.browser_hash is None:
        return None
    return row if hmac.compare_digest(row.browser_hash, hashed(str(session.get(SESSION_KEY, "")))) else None
