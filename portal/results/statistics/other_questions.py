"""Questions that are not on the form's scale: what of a ballot is counted, and how often each choice was made. Pure.

They enter no index. Of several choices each is a share of those who chose any; «don't know» is outside every base.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _

from portal.ballots.sealing.payload import codes_in
from portal.results.statistics.basis import LEAST_SHOWN, OtherQuestion
from portal.surveys.questionnaire.parts import DONT_KNOW

Counts = Mapping[int, int]

ANSWERED: Final = 100  # under this code stands how many chose any of several choices; no choice has it


def counted_codes(question: OtherQuestion, kept: int) -> Iterator[int]:
    """The codes under which an answer is counted."""
    if not question.several:
        yield kept
        return
    codes = codes_in(kept)
    yield from codes
    if codes != (DONT_KNOW,):
        yield ANSWERED


def base(question: OtherQuestion, counts: Counts) -> int:
    """How many gave an answer other than «don't know»."""
    if question.several:
        return counts.get(ANSWERED, 0)
    return sum(counts.get(code, 0) for code, _label in question.choices)


@dataclass(frozen=True)
class ChoiceShare:
    """How often a choice was made; None where too few answered."""

    code: int
    label: str
    n: int | None
    share: float | None


@dataclass(frozen=True)
class OtherDistribution:
    """One question's answers: `n` is the base, 0 where too few answered; `mean` of a scale's levels."""

    question: OtherQuestion
    n: int
    rows: tuple[ChoiceShare, ...]
    unsure: int | None = None
    mean: float | None = None


def distribution(question: OtherQuestion, counts: Counts) -> OtherDistribution:
    n = base(question, counts)
    if n < LEAST_SHOWN:
        return OtherDistribution(question, 0, tuple(ChoiceShare(*choice, None, None) for choice in question.choices))
    rows = tuple(
        ChoiceShare(code, label, many, 100 * many / n)
        for code, label in question.choices
        for many in [counts.get(code, 0)]
    )
    points = sum(row.code * (row.n or 0) for row in rows)
    unsure = counts.get(DONT_KNOW, 0) if question.unsure else None
    return OtherDistribution(question, n, rows, unsure, points / n if question.is_scale else None)


def of_whom(question: OtherQuestion) -> str:
    """How the question was asked, to stand under its title; empty where there is nothing to say."""
    return asked_how(several=question.several, asked_of=question.asked_of)


def asked_how(*, several: bool, asked_of: tuple[str, str] | None) -> str:
    """The same of plain values: whether several may be chosen; the number and the choices of an earlier question."""
    parts = [_("chọn được nhiều phương án")] if several else []
    if asked_of:
        number, chosen = asked_of
        parts.append(_("chỉ hỏi người chọn %(chosen)s ở câu %(number)s", number=number, chosen=chosen))
    return "; ".join(parts)
