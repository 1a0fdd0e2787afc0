"""Between sign-in and every page: a code that is still owed, an app still to be set up, a proof that is too old."""

from typing import Any
from urllib.parse import urlsplit

from flask import g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import STEP_UP
from portal.accounts.sign_in import devices, second_factor, sessions
from portal.audit.operations import record_separately
from portal.web.data import clock
from portal.web.data.databases import SAFE_METHODS
from portal.web.http import bodies
from portal.web.http.views import View, is_export, is_part, render

FRESH_SECONDS = 300
FIELD = "step_up_code"
PAGES = {"code": "accounts_factor.code", "enrol": "accounts_factor.setup"}


def pending_factor(view: View) -> ResponseReturnValue | None:
    """Redirect to the step the session still needs, else None. First a code, then a first password, then an app."""
    owed = session.get("factor", "")
    if not owed or owed in getattr(view, "while_pending", ()):
        return None
    # a first password comes before an app; access sends there
    if owed == "enrol" and current_user.must_change_password:
        return None
    if request.method not in SAFE_METHODS or is_part():
        g.redirect_part = url_for(PAGES[owed])
    return redirect(url_for(PAGES[owed]), 303)


def require_step_up(view: View) -> ResponseReturnValue | None:
    """Ask for a code anew before an action that weighs or an export; what was typed travels with the question."""
    if not takes_step_up(view) or is_fresh():
        return None
    if request.method in SAFE_METHODS or is_part():
        return redirect_to_proof()
    typed = bodies.single_choice(FIELD) if FIELD in request.form else ""
    device = devices.known_device(current_user) if typed else ""
    wait = second_factor.seconds_to_wait(current_user, device) if typed else 0
    if typed and not wait and second_factor.prove(current_user, typed, device):
        record_proof()
        return None
    return step_up_page(refusal(wait) if typed else "")


def takes_step_up(view: View) -> bool:
    """Whether this request is one of those that ask: an action, or an export."""
    return is_export(view) or (view.permission in STEP_UP and request.method not in SAFE_METHODS)


def log_export(action: str, detail: dict[str, Any]) -> None:
    """Keep a record of a file that was handed out."""
    record_separately(action, by=current_user, detail=detail)


def is_fresh() -> bool:
    """Whether the factor was shown of late, in this browser. An account without one has nothing to show."""
    if not second_factor.is_confirmed(current_user):
        return True
    return clock.now().timestamp() - float(session.get("proved_at", 0)) <= FRESH_SECONDS


def record_proof() -> None:
    """Note the proof and that the device went all the way in; the browser gets a new session id."""
    devices.remember(current_user)  # only now: a password alone must not make a device known
    sessions.end_oldest_sessions(current_user, sessions.current().token, pending_code=False)
    session.pop("factor", None)
    session["proved_at"] = int(clock.now().timestamp())
    sessions.current().renew()


def refusal(wait: int) -> str:
    """Why a code was not taken."""
    if wait:
        return _("Thử lại sau %(seconds)s giây. Tài khoản không bị khóa.", seconds=wait)
    return _("Mã không đúng hoặc đã dùng. Chờ ứng dụng hiện mã mới rồi nhập lại.")


def redirect_to_proof() -> ResponseReturnValue:
    """A file, or a part of a page: prove first, then come back."""
    target = url_for("accounts_factor.again", next=current_address())
    if is_part():
        g.redirect_part = target
        return "", 401, {"HX-Redirect": target}
    return redirect(target, 303)


def current_address() -> str:
    """The address of the page at hand; empty where a part's page is unknown."""
    if not is_part():
        return request.full_path.rstrip("?")
    try:
        address = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return ""
    return f"{address.path}?{address.query}".rstrip("?")


def step_up_page(error: str) -> ResponseReturnValue:
    """The question, with everything that was typed; files have to be chosen again."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != FIELD]
    page = render("accounts/sign_in/step_up.html", kept=fields, field=FIELD, error=error, has_files=bool(request.files))
    return page, 422 if error else 401
