"""The part of a plan that says which criteria of recognition rest on the survey."""

from dataclasses import dataclass
from typing import Annotated, Literal

from portal.surveys.plan.reader import Problems, Words, between

TURNOUT, SATISFIED = "turnout", "satisfied"


def share_has_its_threshold(measure: str, least: int) -> Problems:
    if measure == SATISFIED and not least:
        yield "least", "thiếu ngưỡng phần trăm của tỷ lệ hài lòng."
    if measure == TURNOUT and least:
        yield "least", "thừa, mức tham gia đối chiếu theo quy định của kế hoạch."


@dataclass(frozen=True)
class Criterion:
    """What a unit is held against: the plan's turnout rule, or the share satisfied from `least` percent on."""

    text: Words
    measure: Literal["turnout", "satisfied"]
    least: Annotated[int, between(0, 100)] = 0

    CHECKS = ((("measure", "least"), share_has_its_threshold),)


@dataclass(frozen=True)
class Recognition:
    """Criteria that rest on the survey, by which document, and the body that recognises units by these and others."""

    source: Words
    body: Words
    criteria: tuple[Criterion, ...]
