"""The form of a point over HTTP: the page, its intake, the thank-you page."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from portal.ballots.desks import queries as desks
from portal.ballots.desks.desk_token import Phone
from portal.ballots.form.home_views import blueprint
from portal.ballots.form.point_cache import PointSnapshot
from portal.ballots.intake import body, replies
from portal.ballots.intake.intake import Handler, current_intake
from portal.ballots.submission_status import SubmissionStatus
from portal.surveys.questionnaire.wording import Language
from portal.web.http.views import citizen


def page_language() -> Language:
    """Return the language asked for; most addresses have no query to look at."""
    return "en" if request.query_string and request.args.get("lang") == "en" else "vi"


def handler_of(point: PointSnapshot) -> Handler:
    """Return what answers about a point, in the language asked for."""
    return Handler(current_intake(), current_intake().page_cache, point, page_language())


@blueprint.get("/p/<code>")
@citizen
def form(code: str) -> ResponseReturnValue:
    """Show the form of a point, or why there is none now."""
    intake, language = current_intake(), page_language()
    point = intake.point_cache.find(code)
    if point is None:
        return replies.unknown_code(code, language)
    handler = handler_of(point)
    page = handler.form(replies.kind_asked(), handler.token(request.environ))
    if isinstance(page, SubmissionStatus):
        return replies.closed_response(intake.page_cache.form_version(point), page, language)
    # a desk's phone gives its own forms, which are bounded by its own pace
    return redirect(url_for("desk.index")) if desks.current_phone() else replies.compressed_response(*page)


@blueprint.post("/p/<code>")
@citizen
def answer(code: str) -> ResponseReturnValue:
    """Take a filled-in form: 303 to the thank-you page, or the page that says what to do."""
    point = current_intake().point_cache.find(code)
    return replies.unknown_code(code, page_language()) if point is None else answer_sent(point, sent_bytes())


def answer_sent(point: PointSnapshot, raw: bytes | None, phone: Phone | None = None) -> Response:
    """Answer the form that this request sent, from a browser or from a desk's phone; None is too large a body."""
    intake, language = current_intake(), page_language()
    if raw is None:
        # only a very long comment makes a form of ours so large
        sentence = _("Phần góp ý quá dài nên phiếu chưa được ghi nhận. Xin ông/bà viết ngắn bớt, tối đa 1.000 ký tự.")
        return replies.notice_response(413, language, sentence, intake.page_cache.form_version(point))
    post = handler_of(point).post(request.environ, raw, phone)
    return replies.respond(intake, point, intake.process(point, post), post, language)


def sent_bytes() -> bytes | None:
    """Return the body as it came, kept for the page of a fault, which gives it back; None if larger than any form."""
    request.max_content_length = body.MOST_BYTES
    try:
        return request.get_data()
    except RequestEntityTooLarge:
        return None


@blueprint.get("/p/<code>/done/<token>")
@citizen
def done(code: str, token: str) -> ResponseReturnValue:
    """Thank, and show the receipt: for ten minutes, to a browser with the token's address."""
    intake, language = current_intake(), page_language()
    point = intake.point_cache.find(code)
    page = SubmissionStatus.DAMAGED if point is None else handler_of(point).thanks(token)
    if point is None or page is SubmissionStatus.DAMAGED:
        return replies.unknown_code(code, language)
    if isinstance(page, SubmissionStatus):
        sentence = _(
            "Trang này chỉ mở được trong 10 phút sau khi gửi phiếu. "
            "Muốn biết phiếu đã được ghi nhận chưa, xin tra mã biên nhận ở trang đầu."
        )
        return replies.notice_response(410, language, sentence, intake.page_cache.form_version(point))
    return replies.compressed_response(*page)
