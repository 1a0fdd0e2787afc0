"""The form of a point over HTTP: the page, its intake, the thank-you page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, redirect, request, url_for

from portal.ballots.blueprint import blueprint
from portal.ballots.desks import queries as desks
from portal.ballots.form import home_views, promise_views
from portal.ballots.intake import body, receipt_token, replies
from portal.ballots.intake import browser_token as browser_tokens
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake.intake import Post
from portal.ballots.submission_status import SubmissionStatus
from portal.web.data import clock
from portal.web.http.access import citizen

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.intake import Intake
    from portal.surveys.questionnaire.wording import Language

__all__ = ["blueprint", "home_views", "promise_views"]


def current_intake() -> Intake:
    """Return this process's side of the citizen's path."""
    return current_app.extensions["ballots"]  # type: ignore[no-any-return]


def page_language() -> Language:
    """Return the language asked for; most addresses have no query to look at."""
    return "en" if request.query_string and request.args.get("lang") == "en" else "vi"


@blueprint.get("/p/<code>")
@citizen
def form(code: str) -> ResponseReturnValue:
    """Show the form of a point, or why there is none now."""
    intake, language = current_intake(), page_language()
    point = intake.point_cache.find(code)
    if point is None:
        return replies.unknown_code(code, language)
    moment = clock.now()
    status = point.window.status(moment)
    if status is not SubmissionStatus.OPEN:
        return replies.closed_response(intake.page_cache.form_version(point), status, language)
    if desks.current_phone():
        return redirect(url_for("desk.index"))
    kind = replies.kind_asked()
    page = intake.page_cache.form(point, language, kind, used_before(point, kind))
    nonce = nonces.issue(intake.nonce_key, point.point_id, point.round_id, moment.timestamp(), kind)
    return replies.compressed_response(page, nonce)


def used_before(point: PointSnapshot, kind: int) -> str:
    """What the browser's token means for a further ballot: «used», «full», or empty."""
    token = current_intake().token(cookie(point), point)
    if token is None:
        return ""
    if token.full:
        return "full"
    return "" if kind == nonces.FAMILY else "used"


def cookie(point: PointSnapshot) -> str:
    """Return the token a browser sent, empty where it sent none."""
    if "Cookie" not in request.headers:
        return ""
    return request.cookies.get(browser_tokens.cookie_name(point.code, secure=current_intake().secure), "")


@blueprint.post("/p/<code>")
@citizen
def answer(code: str) -> ResponseReturnValue:
    """Take a filled-in form: 303 to the thank-you page, or the page that says what to do."""
    intake, language = current_intake(), page_language()
    point = intake.point_cache.find(code)
    if point is None:
        return replies.unknown_code(code, language)
    raw = sent_bytes()
    if raw is None:
        return replies.too_large(intake.page_cache.form_version(point), language)
    sender, moment = request.remote_addr or "", clock.now()
    post = Post(request.headers.get("Content-Type", ""), raw, cookie(point), sender, moment)
    return replies.respond(intake, point, intake.process(point, post), post, language)


def sent_bytes() -> bytes | None:
    """Return the body as it came; None where it is larger than any form."""
    if (request.content_length or 0) > body.MOST_BYTES:
        return None
    raw = request.stream.read(body.MOST_BYTES + 1)
    return raw if len(raw) <= body.MOST_BYTES else None


@blueprint.get("/p/<code>/done/<token>")
@citizen
def done(code: str, token: str) -> ResponseReturnValue:
    """Thank, and show the receipt: for ten minutes, to a browser with the token's address."""
    intake, language = current_intake(), page_language()
    point, thanks = intake.point_cache.find(code), receipt_token.read(intake.box, token)
    if point is None or thanks is None or thanks.point_id != point.point_id:
        return replies.unknown_code(code, language)
    if clock.now().timestamp() > thanks.until:
        return replies.thanks_expired(intake.page_cache.form_version(point), language)
    return replies.compressed_response(intake.page_cache.thanks(point, language, thanks), replies.receipt(thanks))
