"""What a commune has to do, by when, and how far each day of the round is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.tasks import Task, standing
from portal.extensions import db
from portal.fieldwork import own_round, tasks
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.masked_turnout import MaskedTurnout
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Point, Round
from portal.surveys.plan.deadlines import lock_deadline
from portal.surveys.plan.plan import Plan
from portal.surveys.turnout import Policy
from portal.web.data import clock
from portal.web.ui.formats import clock_time, day_month, weekday_within

DAYS_SHOWN = 7
CLOSING_HOUR = 17
"""When a one-stop desk shuts: visits not entered by then are late."""
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


def day_to_show(round_: Round, counts: Mapping[date, VisitCount]) -> date:
    """Today within the round; before it the first day; after it the first day not yet «chốt», else the last."""
    today = clock.today()
    if today in round_.days:
        return today
    if today < round_.first_day:  # what is coming, so that people see their page beforehand
        return round_.first_day
    open_days = [day for day in round_.days if day not in counts or not counts[day].is_locked]
    return open_days[0] if open_days else round_.last_day


def lines(point: Point, counts: Mapping[date, VisitCount], policy: Policy) -> list[DayLine]:
    """The round's days; of a long round those about today."""
    days = point.round.days
    if len(days) > DAYS_SHOWN:
        come = sum(day <= clock.today() for day in days)
        # the latest that have come, and the next one
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


def other_rounds(points: Sequence[Point], shown_tasks: Collection[Task]) -> Iterator[OtherRound]:
    """The rounds of some points that are open, or that still ask something beside the page's `shown_tasks`."""
    for point in points:
        if point.round.state in own_round.CLOSED_STATES:
            continue
        plan, counts = point.round.plan_data, queries.counts_of(point)
        # their addresses name this round, not the one that the page is about
        with own_round.using_round(point.round):
            asked = [*day_tasks(point, counts, None, plan), *tasks.of_commune(point, plan)]
            url = url_for("fieldwork.visits", day=day_to_show(point.round, counts).isoformat())
        further = [task for task in asked if task not in shown_tasks]
        if further or point.round.state == "open":
            yield OtherRound(point.round.title, url, further)


def day_tasks(point: Point, counts: Mapping[date, VisitCount], shown: date | None, plan: Plan) -> list[Task]:
    """What is still to do for the days that have come, the day shown on the page left out."""
    come = [day for day in point.round.days if day <= clock.today() and day != shown]
    return [task for day in come for task in day_task(day, counts.get(day), deadline(plan, day))]


def day_task(day: date, count: VisitCount | None, due: datetime) -> Iterator[Task]:
    """A day's open work."""
    if count is not None and count.is_locked:
        return
    words = _("Nhập lượt người dân đến ngày %(day)s") if count is None else _("Chốt số liệu ngày %(day)s")
    state = _("chưa nhập") if count is None else _("chưa chốt")
    stands = standing(state, is_late=clock.now() > due)
    until = _("Chốt chậm nhất %(when)s", when=moment_in_words(due))
    args = {"day": day.isoformat()}
    yield Task(words % {"day": day_month(day)}, "fieldwork.visits", args, *stands, until).located()


def owed(scope: tasks.Scope) -> Iterator[Task]:
    """Days without visits, late when a one-stop desk shuts, and days not «chốt» in time."""
    query = select(VisitCount.point_id, VisitCount.day, VisitCount.locked_at).where(
        VisitCount.point_id.in_(scope.point_ids), VisitCount.day.in_(scope.days)
    )
    locked_at = {(row.point_id, row.day): row.locked_at for row in db.session.execute(query)}
    for day in scope.days:
        args, is_overdue = {"day": day.isoformat()}, clock.now() > deadline(scope.plan, day)
        for point in (point.id for point in scope.points):
            if (point, day) not in locked_at:
                rule, since = "visits_missing", clock.at(day, CLOSING_HOUR)
            elif is_overdue and locked_at[point, day] is None:
                rule, since = "visits_unlocked", clock.start_of(day)
            else:
                continue
            yield Task("", "fieldwork.visits", args, rule=rule, point=point, day=day, since=since)


URGED = tasks.Urged(
    owed,
    (
        tasks.Rule("visits_missing", lambda: _("chưa nhập lượt người dân đến"), (14, 17)),
        tasks.Rule("visits_unlocked", lambda: _("chưa chốt số liệu"), (10, 14)),
    ),
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


def day_of_round_in_words(round_: Round, day: date) -> str:
    """«Ngày thứ hai trong 3 ngày khảo sát»."""
    days: Sequence[date] = round_.days
    return _("Ngày thứ %(nth)s trong %(total)s ngày khảo sát", nth=ordinal(days.index(day) + 1), total=len(days))


def ordinal(number: int) -> str:
    """«nhất», «hai», …, in figures from eleven on."""
    return ORDINALS[number - 1] if 1 <= number <= len(ORDINALS) else str(number)
