"""Hands out what is already printed, ahead of Flask: a form or a thank-you page held in memory leaves in microseconds.

Only the plainest request is answered here: GET, no query, gzip, a known point, no marker of this point. Whatever
needs a look, a word or a database falls through to the views, which answer the same with the same headers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.ballots import marker as markers
from portal.ballots import nonce as nonces
from portal.ballots import receipts, tokens
from portal.ballots.window import Gate
from portal.web import clock
from portal.web.headers import fixed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from flask import Flask

    from portal.ballots.intake import Intake
    from portal.ballots.places import Place

FORM_PARTS, DONE_PARTS = 3, 5


class Express:
    """Stands in front of the application."""

    def __init__(self, app: Flask, intake: Intake, inner: WSGIApplication) -> None:
        self.intake = intake
        self.inner = inner
        self.headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Encoding", "gzip"),
            ("Vary", "Accept-Encoding"),
            *fixed(app),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = self.ready(environ) if is_plain(environ) else None
        if page is None:
            return self.inner(environ, start_response)
        start_response("200 OK", [*self.headers, ("Content-Length", str(len(page)))])
        return [page]

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


def is_plain(environ: WSGIEnvironment) -> bool:
    """Whether a request asks for one of these pages and nothing special of it."""
    return (
        environ["REQUEST_METHOD"] == "GET"
        and environ["PATH_INFO"].startswith("/p/")
        and not environ.get("QUERY_STRING")
        and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
    )
