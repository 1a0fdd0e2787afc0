"""Vietnamese is the source; citizens' pages may be read in English."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from types import MappingProxyType
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from babel.support import NullTranslations
from flask import Flask, g, has_app_context, has_request_context, request
from flask_babel import Domain, force_locale, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from portal.extensions import babel
from portal.web.ui import terms
from portal.web.ui.formats import ENGLISH

LANGUAGES = ("vi", "en")
WITH_ENGLISH = frozenset({"ballots", "desk", "log", "preview", None})
"""Rooms whose pages have English, and addresses of no room; elsewhere words of both languages would stand mixed."""

ENGLISH_PAGES = frozenset(
    {
        "duty.desk",
        "duty.desks",
        "guiding_public.card",
        "public_results.commune",
        "public_results.results",
        "public_rounds.public_round",
        "verifying.verify",
    }
)
"""Pages in the frame of the staff's that have English, too; files of the same rooms do not."""

Words = TypeVar("Words", str, "Mapping[str, str]")


def install(app: Flask) -> None:
    """Choose the language of a request."""
    babel.init_app(app, locale_selector=request_language)
    babel.domain_instance = QuickDomain(domain=app.extensions["babel"].default_domain)
    # Flask-Babel's own take what a caller gives alone
    app.jinja_env.globals.update(gettext=gettext_of_templates, _=gettext_of_templates)
    app.before_request(write_figures_in_its_language)
    app.teardown_request(write_figures_in_vietnamese)
    app.context_processor(context)
    app.url_defaults(stay_in_language)


def write_figures_in_its_language() -> None:
    """Numbers and dates follow the page's words."""
    ENGLISH.set(request_language() == "en")


def write_figures_in_vietnamese(_error: BaseException | None) -> None:
    """A thread that has answered in English goes on to jobs, files and other pages."""
    ENGLISH.set(False)


def context() -> dict[str, object]:
    """For base.html: the language of the page, and the same page in the other one where it is there."""
    language = request_language()
    if request.endpoint not in ENGLISH_PAGES:
        return {"language": language}
    to, name = ("en", "English") if language == "vi" else ("vi", "Tiếng Việt")
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    query = urlencode([*asked, ("lang", "en")] if to == "en" else asked)
    return {"language": language, "other_language": {"url": f"?{query}", "code": to, "name": name}}


def stay_in_language(endpoint: str, values: dict[str, Any]) -> None:
    """A page in English leads to pages in English."""
    if endpoint in ENGLISH_PAGES or endpoint in {"ballots.home", "log.page"}:
        values.setdefault("lang", "en" if has_request_context() and request_language() == "en" else None)


def request_language() -> str:
    """The language in ?lang=, where pages have it, else Vietnamese."""
    may_ask = has_request_context() and (request.blueprint in WITH_ENGLISH or request.endpoint in ENGLISH_PAGES)
    asked = request.args.get("lang", "vi") if may_ask else "vi"
    return asked if asked in LANGUAGES else "vi"


@pass_context
def gettext_of_templates(context: Context, string: str, /, **given: object) -> str:
    """A template's sentence in the page's language, its holes filled with what is given and the round's nouns."""
    sentence: str = babel.domain_instance.get_translations().ugettext(string)
    has_holes = "%" in sentence
    nouns = terms.of_sentence(is_translated=sentence != string) if has_holes else terms.NEUTRAL
    if context.eval_ctx.autoescape:
        sentence = Markup(sentence)  # noqa: S704 - written in the template itself or in the translations
    return sentence % terms.Holes(given, nouns) if has_holes else sentence


@contextmanager
def in_english() -> Iterator[None]:
    """Words and figures in English for a block: the part of a file that stands beside the Vietnamese one."""
    token = ENGLISH.set(True)
    try:
        with force_locale("en"):
            yield
    finally:
        ENGLISH.reset(token)


class QuickDomain(Domain):
    """Flask-Babel asks for the language and its catalogue at every string; here once a request.

    It is kept where `force_locale` and `refresh` forget it.
    """

    def gettext(self, string: str, **variables: object) -> str:
        """A sentence in the request's language, its holes filled with what is given and the round's nouns."""
        sentence = self.get_translations().ugettext(string)
        if not variables and "%(" not in sentence:
            return str(sentence)
        return terms.filled(sentence, variables, terms.of_sentence(is_translated=sentence != string))

    def get_translations(self) -> NullTranslations:
        """The catalogue of the request's language."""
        here = g.get("_flask_babel") if has_app_context() else None
        if here is None:
            return super().get_translations()
        if getattr(here, "babel_translations", None) is None:
            here.babel_translations = super().get_translations()
        return cast("NullTranslations", here.babel_translations)


def cached_per_language(make: Callable[[], Mapping[str, Words]]) -> Callable[[], Mapping[str, Words]]:
    """Have a table of translated words made once a language and its nouns, not for each cell that looks into it."""
    made: dict[tuple[str, terms.Terms], Mapping[str, Words]] = {}

    @wraps(make)
    def words() -> Mapping[str, Words]:
        locale = get_locale()
        key = ("" if locale is None else locale.language, terms.at_hand())
        if key not in made:
            made[key] = MappingProxyType(dict(make()))
        return made[key]

    return words
