"""The words of a form for one commune: its name and kind, who holds the chair, the desk, the language."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points.chairs import OFFICES, ChairStatus
from portal.surveys.questionnaire.parts import Section, Text
from portal.units.names import ENGLISH_KINDS

Language = Literal["vi", "en"]


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
    """Fills the holes of a form's texts: {chair} {office} {unit} {kind} {desk}. `desk` is its word in `language`.

    Without a name, and with several kinds, it speaks of all communes: «… của Chủ tịch UBND xã, phường, thị trấn».
    """

    name: str
    kind: str
    chair: str = ChairStatus.INCUMBENT
    language: Language = "vi"
    desk: str = "bộ phận một cửa"

    @cached_property
    def holes(self) -> dict[str, str]:
        office = OFFICES[self.chair]
        if self.language == "en":
            kind = ENGLISH_KINDS.get(self.kind, self.kind)  # several kinds together have no English word
            unit = f"{self.name} {kind}".strip()
            chair = f"{office.english} of the People's Committee of {unit}"
            title = f"{office.english} of the {kind} People's Committee"
        else:
            kind, unit = self.kind, f"{self.kind} {self.name}".strip()
            chair, title = f"{office.title} {unit}", f"{office.title} {kind}"
        return {"chair": chair, "office": title, "unit": unit, "kind": kind, "desk": self.desk}

    def say(self, text: Text) -> str:
        """A text of the form in the language asked for."""
        return fill_placeholders(text.of(self.language), self.holes)

    def lead(self, section: Section) -> Lead:
        before, _, rest = self.say(section.lead).partition("**")
        bold, _, after = rest.partition("**")
        return Lead(before, bold, after)

    @property
    def note(self) -> str:
        """The note to citizens where the chair is not simply held; empty otherwise."""
        office = OFFICES[self.chair]
        return fill_placeholders(office.english_note if self.language == "en" else office.note, self.holes)
