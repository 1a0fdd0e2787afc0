"""What a form's page is made from: the form in one language, and what a citizen typed and is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.ballots.intake import nonce as nonces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.ballots.form.form_view import FormView
    from portal.surveys.questionnaire.wording import Language


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to mend: where, how the summary calls it, what to do."""

    field: str
    label: str
    sentence: str


@dataclass(frozen=True, slots=True)
class FormProblem:
    """Why a form comes back: the sentence on top, what to mend, in how many seconds it is sent again by itself."""

    sentence: str
    mistakes: tuple[Mistake, ...] = ()
    again: int | None = None


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page of a point's form; `wait` is the seconds until it may be sent, `used` what the browser's token means.

    `used` is empty, «used» (a ballot was sent from here) or «full» (no further one is taken from here).
    """

    view: FormView
    code: str
    language: Language
    nonce: str
    wait: int
    simulated: bool
    kind: int = nonces.OWN
    used: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: FormProblem | None = None
