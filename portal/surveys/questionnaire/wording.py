"""The words of a form for one unit: its name and kind, what is rated there, the desk, the language."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from portal.surveys.plan.rated import NOTHING_SAID, Rated
from portal.surveys.plan.reader import fill_placeholders
from portal.surveys.points.chairs import ChairStatus
from portal.surveys.questionnaire.parts import Section, Text
from portal.units.kinds import singular
from portal.web.ui.terms import NEUTRAL

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

    `chair` says how a rated office is held; its hole is what is rated, whatever that is. Without a name, and with
    several kinds, it speaks of all units together.
    """

    name: str
    kind: str
    chair: str = ChairStatus.INCUMBENT
    language: Language = "vi"
    desk: str = NEUTRAL.desk
    rated: Rated = NOTHING_SAID

    @cached_property
    def holes(self) -> dict[str, str]:
        if self.language == "en":
            kind = singular(self.kind)  # several kinds together have no English word
            unit = f"{self.name} {kind}".strip()
        else:
            kind, unit = self.kind, f"{self.kind} {self.name}".strip()
        place = {"unit": unit, "kind": kind}
        hold = self.rated.hold(self.chair)
        of_unit, of_kind = (hold.of_unit, hold.of_kind) if hold else (self.rated.name, self.rated.in_general)
        chair, office = (fill_placeholders(name.of(self.language), place) for name in (of_unit, of_kind))
        return {"chair": chair, "office": office, "unit": unit, "kind": kind, "desk": self.desk}

    def say(self, text: Text) -> str:
        """A text of the form in the language asked for."""
        return fill_placeholders(text.of(self.language), self.holes)

    def lead(self, section: Section) -> Lead:
        before, _, rest = self.say(section.lead).partition("**")
        bold, _, after = rest.partition("**")
        return Lead(before, bold, after)

    @property
    def note(self) -> str:
        """The note to citizens where a rated office is not simply held; empty otherwise."""
        hold = self.rated.hold(self.chair)
        return fill_placeholders(hold.note.of(self.language), self.holes) if hold else ""
