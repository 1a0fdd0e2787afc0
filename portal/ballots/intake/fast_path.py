"""Asks the citizen's handler ahead of Flask: a printed form handed out, a faultless one taken, thanks shown.

Only the plainest requests end here: no query, a point met before, a page that lies ready, nothing to explain.
Everything else falls through to the views, which ask the same handler, and say what is wrong.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import HTTPException

from portal.ballots.desks import desk_token
from portal.ballots.form.page_cache import NotPrinted, PrintedPages
from portal.ballots.form.point_cache import PointSnapshot
from portal.ballots.intake import body, replies, tokens
from portal.ballots.intake.intake import FilledPage, Handler, Intake
from portal.ballots.submission_status import SubmissionStatus
from portal.web.http.access import is_foreign
from portal.web.http.headers import fixed_headers, takes_gzip
from portal.web.http.hosts import is_ours

Answer = tuple[str, list[tuple[str, str]], bytes]
Find = Callable[[str], PointSnapshot | None]

GZIPPED = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]


class FastPath:
    """Stands in front of the application."""

    def __init__(self, app: Flask, intake: Intake, inner: WSGIApplication) -> None:
        self.intake = intake
        self.inner = inner
        self.pages = PrintedPages(intake.page_cache)
        self.own_names = app.config["OWN_HOSTS"]
        self.own_host = urlsplit(str(app.config["BASE_URL"])).netloc
        self.fixed = fixed_headers(app)
        self.desk = desk_token.cookie_name(secure=intake.secure) + "="

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer(environ)
        if answer is None:
            return self.inner(environ, start_response)
        return self.begin(answer, start_response)

    def at_once(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """As an application: hand out what lies ready in memory; what needs more than that has no answer begun."""
        answer = self.page(environ, self.intake.point_cache.recent)
        return [] if answer is None else self.begin(answer, start_response)

    def begin(self, answer: Answer, start_response: StartResponse) -> Iterable[bytes]:
        """Send an answer."""
        status, headers, sent = answer
        start_response(status, [*headers, *self.fixed, ("Content-Length", str(len(sent)))])
        return [sent]

    def answer(self, environ: WSGIEnvironment) -> Answer | None:
        """Return status, headers and body; None leaves the request to the views."""
        find = self.intake.point_cache.met_before
        if environ["REQUEST_METHOD"] == "GET":
            return self.page(environ, find)
        with suppress(NotPrinted):
            match environ["REQUEST_METHOD"], environ["PATH_INFO"].split("/"):
                case "POST", ["", "p", code] if handler := self.handler(environ, code, find):
                    return self.accept(handler, environ)
        return None

    def page(self, environ: WSGIEnvironment, find: Find) -> Answer | None:
        """Return a page that is printed already."""
        page: FilledPage | SubmissionStatus | None = None
        with suppress(NotPrinted):
            match environ["PATH_INFO"].split("/"):
                case ["", "p", code] if handler := self.handler(environ, code, find):
                    page = handler.form(tokens.OWN, handler.token(environ))
                case ["", "p", code, "done", token] if handler := self.handler(environ, code, find):
                    page = handler.thanks(token)
        if not isinstance(page, tuple) or not takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            return None
        return "200 OK", GZIPPED, page[0].gzipped(page[1])

    def handler(self, environ: WSGIEnvironment, code: str, find: Find) -> Handler | None:
        """Return the handler of a citizen's own phone under our name; a desk's phone is the views' to look up."""
        is_plain = not environ.get("QUERY_STRING") and self.desk not in environ.get("HTTP_COOKIE", "")
        point = find(code) if is_plain else None
        if point is None or not is_ours(environ.get("HTTP_HOST", ""), self.own_names):
            return None
        return Handler(self.intake, self.pages, point, "vi")

    def accept(self, handler: Handler, environ: WSGIEnvironment) -> Answer | None:
        """Take a form that has nothing wrong with it; None leaves it to the views, which meet it anew.

        That is safe at any point: a form sent twice is one ballot.
        """
        # the guards of the views, since no view is asked: who changes one there changes it here (decision 0057)
        length, hosts = environ.get("CONTENT_LENGTH", ""), {environ.get("HTTP_HOST", ""), self.own_host}
        if is_foreign(environ.get("HTTP_SEC_FETCH_SITE", ""), environ.get("HTTP_ORIGIN", "null"), hosts):
            return None
        if not length.isdecimal() or int(length) > body.MOST_BYTES:
            return None
        try:
            raw = environ["wsgi.input"].read(int(length))
        except HTTPException:
            return None
        environ["wsgi.input"] = BytesIO(raw)  # for the views, should they have to answer after all
        post = handler.post(environ, raw)
        try:
            result = self.intake.process(handler.point, post)
        except Exception:  # noqa: BLE001 - the views will meet it again, and answer as they do
            return None
        if result.status not in replies.TAKEN:
            return None
        return "303 SEE OTHER", replies.redirect_after_submit(self.intake, handler.point, result, post, "vi"), b""
