"""The words of a form for one commune: its name and kind, who holds the chair, the desk, the language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points import chairs
from portal.surveys.points.chairs import ChairStatus

if TYPE_CHECKING:
    from portal.surveys.questionnaire.questionnaire import Section, Text

Language = Literal["vi", "en"]

ENGLISH_KINDS = {"xã": "commune", "phường": "ward", "thị trấn": "township", "đặc khu": "special zone"}
DESK, ENGLISH_DESK = "bộ phận một cửa", "one-stop desk"


@dataclass(frozen=True)
class Lead:
    """A lead-in in three parts; the middle one is set in bold and may be empty."""

    before: str
    bold: str
    after: str

    def __str__(self) -> str:
        return self.before + self.bold + self.after


@dataclass(frozen=True)
class Wording:
    """Fills the holes of a form's texts: {chair} {office} {unit} {kind} {desk}. `desk` is its word in `language`."""

    name: str
    kind: str
    chair: str = ChairStatus.INCUMBENT
    language: Language = "vi"
    desk: str = DESK

    @cached_property
    def holes(self) -> dict[str, str]:
        return self._english() if self.language == "en" else self._vietnamese()

    def say(self, text: Text) -> str:
        """A text of the form in the language asked for."""
        return fill_placeholders(text.en if self.language == "en" else text.vi, self.holes)

    def lead(self, section: Section) -> Lead:
        before, _, rest = self.say(section.lead).partition("**")
        bold, _, after = rest.partition("**")
        return Lead(before, bold, after)

    @property
    def note(self) -> str:
        """The note to citizens where the chair is not simply held; empty otherwise."""
        vietnamese, english = chairs.NOTES.get(self.chair, ("", ""))
        return fill_placeholders(english if self.language == "en" else vietnamese, self.holes)

    def _vietnamese(self) -> dict[str, str]:
        title, unit = chairs.TITLES[self.chair], f"{self.kind} {self.name}".strip()
        return {
            "chair": f"{title} {unit}",
            "office": f"{title} {self.kind}",
            "unit": unit,
            "kind": self.kind,
            "desk": self.desk,
        }

    def _english(self) -> dict[str, str]:
        title, kind = chairs.ENGLISH_TITLES[self.chair], ENGLISH_KINDS.get(self.kind, self.kind)
        unit = f"{self.name} {kind}".strip()
        return {
            "chair": f"{title} of the People's Committee of {unit}",
            "office": f"{title} of the {kind} People's Committee",
            "unit": unit,
            "kind": kind,
            "desk": ENGLISH_DESK if self.desk == DESK else self.desk,
        }


def in_general(kinds: str = "xã, phường, thị trấn", desk: str = DESK) -> Wording:
    """The form's words for all communes together, as reports print them: «… của Chủ tịch UBND xã, phường, thị trấn»."""
    return Wording(name="", kind=kinds, desk=desk)
