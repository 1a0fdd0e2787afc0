"""What is promised to citizens and how far each promise is kept: the one table the public page is made of.

The numbers are those of the list of promises the project was designed by (P1–P23). A promise that is not kept, or only
in part, says what is missing; one that is kept names the test that would fail if it were not.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from portal.surveys.plan.features import Feature, uses
from portal.surveys.plan.plan import Plan
from portal.surveys.plan.reader import Words, read
from portal.surveys.questionnaire.parts import Text
from portal.surveys.questionnaire.wording import Language


class State(StrEnum):
    """How far a promise is kept."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class Without:
    """The words of a promise for plans that do not use a feature."""

    feature: Feature
    words: Text


@dataclass(frozen=True)
class Promise:
    """One promise: its state, the test that holds it, its words and, where something is missing, what.

    `without` has other words for plans without a feature.
    """

    id: Words
    state: State
    words: Text
    test: str = ""
    missing: Text | None = None
    without: tuple[Without, ...] = ()

    def said(self, language: Language, plan: Plan | None) -> str:
        """Its words as a plan can say them; where no plan is at hand, those of one that uses everything."""
        other = (one.words for one in self.without if plan and not uses(plan, one.feature))
        return next(other, self.words).of(language)

    def lacking(self, language: Language) -> str:
        return self.missing.of(language) if self.missing else ""


@dataclass(frozen=True)
class Promises:
    """The file; `outside` is what no software of this kind can do."""

    promises: tuple[Promise, ...]
    outside: tuple[Text, ...]


_FILE = read(Promises, tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))
PROMISES, OUTSIDE = _FILE.promises, _FILE.outside


def in_state(*states: State) -> list[Promise]:
    """The promises of these states, in their order."""
    return [promise for promise in PROMISES if promise.state in states]
