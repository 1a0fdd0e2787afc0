"""Walks the citizen's straight way ahead of Flask: a printed form handed out, a faultless one taken, thanks shown.

Only the plainest requests end here: no query, a point looked at lately, a page that lies ready, nothing to explain.
Everything else falls through to the views, which answer the same with the same headers, and say what is wrong.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.sansio.http import parse_cookie

from portal.ballots.desks import desk_token
from portal.ballots.intake import body, receipt_token, receipts, replies
from portal.ballots.intake import browser_token as browser_tokens
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake.intake import Post
from portal.ballots.submission_status import SubmissionStatus
from portal.web.data import clock
from portal.web.http.access import is_foreign
from portal.web.http.headers import fixed_headers, takes_gzip
from portal.web.http.hosts import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.intake import Intake

    Headers = list[tuple[str, str]]

FORM_PARTS, DONE_PARTS = 3, 5


class FastPath:
    """Stands in front of the application."""

    def __init__(self, app: Flask, intake: Intake, inner: WSGIApplication) -> None:
        self.intake = intake
        self.inner = inner
        self.own_names = app.config["OWN_HOSTS"]
        self.own_host = urlsplit(str(app.config["BASE_URL"])).netloc
        self.fixed = fixed_headers(app)
        self.desk = desk_token.cookie_name(secure=intake.secure) + "="
        self.headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("Vary", "Accept-Encoding"),
            *self.fixed,
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.is_plain(environ):
            if environ["REQUEST_METHOD"] == "POST":
                way = self.accept(environ)
                if way is not None:
                    start_response("303 SEE OTHER", [*way, *self.fixed, ("Content-Length", "0")])
                    return []
            elif environ["REQUEST_METHOD"] == "GET" and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
                page = self.page(environ)
                if page is not None:
                    start_response("200 OK", [*self.headers, ("Content-Length", str(len(page)))])
                    return [page]
        return self.inner(environ, start_response)

    def is_plain(self, environ: WSGIEnvironment) -> bool:
        """Whether a citizen's own phone asks under our name; a desk's phone is the views' to look up."""
        is_form = environ["PATH_INFO"].startswith("/p/") and not environ.get("QUERY_STRING")
        is_own = self.desk not in environ.get("HTTP_COOKIE", "")
        return is_form and is_own and is_ours(environ.get("HTTP_HOST", ""), self.own_names)

    def accept(self, environ: WSGIEnvironment) -> Headers | None:
        """Take a form that has nothing wrong with it; None leaves it to the views, which meet it anew.

        That is safe at any point: a form sent twice is one ballot.
        """
        parts, length = environ["PATH_INFO"].split("/"), environ.get("CONTENT_LENGTH", "")
        point = self.intake.point_cache.recent(parts[2]) if len(parts) == FORM_PARTS else None
        if point is None or not length.isdecimal() or int(length) > body.MOST_BYTES or self.is_foreign(environ):
            return None
        try:
            raw = environ["wsgi.input"].read(int(length))
        except HTTPException:
            return None
        environ["wsgi.input"] = BytesIO(raw)
        cookie = parse_cookie(environ.get("HTTP_COOKIE")).get(self.cookie_name(point), "")
        post = Post(environ.get("CONTENT_TYPE", ""), raw, cookie, environ.get("REMOTE_ADDR", ""), clock.now())
        try:
            result = self.intake.process(point, post)
        except Exception:  # noqa: BLE001 - the views will meet it again, and answer as they do
            return None
        is_taken = result.status in {SubmissionStatus.TAKEN, SubmissionStatus.REPEATED}
        return replies.redirect_after_submit(self.intake, point, result, post, "vi") if is_taken else None

    def is_foreign(self, environ: WSGIEnvironment) -> bool:
        """Whether another site made this post."""
        hosts = {environ.get("HTTP_HOST", ""), self.own_host}
        return is_foreign(environ.get("HTTP_SEC_FETCH_SITE", ""), environ.get("HTTP_ORIGIN", "null"), hosts)

    def page(self, environ: WSGIEnvironment) -> bytes | None:
        """Return the page asked for, if it lies ready."""
        parts = environ["PATH_INFO"].split("/")
        point = self.intake.point_cache.recent(parts[2]) if len(parts) in {FORM_PARTS, DONE_PARTS} else None
        if point is None:
            return None
        if len(parts) == FORM_PARTS:
            return self.form(point, environ.get("HTTP_COOKIE", ""))
        return self.thanks(point, parts[4]) if parts[3] == "done" else None

    def form(self, point: PointSnapshot, cookies: str) -> bytes | None:
        """Return a printed form with a new nonce."""
        moment = clock.now()
        page = self.intake.page_cache.cached_form(point)
        if (
            page is None
            or point.window.status(moment) is not SubmissionStatus.OPEN
            or self.cookie_name(point) in cookies
        ):
            return None
        nonce = nonces.issue(self.intake.nonce_key, point.point_id, point.round_id, moment.timestamp())
        return page.gzipped(nonce.encode())

    def thanks(self, point: PointSnapshot, token: str) -> bytes | None:
        """Return a printed thank-you page with the receipt of a live token."""
        thanks = receipt_token.read(self.intake.box, token)
        if thanks is None or thanks.point_id != point.point_id or clock.now().timestamp() > thanks.until:
            return None
        page = self.intake.page_cache.cached_thanks(point, thanks)
        return None if page is None else page.gzipped(receipts.pretty(thanks.receipt).encode())

    def cookie_name(self, point: PointSnapshot) -> str:
        return browser_tokens.cookie_name(point.code, secure=self.intake.secure)
