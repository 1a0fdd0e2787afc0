"""What a commune may know of a day's ballots: coarse steps on the hour, the figure after the day and its «chốt»."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.surveys import turnout
from portal.web import clock
from portal.web.formats import day_month

if TYPE_CHECKING:
    from datetime import date, datetime

    from portal.surveys.turnout import Policy, Verdict

SOME, ENOUGH = 10, 20


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
class Standing:
    """How a day stands: a status, its label, and a sentence with the figures that made it."""

    status: str
    label: str
    sentence: str
    ballots: int | None = None


def step_of(ballots: int) -> Step:
    """The step a number of ballots lies in."""
    if ballots < SOME:
        return Step(0, SOME - 1)
    return Step(SOME, ENOUGH - 1) if ballots < ENOUGH else Step(ENOUGH, None)


def last_full_hour(moment: datetime) -> datetime:
    """The moment whose state may be shown now: the last full local hour."""
    return clock.local(moment).replace(minute=0, second=0, microsecond=0)


def exact(policy: Policy, visits: int, ballots: int) -> Standing:
    """A day that is over and «chốt»."""
    verdict: Verdict = turnout.judge(policy, visits, ballots)
    return Standing(verdict.status, turnout.label(verdict.status), verdict.sentence, ballots)


def veiled(policy: Policy, visits: int | None, step: Step, when: str, then: str) -> Standing:
    """A day of which only the step may be known. `when` says what the step holds for, `then` when the figure comes."""
    seen = _("%(when)s: %(step)s.", when=when, step=step.words)
    status = provisional(policy, visits, step)
    known = status != turnout.Status.CHUA_DU_SO_LIEU
    label = _("%(label)s (tạm tính)", label=turnout.label(status)) if known else _("Chưa chốt")
    asked = turnout.requirement(policy, visits)
    return Standing(status, label, f"{asked} {seen} {then}")


def provisional(policy: Policy, visits: int | None, step: Step) -> str:
    """The status that the step alone proves; otherwise «not enough figures»."""
    if visits is None:
        return turnout.Status.CHUA_DU_SO_LIEU
    low, high = turnout.band(policy, visits)
    if step.high is not None and step.high < low:
        return turnout.Status.THAP
    if step.low > high:
        return turnout.Status.CAO_CAN_GIAI_TRINH
    if step.low >= low and (step.high is None or step.high <= high):
        return turnout.Status.DAT
    return turnout.Status.CHUA_DU_SO_LIEU


def when(day: date, seen_at: datetime, over: datetime) -> str:
    """What moment a step holds for, at the head of its sentence."""
    if seen_at >= over:
        return _("Hết ngày %(day)s", day=day_month(day))
    return _("Lúc %(hour)s giờ", hour=clock.local(seen_at).hour)


def then(day: date, *, locked: bool) -> str:
    """When the exact figure may be seen."""
    if locked:
        return _("Số chính xác hiện sau 24 giờ ngày %(day)s.", day=day_month(day))
    return _("Số chính xác hiện sau khi chốt.")
