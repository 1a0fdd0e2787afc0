"""The numbers of the annexes: each has a usual one, and those that a plan does not have leave no gap."""

from portal.documents.synthesis.figures import SynthesisFigures
from portal.surveys.plan.features import Feature

# Those about one feature alone.
FEATURES = {9: Feature.VISITS, 10: Feature.AWARDS}


def left_out(figures: SynthesisFigures) -> tuple[int, ...]:
    """The usual numbers of annexes that are about a feature which the plan does not use."""
    return tuple(number for number, feature in FEATURES.items() if not figures.survey.has(feature))


def number_of(figures: SynthesisFigures, usual: int) -> int:
    """The number of an annex in this report."""
    return usual - sum(left < usual for left in left_out(figures))


def usual_of(figures: SynthesisFigures, number: int) -> int:
    """What an annex is known by, from the number that it has in this report."""
    gone = left_out(figures)
    usual = (one for one in range(number, number + len(FEATURES) + 1) if one not in gone)
    return next(one for one in usual if number_of(figures, one) == number)
