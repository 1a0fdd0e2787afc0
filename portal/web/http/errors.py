"""One family of error pages: what happened, what to do now, whom to call, under which reference."""

import logging
import secrets
from urllib.parse import urlencode

from flask import Flask, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, default_exceptions

from portal.errors import DomainError
from portal.extensions import db
from portal.web.data import databases, transactions
from portal.web.http import second_tries
from portal.web.http.access import is_of_this_site
from portal.web.http.views import is_part
from portal.web.ui import terms

log = logging.getLogger(__name__)

# InternalError is PostgreSQL's where a standby is asked to write.
NO_ANSWER = (OperationalError, InternalError, PoolTimeoutError, TimeoutError)
SERVER_FAULT = 500
# Fields that no page repeats.
SECRET_FIELDS = frozenset({"password", "new_password", "again", "code"})
BUSY = 503


def install(app: Flask) -> None:
    """Answer every error with a page of the family."""
    app.before_request(assign_reference)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(DomainError, show_domain_error)
    for kind in NO_ANSWER:
        app.register_error_handler(kind, show_no_answer)
    app.register_error_handler(StaleDataError, show_conflict)
    app.register_error_handler(IntegrityError, show_conflict)
    app.register_error_handler(Exception, show_fault)


def assign_reference() -> None:
    """A reference that page and log share."""
    g.reference = secrets.token_hex(4)


def heading_and_advice(code: int) -> tuple[str, str]:
    """Heading and advice for a status."""
    table = {
        400: (_("Yêu cầu không đúng"), _("Quay lại trang trước, tải lại trang rồi làm lại.")),
        401: (_("Cần đăng nhập"), _("Đăng nhập rồi mở lại trang này.")),
        403: (_("Không có quyền thực hiện"), _("Nếu cần quyền này, đề nghị liên hệ cấp trên hoặc quản trị tài khoản.")),
        404: (_("Không tìm thấy nội dung"), _("Kiểm tra lại địa chỉ, hoặc quay về trang đầu.")),
        405: (_("Cách gửi không đúng"), _("Mở lại trang và dùng nút trên trang.")),
        408: (
            _("Đường truyền quá chậm"),
            _("Nội dung vừa gửi chưa đến đủ nên chưa được ghi nhận. Thử lại khi đường truyền tốt hơn."),
        ),
        409: (_("Nội dung vừa thay đổi"), _("Tải lại trang để xem nội dung mới nhất rồi làm lại.")),
        413: (_("Nội dung gửi quá lớn"), _("Giảm dung lượng rồi gửi lại.")),
        415: (_("Loại nội dung không nhận được"), _("Mở lại trang và dùng biểu mẫu trên trang.")),
        422: (_("Nội dung chưa hợp lệ"), _("Quay lại trang trước, sửa rồi gửi lại.")),
        429: (_("Đang có nhiều yêu cầu"), _("Chờ ít phút rồi thử lại.")),
        500: (_("Hệ thống gặp lỗi"), _("Nội dung vừa gửi chưa được ghi nhận. Thử lại sau ít phút.")),
        503: (_("Hệ thống đang bận"), _("Nội dung vừa gửi chưa được ghi nhận. Thử lại sau ít phút.")),
    }
    return table.get(code, table[500] if code >= SERVER_FAULT else table[400])


def show_http_error(error: HTTPException) -> Response:
    """The page of an HTTP error; our own sentence where the raiser gave one."""
    code = error.code or SERVER_FAULT
    cause = getattr(error, "original_exception", None)
    if isinstance(cause, NO_ANSWER):
        return show_no_answer(cause)
    if isinstance(error, CSRFError):
        said = _("Trang đã mở quá lâu hoặc phiên đăng nhập đã đổi, nội dung chưa được ghi nhận.")
    else:
        said = "" if is_default_text(error) else str(error.description or "")
    response = page(code, said)
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def is_default_text(error: HTTPException) -> bool:
    """Whether the description is Werkzeug's English one."""
    stock = default_exceptions.get(error.code or 0)
    return error.description is None or (stock is not None and error.description == stock.description)


def show_domain_error(error: DomainError) -> Response:
    """A rule's no that no form took up."""
    return page(error.status, error.message)


def show_no_answer(error: Exception) -> Response:
    """The database did not answer, or not in time; a fault of ours where it did and said no."""
    trouble = databases.outage(error)
    if not trouble:
        return show_fault(error)
    cause = getattr(error, "orig", error)
    log.error(trouble, extra={"reference": g.get("reference"), "error": type(cause).__name__})
    abandon_transaction()
    said = ""
    if trouble == databases.UNCONFIRMED:
        said = _("Chưa chắc nội dung vừa gửi đã được ghi: máy dữ liệu thứ hai chưa xác nhận.")
        g.advice = _("Chờ ít phút rồi gửi lại bằng nút dưới đây: nội dung đã ghi thì không ghi thêm lần nữa.")
    if not getattr(cause, "is_done_here", False):
        g.pop("mark", None)  # this try left nothing behind
    response = page(BUSY, said, bare=True)
    response.headers["Retry-After"] = "20"
    return response


def sent_fields() -> list[tuple[str, str]]:
    """What a form held that was not kept, for sending it again as it was; none with a password or a file in it.

    Only of a form with a token, or that a page of ours sent: a stranger must not have a citizen send one that is filled
    already (ruling 3).
    """
    if request.method in databases.SAFE_METHODS:
        return []
    try:
        fields = list(request.form.items(multi=True))
        names = {name for name, _value in fields}
        has_file = any(file.filename for file in request.files.values())
        is_own = "csrf_token" in names or is_of_this_site()
        may_return = is_own and not has_file and not SECRET_FIELDS & names
    except HTTPException:
        return []
    return fields if may_return else []


def again_url() -> str:
    """Where the same form goes again, with the name of a first try of which nobody knows whether it was kept."""
    name = second_tries.next_name()
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != second_tries.NAME]
    query = urlencode([*asked, (second_tries.NAME, name)] if name else asked)
    return f"{request.path}?{query}" if query else request.path


def show_conflict(error: StaleDataError | IntegrityError) -> Response:
    """Two did the same at once, outside a form: the second is told, unless the fault is ours."""
    if isinstance(error, IntegrityError) and not transactions.is_unique_violation(error):
        return show_fault(error)
    abandon_transaction()
    return show_domain_error(transactions.concurrent_change())


def show_fault(error: Exception) -> Response:
    """A fault of ours: a page that reads neither database nor user."""
    log.error("fault", exc_info=error, extra={"reference": g.get("reference"), "endpoint": request.endpoint})
    abandon_transaction()
    return page(SERVER_FAULT, "", bare=True)


def abandon_transaction() -> None:
    """Give up whatever the request had begun."""
    try:
        db.session.rollback()
    except Exception:  # noqa: BLE001 - the database may be what failed
        db.session.remove()


def page(code: int, said: str, *, bare: bool = False) -> Response:
    """One page of the family."""
    heading, advice = heading_and_advice(code)
    if bare:
        terms.speak_of(terms.NEUTRAL_IN_BOTH)  # the nouns of a round are the database's
    if not bare and request.method not in databases.SAFE_METHODS:
        transactions.read_only()
    heading = g.get("heading", heading)
    context = {"code": code, "heading": heading, "said": said, "reference": g.get("reference", "")}
    if code == BUSY or g.get("comes_back"):
        fields = sent_fields()
        # what a citizen wrote goes again unseen: somebody may look over the shoulder
        is_staff_form = any(name == "csrf_token" for name, _value in fields)
        if fields and code == BUSY:
            advice = _("Nội dung vừa gửi chưa được ghi nhận, còn giữ ở trang này: chờ ít phút rồi bấm nút dưới đây.")
        context |= {"fields": fields, "again_url": again_url(), "is_staff_form": is_staff_form}
    context |= {"advice": g.get("advice", advice)} | ({"home_url": g.way_out} if "way_out" in g else {})
    try:
        body = render_template("errors/error.html", bare=bare or code >= SERVER_FAULT, **context)
    except Exception:
        log.exception("error_page_failed", extra={"reference": context["reference"]})
        body = bare_page(heading, said or advice, str(context["reference"]))
    response = make_response(body, code)
    if is_part():
        retarget(response)
    return response


def bare_page(heading: str, said: str, reference: str) -> str:
    """A page that cannot fail."""
    return (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>{escape(heading)}</title>'
        f"<main><h1>{escape(heading)}</h1><p>{escape(said)}</p><p>{escape(reference)}</p></main></html>"
    )


def retarget(response: Response) -> None:
    """Where htmx asked: show the error in the page's main part, or go and sign in."""
    if "redirect_part" in g:
        response.headers["HX-Redirect"] = g.redirect_part
    else:
        response.headers["HX-Retarget"] = "#main"
        response.headers["HX-Reselect"] = "#main"
