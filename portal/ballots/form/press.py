"""Keeps the citizen's pages: each printed once for a point's edition, language and kind, and held compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from portal.ballots.form import editions, pages, sheet
from portal.ballots.form.editions import Survey
from portal.ballots.intake import envelope
from portal.ballots.intake import nonce as nonces

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from portal.ballots.form.editions import Edition
    from portal.ballots.form.places import Place
    from portal.ballots.form.sheet import Sheet
    from portal.ballots.intake.envelope import Envelope
    from portal.ballots.intake.tokens import Thanks
    from portal.surveys.models import Round
    from portal.surveys.questionnaire.wording import Language

MOST_KEPT = 4096
GAP = "@@gap@@"
Made = TypeVar("Made")


class Press:
    """What was printed, by what it was printed from. `wait` is the least seconds between opening and sending."""

    def __init__(self, wait: int) -> None:
        self.wait = wait
        self.kept: dict[Hashable, object] = {}

    def forget(self) -> None:
        self.kept.clear()

    def once(self, make: Callable[[], Made], *key: Hashable) -> Made:
        """Return what was made for a key, made now if it was not."""
        made = self.kept.get(key)
        if made is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            made = self.kept[key] = make()
        return made  # type: ignore[return-value]

    def survey(self, row: Round) -> Survey:
        return self.once(lambda: Survey.of(row), "survey", row.id, row.version)

    def edition(self, place: Place) -> Edition:
        return self.once(lambda: editions.read(place.code, self.survey), "edition", place.edition)

    def sheet(self, place: Place, language: Language) -> Sheet:
        return self.once(lambda: sheet.printed(self.edition(place), language), "sheet", place.edition, language)

    def form(self, place: Place, language: Language, kind: int, used: str = "") -> Envelope:
        """Return an empty form, its gap the nonce."""
        return self.once(
            lambda: seal(pages.form(self, place, language, GAP, kind=kind, used=used)),
            *form_key(place, language, kind, used),
        )

    def thanks(self, place: Place, language: Language, said: Thanks) -> Envelope:
        """Return a thank-you page, its gap the receipt."""
        return self.once(
            lambda: seal(pages.thanks(self.edition(place), place.code, language, said, GAP)),
            *thanks_key(place, language, said),
        )

    def printed_form(self, place: Place) -> Envelope | None:
        """Return the plain Vietnamese form if it lies ready."""
        return self.kept.get(form_key(place, "vi", nonces.OWN, ""))  # type: ignore[return-value]

    def printed_thanks(self, place: Place, said: Thanks) -> Envelope | None:
        """Return a Vietnamese thank-you page if it lies ready."""
        return self.kept.get(thanks_key(place, "vi", said))  # type: ignore[return-value]


def form_key(place: Place, language: Language, kind: int, used: str) -> tuple[Hashable, ...]:
    return ("form", place.edition, language, kind, used)


def thanks_key(place: Place, language: Language, said: Thanks) -> tuple[Hashable, ...]:
    return ("thanks", place.edition, language, said.repeated, said.hidden, said.full)


def seal(page: str) -> Envelope:
    return envelope.seal(page.encode(), GAP.encode())
