"""What is promised to citizens and how far each promise is kept: the one table the public page is made of.

The numbers are those of the list of promises the project was designed by (P1–P23). A promise that is not kept, or only
in part, says what is missing; one that is kept names the test that would fail if it were not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.surveys.rounds.promise_words import GIVEN, OUTSIDE, Bilingual

if TYPE_CHECKING:
    from portal.surveys.questionnaire.wording import Language

__all__ = ["OUTSIDE", "PROMISES", "Bilingual", "Promise", "State", "in_state"]


class State(StrEnum):
    """How far a promise is kept."""

    KEPT = "kept"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise: its state, the test that holds it, its words and, where something is missing, what."""

    id: str
    state: State
    test: str = ""

    @property
    def words(self) -> Bilingual:
        return GIVEN[self.id][0]

    @property
    def missing(self) -> Bilingual | None:
        return GIVEN[self.id][1]

    def said(self, language: Language) -> str:
        return self.words.of(language)

    def lacking(self, language: Language) -> str:
        return self.missing.of(language) if self.missing else ""


PROMISES = (
    Promise("P1", State.KEPT, "tests/ballots/sealing/test_privacy.py"),
    Promise("P2", State.PARTLY, "tests/ballots/sealing/test_order.py"),
    Promise("P3", State.PARTLY, "tests/results/disclosure/test_non_interference.py"),
    Promise("P4", State.PARTLY, "tests/results/tallying/test_opening.py"),
    Promise("P5", State.KEPT, "tests/ballots/intake/test_masking.py"),
    Promise("P6", State.KEPT, "tests/ballots/intake/test_browser_token.py"),
    Promise("P7", State.KEPT, "tests/fieldwork/visits/test_masked_turnout.py"),
    Promise("P8", State.KEPT, "tests/results/disclosure/test_disclosure_control.py"),
    Promise("P9", State.PARTLY, "tests/sealing/test_tampering.py"),
    Promise("P10", State.PARTLY, "tests/ballots/sealing/test_batch_sealer.py"),
    Promise("P11", State.KEPT, "tests/results/exclusions/test_exclusions.py"),
    Promise("P12", State.KEPT, "tests/test_access.py"),
    Promise("P13", State.KEPT, "tests/accounts/sign_in/test_second_factor.py"),
    Promise("P14", State.KEPT, "tests/web/http/test_mechanisms.py"),
    Promise("P15", State.KEPT, "tests/web/media/test_uploads.py"),
    Promise("P16", State.KEPT, "tests/documents/signing/test_signing.py"),
    Promise("P17", State.KEPT, "tests/sealing/test_tampering.py"),
    Promise("P18", State.KEPT, "tests/ballots/intake/test_village.py"),
    Promise("P19", State.KEPT, "tests/test_secrets.py"),
    Promise("P20", State.KEPT, "tests/faults/test_crashes.py"),
    Promise("P21", State.KEPT, "tests/web/data/test_clock.py"),
    Promise("P22", State.PARTLY, "tests/ops/test_backup.py"),
    Promise("P23", State.KEPT, "tests/results/tallying/test_erasing.py"),
)


def in_state(*states: State) -> list[Promise]:
    """The promises of these states, in their order."""
    return [one for one in PROMISES if one.state in states]
