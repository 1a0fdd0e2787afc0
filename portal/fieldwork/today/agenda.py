"""What a commune has to do, by when, and how far each day of the round is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Role
from portal.accounts.tasks import DONE, OPEN, Task, standing
from portal.extensions import db
from portal.fieldwork import own_round, tasks
from portal.fieldwork.visits import queries
from portal.fieldwork.visits.masked_turnout import MaskedTurnout
from portal.fieldwork.visits.models import VisitCount
from portal.surveys.models import Point, Round
from portal.surveys.plan.deadlines import lock_deadline
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.surveys.turnout import Policy
from portal.web.data import clock
from portal.web.ui.formats import clock_time, day_month, stamp, weekday_within

DAYS_SHOWN = 3
ONE_DAY = timedelta(days=1)
ORDINALS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")


@dataclass(frozen=True)
class DayLine:
    """One day of the round, how far it is, and its page."""

    day: date
    count: VisitCount | None
    turnout: MaskedTurnout | None
    url: str

    @property
    def state(self) -> str:
        """«hôm nay», «đã chốt · Đạt», «chưa chốt»: the verdict only where it is told."""
        parts = [self.near_in_words(), "" if self.near_in_words() and not self.is_locked else self.standing()]
        return " · ".join(part for part in parts if part)

    @property
    def shape(self) -> str:
        """The shape of it; a day that nothing is late on has none."""
        if self.is_locked:
            return (self.turnout and self.turnout.status) or DONE
        return OPEN if self.day < clock.today() else ""

    @property
    def is_locked(self) -> bool:
        return self.count is not None and self.count.is_locked

    def near_in_words(self) -> str:
        """«hôm nay», «ngày mai»; nothing for days further away."""
        if self.day == clock.today():
            return _("hôm nay")
        return _("ngày mai") if self.day == clock.today() + ONE_DAY else ""

    def standing(self) -> str:
        """How the day itself stands."""
        if self.count is None:
            return _("chưa nhập") if self.turnout else _("chưa đến")
        if not self.is_locked:
            return _("chưa chốt")
        verdict = self.turnout.label.partition(",")[0] if self.turnout else ""
        return _("đã chốt") + (f" · {verdict}" if verdict else "")


def day_to_show(round_: Round, counts: Mapping[date, VisitCount]) -> date:
    """Today within the round; before it the first day; after it the first day not yet «chốt», else the last."""
    today = clock.today()
    if round_.plan_data.turnout and not round_.plan_data.counts_by_day:
        return round_.last_day
    if today in round_.days:
        return today
    if today < round_.first_day:  # what is coming, so that people see their page beforehand
        return round_.first_day
    open_days = [day for day in round_.visit_days if day not in counts or not counts[day].is_locked]
    return open_days[0] if open_days else round_.last_day


def lines(point: Point, counts: Mapping[date, VisitCount], policy: Policy, shown: date) -> list[DayLine]:
    """Three days of the round: the one shown, the one before it and the one after it."""
    days = point.round.visit_days or point.round.days
    first = max(0, min(days.index(shown) - 1, len(days) - DAYS_SHOWN))
    return [line(point, day, counts.get(day), policy) for day in days[first : first + DAYS_SHOWN]]


def further_days(round_: Round, shown: Collection[DayLine]) -> list[tuple[date, str]]:
    """The round's other days, each with its page."""
    near = {line.day for line in shown}
    return [(day, page_of(day)) for day in round_.visit_days if day not in near]


def line(point: Point, day: date, count: VisitCount | None, policy: Policy) -> DayLine:
    """One day's line; its standing only once it has come."""
    turnout = queries.masked_turnout_of(point, day, count, policy) if has_come(point.round, day) else None
    return DayLine(day, count, turnout, page_of(day))


def page_of(day: date) -> str:
    return url_for("fieldwork.visits", day=day.isoformat())


@dataclass(frozen=True)
class OtherRound:
    """A further round of the commune beside the one that a page shows, what is to be done in it, and its own page."""

    title: str
    url: str
    tasks: list[Task]


def other_rounds(points: Sequence[Point], shown_tasks: Collection[Task], account: Account) -> Iterator[OtherRound]:
    """The rounds of some points that are open, or that still ask something beside the page's `shown_tasks`."""
    for point in points:
        if point.round.state in own_round.CLOSED_STATES:
            continue
        plan, counts, may_lock = point.round.plan_data, queries.counts_of(point), queries.may_lock(point, account)
        # their addresses name this round, not the one that the page is about
        with own_round.using_round(point.round):
            own = day_tasks(point, counts, None, may_lock=may_lock)
            asked = [*days_to_lock(point, counts, None, account), *own, *tasks.of_commune(point, plan, account)]
            url = url_for("places.reports")
            if point.round.visit_days:
                url = url_for("fieldwork.visits", day=day_to_show(point.round, counts).isoformat())
        further = [task for task in asked if task not in shown_tasks and not task.is_done]
        if further or point.round.state == "open":
            yield OtherRound(point.round.title, url, further)


def day_tasks(point: Point, counts: Mapping[date, VisitCount], shown: date | None, *, may_lock: bool) -> list[Task]:
    """What is still to do for the days that have come, the day shown on the page left out; the earliest first.

    Whoever may «chốt» finds a day that waits for it under `days_to_lock`.
    """
    plan = point.round.plan_data
    come = [day for day in point.round.visit_days if has_come(point.round, day) and day != shown]
    return [task for day in come for task in day_task(day, counts.get(day), deadline(plan, day), may_lock=may_lock)]


def has_come(round_: Round, day: date) -> bool:
    """Whether a day's figure can be entered: that of the whole round from its first day on."""
    return clock.today() >= (day if round_.plan_data.counts_by_day else round_.first_day)


def day_task(day: date, count: VisitCount | None, due: datetime, *, may_lock: bool) -> Iterator[Task]:
    """A day's open work."""
    if count is not None and (count.is_locked or may_lock):
        return
    words = _("Nhập %(counted_figure)s ngày %(day)s") if count is None else _("Báo %(lead)s chốt số liệu ngày %(day)s")
    state, verb = (_("chưa nhập"), _("Nhập")) if count is None else (_("chưa chốt"), _("Báo"))
    stands = standing(state, is_late=clock.now() > due)
    endpoint = "fieldwork.visits" if count is None else "fieldwork.ask_lock"
    args, until = {"day": day.isoformat()}, lock_until(due)
    yield Task(words % {"day": day_month(day)}, endpoint, args, *stands, until, verb=verb).located()


def days_to_lock(point: Point, counts: Mapping[date, VisitCount], shown: date | None, account: Account) -> list[Task]:
    """Days that wait for this person's «chốt»: those that are over, and those that an officer has asked about."""
    if not queries.may_lock(point, account):
        return []
    asked = queries.lock_requests(counts.values())
    waiting = [
        day for day, count in sorted(counts.items()) if not count.is_locked and (day in asked or is_past(day, shown))
    ]
    return [task_to_lock(day, deadline(point.round.plan_data, day), asked_in_words(asked.get(day))) for day in waiting]


def count_to_lock(point: Point, counts: Mapping[date, VisitCount], shown: date | None, account: Account) -> int:
    """How many these are; who asked is read only for days that are not over."""
    if not queries.may_lock(point, account):
        return 0
    still_open = [count for count in counts.values() if not count.is_locked]
    not_over = [count for count in still_open if not is_past(count.day, shown)]
    return len(still_open) - len(not_over) + len(queries.lock_requests(not_over))


def asked_in_words(asked: queries.LockRequest | None) -> str:
    """«Đồng chí Nông Minh Hường báo lúc 17:05»; empty where nobody has."""
    return _("Đồng chí %(name)s báo lúc %(when)s", name=asked.name, when=stamp(asked.at)) if asked else ""


def in_menu(account: Account) -> Iterator[Task]:
    """For the account's own menu: how many days wait for its «chốt»; all of them stand on «Hôm nay»."""
    may_lock = account.role == Role.COMMUNE_LEAD or (account.is_of_commune and queries.authorised(account))
    number = 0
    for place, point in enumerate(queries.points_of(account.unit) if may_lock else ()):
        if place == 0 or point.round.state not in own_round.CLOSED_STATES:
            counts = queries.counts_of(point)
            shown = day_to_show(point.round, counts) if place == 0 else None
            number += count_to_lock(point, counts, shown, account)
    if number:
        yield Task(_("Ngày chờ chốt"), "fieldwork.today", count=number)


def is_past(day: date, shown: date | None) -> bool:
    """Whether a day is over; the one on the page has its own button."""
    return day < clock.today() and day != shown


def task_to_lock(day: date, due: datetime, asked: str) -> Task:
    """«Chốt số liệu ngày 13/6», with who asked for it."""
    state, shape = standing(_("chưa chốt"), is_late=clock.now() > due)
    words, said = _("Chốt số liệu ngày %(day)s", day=day_month(day)), " · ".join(filter(None, (asked, lock_until(due))))
    return Task(words, "fieldwork.lock", {"day": day.isoformat()}, state, shape, said, verb=_("Chốt")).located()


def lock_until(due: datetime) -> str:
    return _("Chốt chậm nhất %(when)s", when=moment_in_words(due))


def closing_time(plan: Plan, day: date) -> datetime:
    """When the desk shuts on a day: visits not entered by then are late, and from then on the figure can be «chốt»."""
    return clock.at(day, plan.desk.shuts.hour, plan.desk.shuts.minute)


@dataclass(frozen=True)
class Jobs:
    """What waits today, what has been done, what is to be arranged for the days to come."""

    open: list[Task]
    done: list[Task]
    later: list[Task]


def jobs(every: Collection[Task]) -> Jobs:
    """Tasks parted for the page."""
    later = [task for task in every if task.day is not None and task.day > clock.today()]
    now = [task for task in every if task not in later]
    return Jobs([task for task in now if not task.is_done], [task for task in now if task.is_done], later)


def owed(scope: tasks.Scope) -> Iterator[Task]:
    """Days without visits, late when a one-stop desk shuts, and days not «chốt» in time."""
    query = select(VisitCount.point_id, VisitCount.day, VisitCount.locked_at).where(
        VisitCount.point_id.in_(scope.point_ids), VisitCount.day.in_(scope.days)
    )
    locked_at = {(row.point_id, row.day): row.locked_at for row in db.session.execute(query)}
    for day in (day for day in scope.days if day in scope.round.visit_days):
        args, is_overdue = {"day": day.isoformat()}, clock.now() > deadline(scope.plan, day)
        for point in (point.id for point in scope.points):
            if (point, day) not in locked_at:
                rule, since = "visits_missing", closing_time(scope.plan, day)
            elif is_overdue and locked_at[point, day] is None:
                rule, since = "visits_unlocked", clock.start_of(day)
            else:
                continue
            yield Task("", "fieldwork.visits", args, rule=rule, point=point, day=day, since=since)


URGED = tasks.Urged(
    owed,
    (
        tasks.Rule("visits_missing", lambda: _("chưa nhập %(counted_figure)s"), (14, 17)),
        tasks.Rule("visits_unlocked", lambda: _("chưa chốt số liệu"), (10, 14)),
    ),
    Feature.VISITS,
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


def tomorrow() -> date:
    return clock.today() + ONE_DAY


def day_of_round_in_words(round_: Round, day: date) -> str:
    """«Ngày thứ hai trong 3 ngày khảo sát»."""
    days: Sequence[date] = round_.days
    return _("Ngày thứ %(nth)s trong %(total)s ngày khảo sát", nth=ordinal(days.index(day) + 1), total=len(days))


def ordinal(number: int) -> str:
    """«nhất», «hai», …, in figures from eleven on."""
    return ORDINALS[number - 1] if 1 <= number <= len(ORDINALS) else str(number)
