"""The part of a plan that says where a sign of quality begins."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Final, Self

from portal.surveys.plan.parts import HUNDRED, Count, Percent
from portal.surveys.plan.reader import between

# Limits that were kept as a part of one before plans named them in percent.
EARLIER_NAMES = {"night_percent": "night_share", "same_percent": "same_share", "risk_percent": "risk_share"}


@dataclass(frozen=True)
class Limits:
    """Where a sign of quality begins (P11), the same for every commune. The README of plans says what each does.

    `least_ballots` is for rules that look at one commune's shares, `least_marked` and `deviations` for those that hold
    a commune against the others; `ratio_in_a_thousand` is how often chance alone may make equal rates.
    """

    least_ballots: Count = 20
    least_communes: Annotated[int, between(3, 1000)] = 10
    least_marked: Count = 5
    deviations: Annotated[int, between(2, 10)] = 3
    burst_times: Annotated[int, between(2, 100)] = 6
    burst_least: Count = 10
    burst_deviations: Annotated[int, between(2, 20)] = 5
    night_percent: Percent = 10
    same_percent: Percent = 40
    risk_percent: Percent = 10
    least_days: Annotated[int, between(2, 366)] = 3
    ratio_in_a_thousand: Annotated[int, between(1, 100)] = 50
    reused_least: Count = 1

    @classmethod
    def of_record(cls, record: dict[str, Any]) -> Self:
        """The limits that a round's flags were made by; what did not exist then has its default."""
        values = {limit.name: record[limit.name] for limit in fields(cls) if limit.name in record}
        # The share of then is the percentage of now.
        values |= {new: round(HUNDRED * record[old]) for new, old in EARLIER_NAMES.items() if old in record}
        return cls(**values)


# Those of a plan that names none.
LIMITS: Final = Limits()
