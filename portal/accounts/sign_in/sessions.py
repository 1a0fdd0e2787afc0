"""Sessions as rows on the server for staff; a small signed cookie for the sign-in page; nothing for citizens."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any, cast

from flask import Flask, Request, Response, current_app, g, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_login import current_user
from sqlalchemy import Select, bindparam, delete, select, update
from sqlalchemy.orm import joinedload

from portal.accounts.models import Account, StaffSession
from portal.accounts.permissions import Role
from portal.audit.operations import record_separately
from portal.extensions import db, login_manager
from portal.units.models import Unit
from portal.web.data import clock, transactions, two_disks

ABSOLUTE = timedelta(hours=12)
TOUCH_EVERY = timedelta(minutes=1)
MOST_PER_ACCOUNT = 3
IDLE_MINUTES, IDLE_MINUTES_PROVINCE = 30, 15
CITIZEN_PATHS = ("/p/", "/desk/ballot", "/desk/done/", "/static/", "/healthz")


class ServerSession(SecureCookieSession):
    """A session whose data lie in a row; `token` is what the cookie holds."""

    token = ""
    renewed = False

    def renew(self) -> None:
        """Give the browser a new id with the answer; the old one is no longer valid (P13)."""
        self.renewed = self.modified = True


class NoSession(SecureCookieSession):
    """The citizen's: whatever is put into it is forgotten, and no answer varies by a cookie."""


class PortalSessions(SecureCookieSessionInterface):
    """Rows for those signed in, Flask's signed cookie before that."""

    def is_null_session(self, obj: object) -> bool:
        return isinstance(obj, NoSession) or super().is_null_session(obj)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session a request belongs to. Citizens' pages have none."""
        if request.path.startswith(CITIZEN_PATHS):
            return NoSession()
        token = request.cookies.get(self.get_cookie_name(app), "")
        if token.startswith("s."):
            # a part of a page that looks again by itself keeps nobody signed in
            return read(token, prolong="poll" not in request.args) or SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write a row's data where they changed (a flash), or the small cookie; a row's cookie is set by the view."""
        if isinstance(session, ServerSession):
            if session.modified:
                write(session)
            if session.renewed:
                self.set_cookie(app, response, session.token)
            return
        if "signed_in_now" in g:  # the view has given the cookie of a row, which must not be overwritten
            return
        super().save_session(app, session, response)

    def set_cookie(self, app: Flask, response: Response, token: str) -> None:
        """The cookie of a signed-in browser."""
        response.set_cookie(
            self.get_cookie_name(app),
            token,
            secure=self.get_cookie_secure(app),
            httponly=True,
            samesite="Lax",
            path="/",
        )


def current() -> ServerSession:
    """The session of this request, of somebody signed in."""
    return cast("ServerSession", session)


def give_cookie(answer: Response, token: str) -> None:
    """Let the browser keep the id of its session."""
    cast("PortalSessions", current_app.session_interface).set_cookie(current_app, answer, token)


def install(app: Flask) -> None:
    """Put the interface in place and tell Flask-Login how to find an account."""
    app.session_interface = PortalSessions()
    login_manager.session_protection = None  # it would bind a session to the browser's address, which is not kept
    login_manager.user_loader(load_account)


def load_account(account_id: str) -> Account | None:
    """The account of a session, read anew for every request; None when it was closed."""
    account = db.session.scalar(account_statement(), {"id": int(account_id)})
    return account if account is not None and account.active else None


@cache
def account_statement() -> Select[Account]:
    """An account with its unit and those above, which the menu names: every page asks, so it is put together once."""
    above = joinedload(Account.unit).joinedload(Unit.parent).joinedload(Unit.parent)
    return select(Account).where(Account.id == bindparam("id")).options(above)


def log_denied(endpoint: str, status: int) -> None:
    """Record that a request was turned away, with its status."""
    record_separately("access.denied", by=current_user, detail={"endpoint": endpoint, "status": status})


def token_hash(token: str) -> bytes:
    """What is kept of a cookie."""
    return hashlib.sha256(token.encode()).digest()


def idle_minutes(role: str) -> int:
    """How long a session may rest: shorter for the province."""
    short = {Role.PROVINCE_EDITOR, Role.PROVINCE_APPROVER, Role.AUDITOR, Role.ACCOUNT_ADMIN}
    return IDLE_MINUTES_PROVINCE if role in short else IDLE_MINUTES


@cache
def session_statement() -> Select[Any]:
    """What a cookie's session keeps; put together once, as every page asks."""
    kept = StaffSession.data, StaffSession.seen_at, StaffSession.created_at, StaffSession.idle_minutes
    return select(*kept).where(StaffSession.token_hash == bindparam("key"))


def read(token: str, *, prolong: bool) -> ServerSession | None:
    """The live session of a cookie, in a short transaction of its own; looked at once a minute at most."""
    now = clock.now()
    key = token_hash(token)
    with db.engine.connect().execution_options(sqlite_readonly=True) as connection:
        row = connection.execute(session_statement(), {"key": key}).first()
    if row is None or now - row.created_at > ABSOLUTE or now - row.seen_at > timedelta(minutes=row.idle_minutes):
        return None
    if prolong and now - row.seen_at > TOUCH_EVERY:
        with transactions.write_engine().begin() as connection:
            two_disks.promise_nothing(connection)
            connection.execute(update(StaffSession).where(StaffSession.token_hash == key).values(seen_at=now))
    session = ServerSession(dict(row.data))
    session.token = token
    return session


def write(session: ServerSession) -> None:
    """Keep a session's data, in a short transaction of its own."""
    changed = update(StaffSession).where(StaffSession.token_hash == token_hash(session.token))
    if session.renewed:
        session.token = new_token()
    with transactions.write_engine().begin() as connection:
        two_disks.promise_nothing(connection)
        connection.execute(changed.values(data=dict(session), token_hash=token_hash(session.token)))


def new_token() -> str:
    """What a cookie holds: 256 random bits."""
    return f"s.{secrets.token_urlsafe(32)}"


def begin(account: Account, device: str, **data: object) -> str:
    """A new row for a sign-in. Returns the cookie's token."""
    token = new_token()
    now = clock.now()
    db.session.add(
        StaffSession(
            token_hash=token_hash(token),
            account_id=account.id,
            data={"_user_id": str(account.id), "_fresh": True, "csrf_token": secrets.token_hex(20), **data},
            created_at=now,
            seen_at=now,
            idle_minutes=idle_minutes(account.role),
            device=device,
        )
    )
    db.session.flush()
    end_oldest_sessions(account, token, pending_code=data.get("factor") == "code")
    return token


def end_oldest_sessions(account: Account, token: str, *, pending_code: bool) -> None:
    """Let the oldest rows of an account give way to this one, so that there are three."""
    rows = select(StaffSession).where(StaffSession.account_id == account.id).order_by(StaffSession.created_at.desc())
    others = [row for row in db.session.scalars(rows) if row.token_hash != token_hash(token)]
    # those that wait for the second factor count apart: a password alone must not end full sessions
    alike = [row for row in others if (row.data.get("factor") == "code") == pending_code]
    for row in alike[MOST_PER_ACCOUNT - 1 :]:
        db.session.delete(row)
    db.session.flush()


def end(token: str) -> None:
    """Sign one browser out."""
    db.session.execute(delete(StaffSession).where(StaffSession.token_hash == token_hash(token)))


def sessions_of(account: Account) -> Sequence[StaffSession]:
    """The browsers in which an account is signed in now, the newest first."""
    now = clock.now()
    rows = select(StaffSession).where(StaffSession.account_id == account.id, StaffSession.created_at > now - ABSOLUTE)
    found = db.session.scalars(rows.order_by(StaffSession.created_at.desc())).all()
    return [row for row in found if now - row.seen_at <= timedelta(minutes=row.idle_minutes)]


def end_one(account: Account, reference: str) -> bool:
    """Sign one browser of an account out, by the start of its hash; whether there was one."""
    row = next((one for one in sessions_of(account) if one.reference == reference), None)
    if row is not None:
        db.session.delete(row)
    return row is not None


def end_all(account: Account, *, but: str = "") -> None:
    """Sign an account out everywhere, one browser perhaps excepted."""
    statement = delete(StaffSession).where(StaffSession.account_id == account.id)
    if but:
        statement = statement.where(StaffSession.token_hash != token_hash(but))
    db.session.execute(statement)
