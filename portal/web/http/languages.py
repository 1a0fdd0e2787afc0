"""Vietnamese is the source; citizens' pages may be read in English."""

from collections.abc import Callable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import TypeVar, cast

from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Domain, get_locale

from portal.extensions import babel

LANGUAGES = ("vi", "en")
WITH_ENGLISH = frozenset({"ballots", "desk", "log", "preview", None})
"""Rooms whose pages have English, and addresses of no room; elsewhere words of both languages would stand mixed."""

Words = TypeVar("Words", str, "Mapping[str, str]")


def install(app: Flask) -> None:
    """Choose the language of a request."""
    babel.init_app(app, locale_selector=request_language)
    babel.domain_instance = QuickDomain(domain=app.extensions["babel"].default_domain)


def request_language() -> str:
    """The language in ?lang=, where pages have it, else Vietnamese."""
    may_ask = has_request_context() and request.blueprint in WITH_ENGLISH
    asked = request.args.get("lang", "vi") if may_ask else "vi"
    return asked if asked in LANGUAGES else "vi"


class QuickDomain(Domain):
    """Flask-Babel asks for the language and its catalogue at every string; here once a request.

    It is kept where `force_locale` and `refresh` forget it.
    """

    def get_translations(self) -> NullTranslations:
        """The catalogue of the request's language."""
        here = g.get("_flask_babel") if has_app_context() else None
        if here is None:
            return super().get_translations()
        if getattr(here, "babel_translations", None) is None:
            here.babel_translations = super().get_translations()
        return cast("NullTranslations", here.babel_translations)


def cached_per_language(make: Callable[[], Mapping[str, Words]]) -> Callable[[], Mapping[str, Words]]:
    """Have a table of translated words made once for each language, not for each cell that looks into it."""
    made: dict[str, Mapping[str, Words]] = {}

    @wraps(make)
    def words() -> Mapping[str, Words]:
        locale = get_locale()
        language = "" if locale is None else locale.language
        if language not in made:
            made[language] = MappingProxyType(dict(make()))
        return made[language]

    return words
