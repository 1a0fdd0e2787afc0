"""The codebook as a page that stands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import current_app

if TYPE_CHECKING:
    from portal.results.exports.codebook import Codebook

MIME: Final = "text/html"


def write(book: Codebook) -> bytes:
    return current_app.jinja_env.get_template("results/exports/codebook.html").render(book=book).encode()
