"""Keeps the citizen's pages: each printed once for a point's version, language and kind, and held compressed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, cast

from portal.ballots.form import form_version, form_view, pages
from portal.ballots.form.form_page import FormPage
from portal.ballots.form.form_version import RoundSnapshot
from portal.ballots.intake import compressed_page
from portal.ballots.intake import nonce as nonces

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from portal.ballots.form.form_version import FormVersion
    from portal.ballots.form.form_view import FormView
    from portal.ballots.form.point_cache import PointSnapshot
    from portal.ballots.intake.compressed_page import CompressedPage
    from portal.ballots.intake.receipt_token import Thanks
    from portal.surveys.models import Round
    from portal.surveys.questionnaire.wording import Language

MOST_CACHED = 4096
PLACEHOLDER = "@@gap@@"
T = TypeVar("T")


class PageCache:
    """The pages of one process, by what they were made from. `wait`: least seconds between opening and sending."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        self.entries: dict[Hashable, object] = {}

    def forget(self) -> None:
        self.entries.clear()

    def cached(self, make: Callable[[], T], *key: Hashable) -> T:
        """Return the entry of a key, made now where there is none."""
        entry = self.entries.get(key)
        if entry is None:
            if len(self.entries) >= MOST_CACHED:
                self.entries.clear()
            entry = self.entries[key] = make()
        return cast("T", entry)  # the first part of a key tells what its entry is

    def round(self, row: Round) -> RoundSnapshot:
        return self.cached(lambda: RoundSnapshot.of(row), "round", row.id, row.version)

    def form_version(self, point: PointSnapshot) -> FormVersion:
        return self.cached(lambda: form_version.load(point.code, self.round), "version", point.page_key)

    def form_view(self, point: PointSnapshot, language: Language) -> FormView:
        return self.cached(
            lambda: form_view.build(self.form_version(point), language), "view", point.page_key, language
        )

    def form_page(self, point: PointSnapshot, language: Language, nonce: str, kind: int = nonces.OWN) -> FormPage:
        """What an empty form's page is made from."""
        view, simulated = self.form_view(point, language), self.form_version(point).round.simulated
        return FormPage(view, point.code, language, nonce, self.wait, simulated, kind)

    def form(self, point: PointSnapshot, language: Language, kind: int, used: str = "") -> CompressedPage:
        """Return an empty form with the placeholder in the nonce's stead."""
        return self.cached(
            lambda: compressed(pages.form(replace(self.form_page(point, language, PLACEHOLDER, kind), used=used))),
            *("form", point.page_key, language, kind, used),
        )

    def thanks(self, point: PointSnapshot, language: Language, thanks: Thanks) -> CompressedPage:
        """Return a thank-you page with the placeholder in the receipt's stead."""
        return self.cached(
            lambda: compressed(pages.thanks(self.form_version(point), point.code, language, thanks, PLACEHOLDER)),
            *("thanks", point.page_key, language, thanks.repeated, thanks.hidden, thanks.full),
        )


class NotPrinted(Exception):
    """A page is asked for that nobody has printed yet."""


class PrintedPages(PageCache):
    """The same pages for one who cannot print. Raises NotPrinted for a page that is not there yet."""

    def __init__(self, pages: PageCache) -> None:
        self.wait, self.entries = pages.wait, pages.entries

    def cached(self, _make: Callable[[], T], *key: Hashable) -> T:
        """Return the entry of a key."""
        entry = self.entries.get(key)
        if entry is None:
            raise NotPrinted
        return cast("T", entry)


def compressed(page: str) -> CompressedPage:
    return compressed_page.compress(page.encode(), PLACEHOLDER.encode())
