"""What a commune may know of a day's ballots: coarse steps on the hour, the figure after the day and its «chốt»."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from portal.ballots.form import phrases
from portal.surveys import turnout
from portal.surveys.turnout import Policy, Status, Verdict
from portal.web.data import clock
from portal.web.ui.formats import day_month

# so wide that no step leads to one ballot (P7)
MIDDLE_FROM, HIGHEST_FROM = 10, 20
STATUSES_BY_BALLOTS = (Status.THAP, Status.DAT, Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG)
"""From the fewest ballots to the most."""
ABOVE_CEILING = frozenset({Status.CAO_CAN_GIAI_TRINH, Status.CAO_BAT_THUONG})


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
    """How a day stands: the status whose shape it is drawn in, its label, and a sentence with the figures behind it."""

    status: Status
    label: str
    sentence: str
    ballots: int | None = None


def step_of(ballots: int) -> Step:
    """The step a number of ballots lies in."""
    if ballots < MIDDLE_FROM:
        return Step(0, MIDDLE_FROM - 1)
    return Step(MIDDLE_FROM, HIGHEST_FROM - 1) if ballots < HIGHEST_FROM else Step(HIGHEST_FROM, None)


def final(policy: Policy, visits: int, ballots: int) -> MaskedTurnout:
    """A day that is over and «chốt»."""
    verdict: Verdict = turnout.judge(policy, visits, ballots)
    return MaskedTurnout(verdict.status, turnout.label(verdict.status), verdict.sentence, ballots)


def masked(policy: Policy, visits: int | None, step: Step, as_of: str, final_from: str) -> MaskedTurnout:
    """A day whose step alone may be known. `as_of` says what the step holds for, `final_from` when the figure comes."""
    step_words = _("%(when)s: %(step)s.", when=as_of, step=step.words)
    requirement = turnout.requirement(policy, visits)
    status, label = provisional_status(possible_statuses(policy, visits, step))
    return MaskedTurnout(status, label, f"{requirement} {step_words} {final_from}")


def possible_statuses(policy: Policy, visits: int | None, step: Step) -> frozenset[Status]:
    """The statuses that numbers of ballots in the step can have: more ballots never have an earlier one of `GRADES`."""
    if visits is None:
        return frozenset({Status.CHUA_DU_SO_LIEU})
    first = STATUSES_BY_BALLOTS.index(turnout.judge(policy, visits, step.low).status)
    if step.high is None:
        return frozenset(STATUSES_BY_BALLOTS[first:])
    return frozenset(
        STATUSES_BY_BALLOTS[first : STATUSES_BY_BALLOTS.index(turnout.judge(policy, visits, step.high).status) + 1]
    )


def provisional_status(statuses: frozenset[Status]) -> tuple[Status, str]:
    """The shape and label of a day of which only these statuses are possible.

    Above the most ballots a step cannot tell «explain» from «inspect»: it says that they are more, and no more.
    """
    # a status of its own would be stored in `turnout`, which others read: the label alone differs (ruling 7)
    if statuses <= ABOVE_CEILING:
        return Status.CAO_CAN_GIAI_TRINH, _("Vượt số lượt đến (tạm tính)")
    if len(statuses) > 1 or Status.CHUA_DU_SO_LIEU in statuses:
        return Status.CHUA_DU_SO_LIEU, _("Chưa kết luận")
    (status,) = statuses
    return status, _("%(label)s (tạm tính)", label=turnout.label(status))


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
