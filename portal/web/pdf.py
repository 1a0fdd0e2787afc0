"""Papers by WeasyPrint: tagged PDF/A-3a, the same bytes each time, reading our own static files and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from flask import current_app
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from weasyprint import Document
    from weasyprint.urls import URLFetcherResponse

VARIANT = "pdf/a-3a"
STATIC = Path(__file__).resolve().parents[2] / "static"


class ForeignResourceError(Exception):
    """A paper named something outside our static files; it is not made at all, rather than with a hole in it."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serve files below `static/` and data: addresses; any other address ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), fail_on_errors=True)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme != "data" and not is_ours(parts.netloc, parts.path):
            raise FatalURLFetchingError(url)
        return super().fetch(url, headers)


def is_ours(host: str, path: str) -> bool:
    """Whether a file address points below `static/`, links followed."""
    return not host and Path(unquote(path)).resolve().is_relative_to(STATIC)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill a template with these values alone: no request, no session, no signed-in person reaches a paper."""
    return current_app.jinja_env.get_template(template).render(values)


def lay_out(html: str, fonts: FontConfiguration | None = None) -> Document:
    """Set the pages. Addresses in the template are relative to `static/`."""
    page = HTML(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=OwnFilesOnly())
    try:
        return page.render(font_config=fonts or FontConfiguration(), pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise ForeignResourceError(str(error)) from error


def join(parts: Sequence[Document]) -> Document:
    """Bind documents laid out with the same fonts into one; title and language come from the first."""
    return parts[0].copy([page for part in parts for page in part.pages])


def write(document: Document, drawn: Callable[[int], None] | None = None) -> bytes:
    """Write the file; the same pages give the same bytes. `drawn` hears how many pages are drawn."""
    if drawn is not None:
        for number, page in enumerate(document.pages, start=1):
            page.paint = followed_by(page.paint, drawn, number)
    return bytes(document.write_pdf(pdf_variant=VARIANT))


def followed_by(paint: Callable[..., None], drawn: Callable[[int], None], number: int) -> Callable[..., None]:
    """Paint a page, then say that so many are done."""

    def paint_and_tell(*args: object, **options: object) -> None:
        paint(*args, **options)
        drawn(number)

    return paint_and_tell
