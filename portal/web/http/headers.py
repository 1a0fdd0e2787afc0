"""Security headers on every response, and gzip for those that can take it."""

import gzip
from functools import lru_cache

from flask import Flask, Response, current_app, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIXED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}
YEAR = 31_536_000
WORTH_COMPRESSING = 600
# Letters of a header that are looked at and remembered.
LONGEST_HEADER = 200
COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip: named or by `*`, not with q=0, and not less than the plain text.

    Without the header nothing is compressed, as rare and old clients expect.
    """
    return prefers_gzip(accepted[:LONGEST_HEADER])


@lru_cache(maxsize=256)
def prefers_gzip(accepted: str) -> bool:
    """The same for a header short enough to be remembered: browsers send a handful of kinds."""
    codings = parse_accept_header(accepted, Accept)
    plain = next((quality for coding, quality in codings if coding.lower() == "identity"), 0)
    return codings.quality("gzip") > 0 and codings.quality("gzip") >= plain


def install(app: Flask) -> None:
    """Dress every response."""
    app.after_request(add_headers)


def fixed_headers(app: Flask) -> list[tuple[str, str]]:
    """What every page carries, for those that answer without Flask."""
    strict = f"max-age={YEAR}; includeSubDomains"
    transport = {"Strict-Transport-Security": strict} if app.config["SESSION_COOKIE_SECURE"] else {}
    return list({**FIXED, **transport, "Cache-Control": "no-store"}.items())


def add_headers(response: Response) -> Response:
    """Add what is missing of the fixed headers; pages are never stored; compress what is worth it."""
    headers = response.headers
    given = {name.lower() for name, _value in headers}
    headers.extend([(name, value) for name, value in FIXED.items() if name.lower() not in given])
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    headers.pop("Server", None)
    if "Content-Encoding" not in headers:
        vary_and_compress(response)
    return response


def vary_and_compress(response: Response) -> None:
    """Gzip 6 for text, and say what the answer depends on."""
    # a page and its part share one address, so caches must look at HX-Request
    if response.mimetype == "text/html":
        response.vary.add("HX-Request")
    if not response.mimetype or not response.mimetype.startswith(COMPRESSIBLE):
        return
    response.vary.add("Accept-Encoding")
    takes = takes_gzip(request.headers.get("Accept-Encoding", ""))
    if not takes or response.is_streamed or response.direct_passthrough or request.method == "HEAD":
        return
    body = response.get_data()
    if len(body) >= WORTH_COMPRESSING:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
