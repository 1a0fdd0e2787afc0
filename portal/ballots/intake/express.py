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

from portal.ballots.desks import turns
from portal.ballots.form.window import Gate
from portal.ballots.intake import body, receipts, replies, tokens
from portal.ballots.intake import marker as markers
from portal.ballots.intake import nonce as nonces
from portal.ballots.intake.intake import Fate, Post
from portal.web.data import clock
from portal.web.http.access import is_foreign
from portal.web.http.headers import fixed_headers, takes_gzip
from portal.web.http.hosts import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

    from portal.ballots.form.places import Place
    from portal.ballots.intake.intake import Intake

    Headers = list[tuple[str, str]]

FORM_PARTS, DONE_PARTS = 3, 5


class Express:
    """Stands in front of the application."""

    def __init__(self, app: Flask, intake: Intake, inner: WSGIApplication) -> None:
        self.intake = intake
        self.inner = inner
        self.own_names = app.config["OWN_HOSTS"]
        self.own_host = urlsplit(str(app.config["BASE_URL"])).netloc
        self.fixed = fixed_headers(app)
        self.desk = turns.cookie_name(secure=intake.secure) + "="
        self.headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("Vary", "Accept-Encoding"),
            *self.fixed,
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.is_plain(environ):
            if environ["REQUEST_METHOD"] == "POST":
                way = self.taken(environ)
                if way is not None:
                    start_response("303 SEE OTHER", [*way, *self.fixed, ("Content-Length", "0")])
                    return []
            elif environ["REQUEST_METHOD"] == "GET" and takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
                page = self.ready(environ)
                if page is not None:
                    start_response("200 OK", [*self.headers, ("Content-Length", str(len(page)))])
                    return [page]
        return self.inner(environ, start_response)

    def is_plain(self, environ: WSGIEnvironment) -> bool:
        """Whether a citizen's own phone asks under our name; a desk's phone is the views' to look up."""
        is_form = environ["PATH_INFO"].startswith("/p/") and not environ.get("QUERY_STRING")
        is_own = self.desk not in environ.get("HTTP_COOKIE", "")
        return is_form and is_own and is_ours(environ.get("HTTP_HOST", ""), self.own_names)

    def taken(self, environ: WSGIEnvironment) -> Headers | None:
        """Take a form that has nothing wrong with it; None leaves it to the views, which meet it anew.

        That is safe at any point: a form sent twice is one ballot.
        """
        parts, length = environ["PATH_INFO"].split("/"), environ.get("CONTENT_LENGTH", "")
        place = self.intake.places.believed(parts[2]) if len(parts) == FORM_PARTS else None
        if place is None or not length.isdecimal() or int(length) > body.MOST_BYTES or self.is_foreign(environ):
            return None
        try:
            raw = environ["wsgi.input"].read(int(length))
        except HTTPException:
            return None
        environ["wsgi.input"] = BytesIO(raw)
        cookie = parse_cookie(environ.get("HTTP_COOKIE")).get(self.name(place), "")
        post = Post(environ.get("CONTENT_TYPE", ""), raw, cookie, environ.get("REMOTE_ADDR", ""), clock.now())
        try:
            verdict = self.intake.judge(place, post)
        except Exception:  # noqa: BLE001 - the views will meet it again, and answer as they do
            return None
        is_taken = verdict.fate in {Fate.TAKEN, Fate.REPEATED}
        return replies.way_to_thanks(self.intake, place, verdict, post, "vi") if is_taken else None

    def is_foreign(self, environ: WSGIEnvironment) -> bool:
        """Whether another site made this post."""
        hosts = {environ.get("HTTP_HOST", ""), self.own_host}
        return is_foreign(environ.get("HTTP_SEC_FETCH_SITE", ""), environ.get("HTTP_ORIGIN", "null"), hosts)

    def ready(self, environ: WSGIEnvironment) -> bytes | None:
        """Return the page asked for, if it lies ready."""
        parts = environ["PATH_INFO"].split("/")
        place = self.intake.places.believed(parts[2]) if len(parts) in {FORM_PARTS, DONE_PARTS} else None
        if place is None:
            return None
        if len(parts) == FORM_PARTS:
            return self.form(place, environ.get("HTTP_COOKIE", ""))
        return self.thanks(place, parts[4]) if parts[3] == "done" else None

    def form(self, place: Place, cookies: str) -> bytes | None:
        """Return a printed form with a new nonce."""
        moment = clock.now()
        page = self.intake.press.printed_form(place)
        if page is None or place.window.gate(moment) is not Gate.OPEN or self.name(place) in cookies:
            return None
        nonce = nonces.issue(self.intake.nonce_key, place.point_id, place.round_id, moment.timestamp())
        return page.gzipped(nonce.encode())

    def thanks(self, place: Place, token: str) -> bytes | None:
        """Return a printed thank-you page with the receipt of a live token."""
        said = tokens.read(self.intake.box, token)
        if said is None or said.point_id != place.point_id or clock.now().timestamp() > said.until:
            return None
        page = self.intake.press.printed_thanks(place, said)
        return None if page is None else page.gzipped(receipts.pretty(said.receipt).encode())

    def name(self, place: Place) -> str:
        return markers.cookie_name(place.code, secure=self.intake.secure)
