"""When a round takes ballots: by the clock to the second, with a grace for forms issued before closing (P21)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from portal.surveys.models import GRACE

if TYPE_CHECKING:
    from datetime import datetime


class Gate(Enum):
    """What a citizen finds at a round's door."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    TOO_OLD = "too old"
    """The form in hand is older than the opening; a new one may be had."""


@dataclass(frozen=True, slots=True)
class Window:
    """The first moment that is in, the first that is out; `shut` once results were opened."""

    opens_at: datetime
    closes_at: datetime
    shut: bool = False

    def gate(self, moment: datetime) -> Gate:
        """Whether a new form may be issued."""
        if moment < self.opens_at:
            return Gate.EARLY
        return Gate.OVER if self.shut or moment >= self.closes_at else Gate.OPEN

    def takes(self, moment: datetime, issued: float) -> Gate:
        """Whether a form issued then may be sent now."""
        in_grace = self.closes_at <= moment < self.closes_at + GRACE and issued < self.closes_at.timestamp()
        gate = Gate.OPEN if in_grace and not self.shut else self.gate(moment)
        is_older = issued < int(self.opens_at.timestamp())  # forms know whole seconds
        return Gate.TOO_OLD if gate is Gate.OPEN and is_older else gate
