"""What becomes of a form that is asked for or sent: one list for the clock, the checks and the tables."""

from __future__ import annotations

from enum import Enum, auto


class SubmissionStatus(Enum):
    """Said of a round at a moment (EARLY, OPEN, OVER, TOO_OLD), then of one form that was sent."""

    EARLY = auto()
    OPEN = auto()
    """A form may be had or sent now. Never the answer to a form that was sent."""
    OVER = auto()
    TOO_OLD = auto()
    """The form in hand is older than the opening; a new one may be had."""
    TAKEN = auto()
    REPEATED = auto()
    """This form was taken before; the first one stays."""
    USED = auto()
    """Another form of this browser was taken before."""
    DAMAGED = auto()
    EXPIRED = auto()
    INCOMPLETE = auto()
    TOO_FAST = auto()
    BUSY = auto()
    TOO_SOON = auto()
    """The next person on a phone comes before the time between two people is over."""
    FULL = auto()
    FAULT = auto()
    NOT_A_DESK = auto()
