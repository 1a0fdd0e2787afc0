"""What becomes of a form that is asked for or sent: one list for the clock, the checks and the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Any

from sqlalchemy import Row

from portal.surveys.models import GRACE, Round


class SubmissionStatus(Enum):
    """Said of a round at a moment (EARLY, OPEN, OVER, TOO_OLD), then of one form that was sent."""

    EARLY = auto()
    OPEN = auto()  # a form may be had or sent now; never the answer to a form that was sent
    OVER = auto()
    TOO_OLD = auto()  # the form in hand is older than the opening; a new one may be had
    TAKEN = auto()
    REPEATED = auto()  # this form was taken before; the first one stays
    USED = auto()  # another form of this browser was taken before
    DAMAGED = auto()
    EXPIRED = auto()
    INCOMPLETE = auto()
    TOO_FAST = auto()
    BUSY = auto()
    TOO_SOON = auto()  # the next person on a phone comes before the time between two people is over
    FULL = auto()
    FAULT = auto()
    UNCONFIRMED = auto()  # nobody knows yet whether two disks have it
    NOT_A_DESK = auto()


@dataclass(frozen=True, slots=True)
class Window:
    """When a round takes ballots: the first moment that is in, the first that is out; `is_closed` once results open.

    By the clock to the second, with a grace for forms that were issued before closing (P21).
    """

    opens_at: datetime
    closes_at: datetime
    is_closed: bool = False

    @classmethod
    def of(cls, row: Round | Row[*tuple[Any, ...]]) -> Window:
        """The window of a round, or of a row with its columns."""
        return cls(row.opens_at, row.closes_at, row.results_opened_at is not None)

    def status(self, moment: datetime) -> SubmissionStatus:
        """Whether a new form may be issued."""
        if moment < self.opens_at:
            return SubmissionStatus.EARLY
        return SubmissionStatus.OVER if self.is_closed or moment >= self.closes_at else SubmissionStatus.OPEN

    def status_of_form(self, moment: datetime, issued: float) -> SubmissionStatus:
        """Whether a form issued then (epoch seconds) may be sent now."""
        in_grace = self.closes_at <= moment < self.closes_at + GRACE and issued < self.closes_at.timestamp()
        status = SubmissionStatus.OPEN if in_grace and not self.is_closed else self.status(moment)
        is_older = issued < int(self.opens_at.timestamp())  # forms know whole seconds
        return SubmissionStatus.TOO_OLD if status is SubmissionStatus.OPEN and is_older else status
