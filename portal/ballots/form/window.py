"""When a round takes ballots: by the clock to the second, with a grace for forms issued before closing (P21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.ballots.submission_status import SubmissionStatus
from portal.surveys.models import GRACE

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Window:
    """The first moment that is in, the first that is out; `is_closed` once results were opened."""

    opens_at: datetime
    closes_at: datetime
    is_closed: bool = False

    def status(self, moment: datetime) -> SubmissionStatus:
        """Whether a new form may be issued."""
        if moment < self.opens_at:
            return SubmissionStatus.EARLY
        return SubmissionStatus.OVER if self.is_closed or moment >= self.closes_at else SubmissionStatus.OPEN

    def status_of_form(self, moment: datetime, issued: float) -> SubmissionStatus:
        """Whether a form issued then may be sent now."""
        in_grace = self.closes_at <= moment < self.closes_at + GRACE and issued < self.closes_at.timestamp()
        status = SubmissionStatus.OPEN if in_grace and not self.is_closed else self.status(moment)
        is_older = issued < int(self.opens_at.timestamp())  # forms know whole seconds
        return SubmissionStatus.TOO_OLD if status is SubmissionStatus.OPEN and is_older else status
