"""What citizens are asked about: section [rated]. A person in an office is named by how the office is held."""

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from portal.surveys.plan.reader import Problems, Words, not_empty, placeholders
from portal.surveys.points.chairs import ChairStatus

RatedKind = Literal["person", "office", "service", "organisation", "nothing"]
UnitPhrase = Annotated[str, not_empty, placeholders("unit", "kind")]
Note = Annotated[str, placeholders("unit", "kind")]


@dataclass(frozen=True)
class Names:
    """One thing in both languages; `{unit}` is «xã Thanh Hải», `{kind}` «xã»."""

    vi: UnitPhrase
    en: UnitPhrase

    def of(self, language: Literal["vi", "en"]) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True)
class Notes:
    """What citizens are told under the unit's name; empty for nothing."""

    vi: Note = ""
    en: Note = ""

    def of(self, language: Literal["vi", "en"]) -> str:
        return self.en if language == "en" else self.vi


NO_NOTES: Final = Notes()


@dataclass(frozen=True)
class Hold:
    """How an office is held: what staff pages call it (`label`), papers (`paper`), and what the form then asks about.

    `of_unit` is the holder in one unit, `of_kind` the office without a unit's name; the note tells citizens of it.
    """

    status: ChairStatus
    label: Words
    of_unit: Names
    of_kind: Names
    paper: str = ""
    note: Notes = NO_NOTES


def offices_are_held_by_persons(kind: RatedKind, holds: tuple[Hold, ...]) -> Problems:
    if kind != "person" and holds:
        yield "holds", "chỉ dùng khi kind là person."
    if kind == "person" and ChairStatus.INCUMBENT not in {hold.status for hold in holds}:
        yield "holds", "phải có cách giữ chức danh bình thường (status = incumbent)."
    twice = [status for status, times in Counter(hold.status for hold in holds).items() if times > 1]
    if twice:
        yield "holds", f"status {twice[0]} có nhiều lần, chỉ ghi một lần."


@dataclass(frozen=True)
class Rated:
    """`name` is what is rated in a unit and `in_general` in any; sentences of staff pages call it `office`, or `short`.

    `holds` are the ways in which the office may be held, the usual one (incumbent) among them.
    """

    kind: RatedKind = "organisation"
    name: Names = Names("{unit}", "{unit}")
    in_general: Names = Names("{kind}", "{kind}")
    office: Words = "đơn vị được lấy ý kiến"
    in_english: Words = "the unit asked about"
    short: str = ""
    holds: tuple[Hold, ...] = ()

    CHECKS = ((("kind", "holds"), offices_are_held_by_persons),)

    @property
    def is_person(self) -> bool:
        """Whether there is an office with a holder, and so pages that ask who holds it."""
        return self.kind == "person"

    def hold(self, status: str) -> Hold | None:
        """How the office is held, the usual way for one the plan does not have; None where no person is rated."""
        return next((hold for hold in self.holds if hold.status == status), self.holds[0] if self.holds else None)

    @property
    def labels(self) -> dict[str, str]:
        """What staff pages call each way of holding the office."""
        return {hold.status.value: hold.label for hold in self.holds}


NOTHING_SAID: Final = Rated()
