"""Which questions of two versions of a form may be compared: those whose code, wording and scale agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

if TYPE_CHECKING:
    from portal.surveys.questionnaire.questionnaire import Item, Questionnaire, Text

MISSING_BEFORE, MISSING_AFTER, NOT_ASKED, WORDING, SCALE = "missing_before", "missing_after", "off", "wording", "scale"


@dataclass(frozen=True)
class ItemMatch:
    """A question of either version; `reasons` say why its answers cannot be compared, none if they can."""

    id: str
    label: str
    reasons: tuple[str, ...] = ()

    @property
    def comparable(self) -> bool:
        return not self.reasons

    @property
    def sentences(self) -> list[str]:
        """The reasons in words."""
        return [reason_in_words(reason) for reason in self.reasons]


def reason_in_words(reason: str) -> str:
    return {
        MISSING_BEFORE: _("phiếu trước không có câu này"),
        MISSING_AFTER: _("phiếu sau không có câu này"),
        NOT_ASKED: _("một trong hai phiếu không hỏi câu này"),
        WORDING: _("lời câu hỏi khác nhau"),
        SCALE: _("thang trả lời khác nhau"),
    }[reason]


def comparable(before: Questionnaire, after: Questionnaire) -> tuple[ItemMatch, ...]:
    """Every question with choices of two versions, the later one's order first.

    What a round asked (long or short form) is for the caller to say: `Questionnaire.asked(variant)`.
    """
    old = {item.id: item for item in (*before.closed, *before.optional)}
    new = {item.id: item for item in (*after.closed, *after.optional)}
    matches = [match(before, old.get(name), after, item) for name, item in new.items()]
    removed = [ItemMatch(name, item.label, (MISSING_AFTER,)) for name, item in old.items() if name not in new]
    return (*matches, *removed)


def match(before: Questionnaire, old: Item | None, after: Questionnaire, new: Item) -> ItemMatch:
    """One question of both versions."""
    if old is None:
        return ItemMatch(new.id, new.label, (MISSING_BEFORE,))
    differences = {
        NOT_ASKED: not (old.on and new.on),
        WORDING: wording(before, old) != wording(after, new),
        SCALE: before.choices(old) != after.choices(new),
    }
    return ItemMatch(new.id, new.label, tuple(reason for reason, differs in differences.items() if differs))


def wording(form: Questionnaire, item: Item) -> tuple[Text | None, Text]:
    """What a citizen reads as the question, in both languages: its lead-in and its own text."""
    section = form.lead(item)
    return (section.lead if section else None, item.text)
