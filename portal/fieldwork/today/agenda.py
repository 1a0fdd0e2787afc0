"""What a commune has to do, by when, and how far each day of the round is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portal.fieldwork import own_round
from portal.fieldwork.visits import queries
from portal.hooks import Hook
from portal.surveys.plan.deadlines import lock_deadline
from portal.web.data import clock
from portal.web.ui.formats import clock_time, day_month
from portal.web.ui.text import weekday_within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from portal.fieldwork.visits.masked_turnout import MaskedTurnout
    from portal.fieldwork.visits.models import VisitCount
    from portal.surveys.models import Point, Round
    from portal.surveys.plan.plan import Plan
    from portal.surveys.turnout import Policy

DAYS_SHOWN = 7
ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


@dataclass(frozen=True)
class DayLine:
    """One day of the round and how far it is."""

    day: date
    count: VisitCount | None
    turnout: MaskedTurnout | None
    url: str

    @property
    def has_come(self) -> bool:
        """Whether something may be entered."""
        return self.day <= clock.today()


@dataclass(frozen=True)
class Task:
    """Something to do, with its state in a word and its time."""

    words: str
    url: str
    state: str
    shape: str
    due: str


def day_to_show(round_: Round, counts: Mapping[date, VisitCount]) -> date:
    """Today within the round; before it the first day; after it the first day not yet «chốt», else the last."""
    today = clock.today()
    if today in round_.days:
        return today
    if today < round_.first_day:
        return round_.first_day
    open_days = [day for day in round_.days if day not in counts or not counts[day].is_locked]
    return open_days[0] if open_days else round_.last_day


def lines(point: Point, counts: Mapping[date, VisitCount], policy: Policy) -> list[DayLine]:
    """The round's days; of a long round those about today."""
    days = point.round.days
    if len(days) > DAYS_SHOWN:
        come = sum(day <= clock.today() for day in days)
        days = days[max(0, come - DAYS_SHOWN + 1) : come + 1]
    return [line(point, day, counts.get(day), policy) for day in days]


def line(point: Point, day: date, count: VisitCount | None, policy: Policy) -> DayLine:
    """One day's line; its standing only once it has come."""
    turnout = queries.masked_turnout_of(point, day, count, policy) if day <= clock.today() else None
    return DayLine(day, count, turnout, url_for("fieldwork.visits", day=day.isoformat()))


@dataclass(frozen=True)
class OtherRound:
    """A further round of the commune beside the one that a page shows, what is to be done in it, and its own page."""

    title: str
    url: str
    tasks: list[Task]


def other_rounds(points: Sequence[Point], shown_tasks: Sequence[Task]) -> list[OtherRound]:
    """The rounds of some points that are open, or that still ask something beside the page's `shown_tasks`."""
    found = [other_round(point, shown_tasks) for point in points if point.round.state not in own_round.CLOSED_STATES]
    return [one for one in found if one is not None]


def other_round(point: Point, shown_tasks: Sequence[Task]) -> OtherRound | None:
    """One of them; none where nothing is to be done before or after it."""
    plan, counts = point.round.plan_data, queries.counts_of(point)
    with own_round.using_round(point.round):
        asked = [*day_tasks(point, counts, None, plan), *topic_tasks(point, plan)]
        url = url_for("fieldwork.visits", day=day_to_show(point.round, counts).isoformat())
    found = [task for task in asked if task not in shown_tasks]
    return OtherRound(point.round.title, url, found) if found or point.round.state == "open" else None


def day_tasks(point: Point, counts: Mapping[date, VisitCount], shown: date | None, plan: Plan) -> list[Task]:
    """What is still to do for the days that have come, the day shown on the page left out."""
    come = [day for day in point.round.days if day <= clock.today() and day != shown]
    found = (day_task(day, counts.get(day), deadline(plan, day)) for day in come)
    return [one for one in found if one is not None]


TaskProvider = Callable[["Point", "Plan"], "list[Task]"]

topic_task_sources: Hook[TaskProvider] = Hook()
"""What else a commune has to do: a function of each topic."""


def topic_tasks(point: Point, plan: Plan) -> list[Task]:
    """What the topics of this room ask of a commune now, beside its days."""
    return [task for provider in topic_task_sources for task in provider(point, plan)]


def day_task(day: date, count: VisitCount | None, due: datetime) -> Task | None:
    """A day's open work."""
    if count is not None and count.is_locked:
        return None
    late = clock.now() > due
    words = _("Nhập lượt người dân đến ngày %(day)s") if count is None else _("Chốt số liệu ngày %(day)s")
    state = _("chưa nhập") if count is None else _("chưa chốt")
    return Task(
        words % {"day": day_month(day)},
        url_for("fieldwork.visits", day=day.isoformat()),
        _("quá hạn") if late else state,
        "cao_bat_thuong" if late else "thap",
        _("Chốt chậm nhất %(when)s", when=moment_in_words(due)),
    )


def deadline(plan: Plan, day: date) -> datetime:
    """Until when a day's figures are to be «chốt»."""
    return lock_deadline(day, plan.window.holidays, plan.deadlines.lock_hour)


def moment_in_words(moment: datetime) -> str:
    """«10 giờ thứ Sáu, 14/6»."""
    local = clock.local(moment)
    hour = _("%(hour)s giờ", hour=local.hour) if local.minute == 0 else clock_time(moment)
    return _(
        "%(hour)s %(weekday)s, %(day)s", hour=hour, weekday=weekday_within(local.date()), day=day_month(local.date())
    )


def stamp_in_words(moment: datetime) -> str:
    """«17:05 ngày 13/6»."""
    return _("%(time)s ngày %(day)s", time=clock_time(moment), day=day_month(clock.local(moment).date()))


def day_of_round_in_words(round_: Round, day: date) -> str:
    """«Ngày thứ hai trong 03 ngày khảo sát»."""
    days: Sequence[date] = round_.days
    return _(
        "Ngày thứ %(nth)s trong %(total)s ngày khảo sát", nth=ordinal(days.index(day) + 1), total=f"{len(days):02d}"
    )


def ordinal(number: int) -> str:
    """«nhất», «hai», …, in figures from eleven on."""
    return ORDINALS[number - 1] if 1 <= number <= len(ORDINALS) else str(number)
