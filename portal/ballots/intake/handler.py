"""Answers a citizen's browser: an empty form, one that was sent, its thanks; for the fast path and Flask's views alike.

What is said where something is wrong is for the views: here a status tells it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.sansio.http import parse_cookie

from portal.ballots.intake import browser_token as browser_tokens
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake import receipt_token, receipts
from portal.ballots.intake.intake import Post
from portal.ballots.submission_status import SubmissionStatus
from portal.web.data import clock

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from portal.ballots.desks.phone import Phone
    from portal.ballots.form.page_cache import PageCache
    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.browser_token import BrowserToken
    from portal.ballots.intake.compressed_page import CompressedPage
    from portal.ballots.intake.intake import Intake
    from portal.surveys.questionnaire.wording import Language

    FilledPage = tuple[CompressedPage, bytes]


class Handler:
    """The citizen's requests about one point. `pages` prints what is missing, or raises NotPrinted."""

    def __init__(self, intake: Intake, pages: PageCache, point: PointSnapshot, language: Language) -> None:
        self.intake = intake
        self.pages = pages
        self.point = point
        self.language = language

    def form(self, kind: int, token: BrowserToken | None) -> FilledPage | SubmissionStatus:
        """Return an empty form with a new nonce; EARLY or OVER where the round takes no ballots now."""
        point, moment = self.point, clock.now()
        status = point.window.status(moment)
        if status is not SubmissionStatus.OPEN:
            return status
        page = self.pages.form(point, self.language, kind, used_before(token, kind))
        nonce = nonces.issue(self.intake.nonce_key, point.point_id, point.round_id, moment.timestamp(), kind)
        return page, nonce.encode()

    def post(self, environ: WSGIEnvironment, raw: bytes, phone: Phone | None = None) -> Post:
        """Return what a browser sent, now. A desk's phone counts by its own token."""
        token = None if phone else self.token(environ)
        return Post(environ.get("CONTENT_TYPE", ""), raw, token, environ.get("REMOTE_ADDR", ""), clock.now(), phone)

    def token(self, environ: WSGIEnvironment) -> BrowserToken | None:
        """Return the token of this point that a browser carries; None without a genuine one."""
        cookies = environ.get("HTTP_COOKIE")
        if not cookies:
            return None
        name = browser_tokens.cookie_name(self.point.code, secure=self.intake.secure)
        return browser_tokens.read(self.intake.marker_key, parse_cookie(cookies).get(name, ""), self.point.point_id)

    def thanks(self, text: str) -> FilledPage | SubmissionStatus:
        """Return the thank-you page of a token; DAMAGED where it is not of this point, EXPIRED after ten minutes."""
        thanks = receipt_token.read(self.intake.box, text)
        if thanks is None or thanks.point_id != self.point.point_id:
            return SubmissionStatus.DAMAGED
        if clock.now().timestamp() > thanks.until:
            return SubmissionStatus.EXPIRED
        page = self.pages.thanks(self.point, self.language, thanks)
        return page, receipts.pretty(thanks.receipt).encode()


def used_before(token: BrowserToken | None, kind: int) -> str:
    """What the browser's token means for a further ballot: «used», «full», or empty."""
    if token is None:
        return ""
    if token.full:
        return "full"
    return "" if kind == nonces.FAMILY else "used"
