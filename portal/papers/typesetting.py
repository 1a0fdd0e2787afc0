"""WeasyPrint itself, loaded by `papers.pdf` when a paper is made: web processes never make one and stay small."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from portal.web.ui.formats import strip_invisible

if TYPE_CHECKING:
    from weasyprint import Document
    from weasyprint.urls import URLFetcherResponse

STATIC = Path(__file__).resolve().parents[2] / "static"
BASE = f"{STATIC.as_uri()}/"


class ForeignResourceError(Exception):
    """A paper named something outside our static files; it is not made at all, rather than with a hole in it."""


class OwnFilesOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serve files below `static/` and data: addresses; any other address ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "data"), fail_on_errors=True)

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        parts = urlsplit(url)
        if parts.scheme != "data" and not is_own_file(parts.netloc, parts.path):
            raise FatalURLFetchingError(url)
        return super().fetch(url, headers)


def is_own_file(host: str, path: str) -> bool:
    """Whether a file address points below `static/`, links followed."""
    return not host and Path(unquote(path)).resolve().is_relative_to(STATIC)  # resolved: «..» and links lead out


def lay_out(html: str, variant: str, fonts: FontConfiguration | None = None) -> Document:
    """Set the pages for a kind of PDF, nothing invisible in them. Addresses are relative to `static/`."""
    page = HTML(string=strip_invisible(html), base_url=BASE, url_fetcher=OwnFilesOnly())
    try:
        sheets = linked_sheets(page)
        return page.render(font_config=fonts or FontConfiguration(), pdf_variant=variant, stylesheets=sheets)
    except FatalURLFetchingError as error:
        raise ForeignResourceError(str(error)) from error


def linked_sheets(page: HTML) -> list[CSS]:
    """The style sheets that a paper links to, in their order; it links to none any more, so that none is read again."""
    links = [link for link in page.etree_element.iter("link") if link.attrib.get("rel") == "stylesheet"]
    for link in links:
        link.attrib["rel"] = ""
    return [style_sheet(urljoin(BASE, link.attrib["href"])) for link in links]


@cache
def style_sheet(address: str) -> CSS:
    """One of our own, read once a process: to read it for every sheet of a paper took a third of the time of printing.

    It names no fonts of its own (`@font-face`): these would belong to one paper.
    """
    return CSS(url=address, url_fetcher=OwnFilesOnly())
