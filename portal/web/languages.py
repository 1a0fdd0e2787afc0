"""Vietnamese is the source; citizens' pages may be read in English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import has_request_context, request

from portal.extensions import babel

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = ("vi", "en")


def install(app: Flask) -> None:
    """Choose the language of a request."""
    babel.init_app(app, locale_selector=chosen)


def chosen() -> str:
    """The language in ?lang=, else Vietnamese."""
    asked = request.args.get("lang", "vi") if has_request_context() else "vi"
    return asked if asked in LANGUAGES else "vi"
