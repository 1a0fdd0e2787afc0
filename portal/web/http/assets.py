"""Static files: named by content, compressed once in memory, kept by browsers for a year."""

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, request, url_for

from portal.config import ROOT
from portal.web.http.headers import takes_gzip
from portal.web.http.views import public, served_under_any_host

FOLDER = ROOT / "static"
VENDOR = FOLDER / "vendor"
FOR_READERS = re.compile(rb"^[ \t]*(?:(?:(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*)?\n)?", re.MULTILINE)
"""Comments of whole lines, blank lines, indents; what looks like it behind code may be part of an address, a text."""
FOREVER = "public, max-age=31536000, immutable"


def install(app: Flask) -> None:
    """Serve `/static/…` and give templates `asset('site.css')` and `picture_inside('favicon.svg')`."""
    app.add_url_rule("/static/<path:filename>", "static", static)
    app.jinja_env.globals.update(asset=asset, picture_inside=picture_inside)


def asset(filename: str) -> str:
    """The address of a static file with its fingerprint."""
    return url_for("static", filename=filename, v=fingerprint(filename))


def picture_inside(filename: str) -> str:
    """A small SVG as an address that holds it, for pages that ask for nothing more over a thin line."""
    path = FOLDER / filename
    return data_address(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def data_address(path: Path, _changed: int) -> str:
    drawn = path.read_text(encoding="utf-8").strip().replace('"', "'")
    return f"data:image/svg+xml,{quote(drawn, safe=' =/:.-()')}"


def fingerprint(filename: str) -> str:
    """First ten hex digits of the file's digest; empty for a file that is not there."""
    path = FOLDER / filename
    try:
        return digest(path, path.stat().st_mtime_ns)
    except OSError:
        return ""


@lru_cache(maxsize=256)
def digest(path: Path, _changed: int) -> str:
    """SHA-256 of a file, cut to ten digits."""
    # the moment of the change is a key of the cache alone
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@lru_cache(maxsize=256)
def compressed(path: Path, _changed: int) -> bytes:
    """What is delivered of a file, under gzip 9."""
    return gzip.compress(delivered(path), 9, mtime=0)


def delivered(path: Path) -> bytes:
    """A file without the comments and the indentation of our own style sheets and scripts: they are for readers."""
    content = path.read_bytes()
    is_ours = path.suffix in {".css", ".js"} and VENDOR not in path.parents
    return FOR_READERS.sub(b"", content) if is_ours else content


@served_under_any_host
@public
def static(filename: str) -> Response:
    """One file of static/, compressed where the browser takes it."""
    path = (FOLDER / filename).resolve()
    if not path.is_file() or not path.is_relative_to(FOLDER):
        abort(404)
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = Response(mimetype=mime)
    is_text = mime.startswith("text/") or mime in {"application/javascript", "image/svg+xml"}
    if is_text and takes_gzip(request.headers.get("Accept-Encoding", "")):
        response.set_data(compressed(path, path.stat().st_mtime_ns))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(delivered(path))
    if is_text:
        response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER if is_current(filename) else "no-cache"
    return response


def is_current(filename: str) -> bool:
    """Whether the address names these very bytes."""
    return bool(request.args.get("v")) and request.args["v"] == fingerprint(filename) and not current_app.debug
