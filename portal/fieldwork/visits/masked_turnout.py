"""What a commune may know of a day's ballots: coarse steps on the hour, the figure after the day and its «chốt»."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.ballots.form import phrases
from portal.surveys import turnout
from portal.surveys.turnout import Policy, Status
from portal.web.data import clock
from portal.web.ui.formats import day_month

# so wide that no step leads to one ballot (P7)
MIDDLE_FROM, HIGHEST_FROM = 10, 20
LEAST_BETWEEN_MOVES = 5
"""How many ballots come, at the least, before a step that has moved moves again."""


@dataclass(frozen=True)
class Step:
    """From `low` to `high` ballots; no `high` for the last step."""

    low: int
    high: int | None

    @property
    def words(self) -> str:
        """The step as it stands in a sentence."""
        if self.low == 0:
            return _("dưới 10 phiếu")
        return _("từ 20 phiếu") if self.high is None else _("từ 10 đến 19 phiếu")


@dataclass(frozen=True)
class MaskedTurnout:
    """How a day stands for its own commune, in one sentence; with a status, its label and the ballots once told."""

    sentence: str
    status: Status | None = None
    label: str = ""
    ballots: int | None = None


def step_of(ballots: int) -> Step:
    """The step a number of ballots lies in."""
    if ballots < MIDDLE_FROM:
        return Step(0, MIDDLE_FROM - 1)
    return Step(MIDDLE_FROM, HIGHEST_FROM - 1) if ballots < HIGHEST_FROM else Step(HIGHEST_FROM, None)


def step_after(ballots_by_hour: Iterable[int]) -> Step:
    """The step shown after these numbers of ballots at one full hour after the other.

    A step that moved with every boundary would tell of the one ballot that crossed it, where few come in an hour.
    """
    shown, moved_at = step_of(0), 0
    for ballots in ballots_by_hour:
        if step_of(ballots) != shown and ballots - moved_at >= LEAST_BETWEEN_MOVES:
            shown, moved_at = step_of(ballots), ballots
    return shown


def final(policy: Policy, visits: int, ballots: int) -> MaskedTurnout:
    """A day that is over and «chốt»."""
    verdict = turnout.judge(policy, visits, ballots)
    return MaskedTurnout(verdict.sentence, verdict.status, turnout.label(verdict.status), ballots)


def masked(step: Step, as_of: str, final_from: str) -> MaskedTurnout:
    """A day whose step alone may be known. `as_of` says what the step holds for, `final_from` when the figure comes.

    The sentence stands alone (ruling 7): a verdict on visits that can still be typed would tell the ballots to whoever
    tries one number of visits after the other.
    """
    step_words = _("%(when)s: %(step)s.", when=as_of, step=step.words)
    return MaskedTurnout(f"{step_words} {final_from}")


def as_of_in_words(day: date, seen_at: datetime | None, over: datetime) -> str:
    """What a step holds for, at the head of its sentence: a moment, or with None all ballots of the day."""
    if seen_at is not None:
        return _("Lúc %(hour)s giờ", hour=clock.local(seen_at).hour)
    if over < clock.end_of(day):
        return _("Sau khi kết thúc đợt khảo sát")
    return _("Hết ngày %(day)s", day=day_month(day))


def final_from_in_words(over: datetime, *, locked: bool) -> str:
    """When the exact figure may be seen of a day whose ballots are all there from `over` on."""
    if not locked:
        return _("Số chính xác hiện sau khi chốt.")
    hour, day = phrases.last_hour(over)
    return _("Số chính xác hiện sau %(hour)s ngày %(day)s.", hour=hour, day=day_month(day))
