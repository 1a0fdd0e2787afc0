"""Who may use a view is declared on the view and asked for here, before every request; the undeclared is closed."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge

from portal.errors import SettingsError
from portal.extensions import Hook, csrf
from portal.web.data.databases import SAFE_METHODS
from portal.web.http import bodies
from portal.web.http.hosts import is_ours
from portal.web.http.views import NONCE, PUBLIC, SIGNED_IN, View, current_view, export_address, is_export, is_part
from portal.web.ui import terms

FOREIGN_SITES = frozenset({"cross-site", "same-site"})
# Told of whoever is turned away: the endpoint and the status.
on_denied: Hook[Callable[[str, int], None]] = Hook()
# Asked of everybody signed in, with the view, before the row and the right: an answer ends the request.
before_permission: Hook[Callable[[View], ResponseReturnValue | None]] = Hook()
# Told of every export that was handed out: the event's name and its details.
on_export: Hook[Callable[[str, dict[str, Any]], None]] = Hook()
# Asked of everybody who may, after the token: an answer ends the request.
after_permission: Hook[Callable[[View], ResponseReturnValue | None]] = Hook()


def install(app: Flask) -> None:
    """Ask before every request; look at every file that leaves; let templates offer one."""
    app.before_request(refuse_foreign_hosts)
    app.before_request(authorize)
    app.after_request(record_export)
    app.jinja_env.globals["export_address"] = export_address


def check_declared(app: Flask) -> None:
    """Refuse to start with a route that says nothing of who may use it."""
    for name, view in app.view_functions.items():
        if not hasattr(view, "permission"):
            message = f"the view «{name}» declares no permission: put @requires(…) or @public on it"
            raise SettingsError(message)


def refuse_foreign_hosts() -> None:
    """400 where a page is asked for under a name that is not ours: its forms would be sent from another's site."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "served_under_any_host", False) or is_ours(request.host, current_app.config["OWN_HOSTS"]):
        return
    terms.speak_of(terms.NEUTRAL_IN_BOTH)  # of no round: refused before anything is read, also where no data are yet
    g.advice = _("Mở lại đúng địa chỉ đã được thông báo.")
    if current_app.config["SITE"] != "staff":  # whose own address no setting tells
        g.way_out = current_app.config["BASE_URL"]
        g.advice = _("Địa chỉ đúng: %(address)s", address=g.way_out)
    abort(400, _("Hệ thống không mở được dưới địa chỉ này. Nội dung vừa gửi, nếu có, chưa được ghi nhận."))


def authorize() -> ResponseReturnValue | None:
    """Let the request pass, or answer it: from where, who, which row, which right, with which token."""
    if request.endpoint is None:
        return None
    if request.method not in SAFE_METHODS:
        refuse_foreign_posts()
    view = current_view()
    if view.permission == NONCE:
        return None
    if request.method not in SAFE_METHODS:
        read_body(getattr(view, "most_bytes", current_app.config["MAX_CONTENT_LENGTH"]))
    if view.permission != PUBLIC:
        answer = check_access(view)
        if answer is not None:
            return answer
    if request.method not in SAFE_METHODS:
        csrf.protect()
    return first_refusal(after_permission, view) if view.permission != PUBLIC else None


def first_refusal(gates: Hook[Callable[[View], ResponseReturnValue | None]], view: View) -> ResponseReturnValue | None:
    """What the first gate that minds has to say."""
    return next((answer for gate in gates if (answer := gate(view)) is not None), None)


def read_body(most_bytes: int) -> None:
    """Read what is sent, up to so many bytes."""
    # before the database is asked: a photograph on a thin line must keep no writer waiting
    request.max_content_length = most_bytes
    try:
        bodies.read_form_body()
    except RequestEntityTooLarge:
        size, most = ((request.content_length or 0) >> 20, most_bytes >> 20)
        abort(413, _("Nội dung gửi quá lớn (%(size)s MB, tối đa %(most)s MB).", size=size, most=most))


def check_access(view: View) -> ResponseReturnValue | None:
    """Ask for sign-in, for a first password, for the row in scope, then for the right."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    if (answer := first_refusal(before_permission, view)) is not None:
        return answer
    if current_user.must_change_password and not getattr(view, "before_first_password", False):
        return redirect(url_for("accounts.password"), 303)
    if view.over is not None:
        g.subject = loaded_subject(view)
    if view.permission != SIGNED_IN and not current_user.holds(view.permission):
        notify_denied(403)
        abort(403)
    return None


def loaded_subject(view: View) -> object:
    """The row a view is about, inside the person's places; 404 otherwise."""
    subject = view.over(**(request.view_args or {})) if view.over is not None else None
    if subject is None:
        notify_denied(404)
        abort(404)
    return subject


def notify_denied(status: int) -> None:
    """Tell those who keep records that somebody was turned away."""
    for listener in on_denied:
        listener(request.endpoint or "", status)


def ask_to_sign_in() -> ResponseReturnValue:
    """A page goes to the sign-in form and back; a part or a post says 401 and keeps what was typed."""
    if request.method not in SAFE_METHODS or is_part():
        g.redirect_part = url_for("accounts.login")
        abort(401, _("Đã hết thời gian đăng nhập. Đăng nhập lại ở cửa sổ mới, nội dung đang nhập vẫn còn."))
    return redirect(url_for("accounts.login", next=request.full_path.rstrip("?")), 302)


def refuse_foreign_posts() -> None:
    """403 for a post that another site made. `null` or no origin at all passes on to the token or nonce."""
    hosts = {request.host, own_host()}
    if is_foreign(request.headers.get("Sec-Fetch-Site", ""), request.headers.get("Origin", "null"), hosts):
        abort(403, _("Yêu cầu gửi từ trang khác nên không được nhận. Mở lại trang của hệ thống rồi thử lại."))


def is_foreign(fetch_site: str, origin: str, hosts: set[str]) -> bool:
    """Whether a browser says that a post comes from another site than these."""
    return fetch_site in FOREIGN_SITES or (origin != "null" and host_in(origin) not in hosts)


def is_of_this_site() -> bool:
    """Whether the browser says that this request comes from a page of ours; silence, or an older browser's, is no."""
    return request.headers.get("Sec-Fetch-Site") == "same-origin" or (
        host_in(request.headers.get("Origin", "")) in {request.host, own_host()}
    )


def host_in(origin: str) -> str:
    """Host and port an origin names; empty for what is no address at all."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def own_host() -> str:
    """Host and port that QR codes and papers name."""
    return urlsplit(str(current_app.config["BASE_URL"])).netloc


def record_export(response: Response) -> Response:
    """Record an export. Raises SettingsError for a file from a view that declares none: nothing of it leaves."""
    if not response.headers.get("Content-Disposition", "").startswith("attachment"):
        return response
    view = current_view()
    if view.permission in {PUBLIC, NONCE}:  # what everybody may read is recorded nowhere
        return response
    if not hasattr(view, "export"):
        message = f"the view «{request.endpoint}» hands out a file: put @exports(…) or @serves_file on it"
        raise SettingsError(message)
    if is_export(view):
        for listener in on_export:
            listener(vars(view)["export"], g.pop("export_detail", {}))
    return response
