"""What is to be done about a commune's roster: handing it in, and half-days that lack people."""

from collections.abc import Iterator
from datetime import date
from operator import eq, gt

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import DONE, Task
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.queries import Desk
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.roster.shifts.coverage import Gap
from portal.fieldwork.tasks import Rule, Scope, Urged
from portal.surveys.models import Point, Round
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.web.data import clock
from portal.web.ui.formats import day_month, short_date, weekday_within


def tasks(point: Point, plan: Plan, _account: Account) -> Iterator[Task]:
    """The roster itself until it is handed in, and the gaps of the days to come."""
    if clock.today() > point.round.last_day:
        return
    desk, due, today = queries.desk(point), plan.deadlines.rosters, clock.today()
    if desk.handed_in_at is None:
        words, verb = _("Lập danh sách, lịch phân công"), _("Lập")
        if desk.shifts:
            words, verb = _("Gửi danh sách, lịch phân công"), _("Gửi")
        state = _("quá hạn") if today > due else _("chưa gửi")
        until = _("Chậm nhất ngày %(day)s", day=short_date(due))
        yield Task(words, "roster.mine", {}, state, board.late_shape(due), until, verb=verb)
    # without any helper the list itself is the task, not each of its gaps
    if not desk.helpers:
        return
    now, later = ([gap for gap in desk.gaps if is_of(gap.day, today)] for is_of in (eq, gt))
    for lacking in filter(None, (now, later)):
        yield gap_task(lacking, desk)
    if not now and today in desk.days:
        yield on_duty(desk, today)


def on_duty(desk: Desk, today: date) -> Task:
    """Who stands at the desk today, where nobody lacks."""
    turns = [
        f"{coverage.half_in_words(half)}: {', '.join(helper.full_name for helper in desk.people(today, half))}"
        for half in coverage.HALVES
    ]
    words = _("Trực hôm nay")
    return Task(words, "roster.mine", {}, _("đủ người"), DONE, "; ".join(turns), verb=_("Xem"))


def of_office(account: Account, round_: Round, _plan: Plan) -> Iterator[Task]:
    """What the veterans' office puts together: who has not handed in, desks without people, the hand-over, who is sent.

    Nothing once the round is over.
    """
    if not account.can(Permission.ROSTER_COMPILE) or clock.today() > round_.last_day:
        return
    args, lines = {"slug": round_.slug}, board.lines(round_, account.unit)
    late = sum(line.has(board.NOT_HANDED_IN) for line in lines)
    if late:
        words, asked = _("đơn vị chưa gửi danh sách, lịch phân công"), {**args, "status": board.NOT_HANDED_IN}
        due = _("Chậm nhất ngày %(day)s", day=short_date(lines[0].due))
        yield Task(words, "roster.all_desks", asked, shape=board.late_shape(lines[0].due), due=due, count=late)
    lacking = sum(any(gap.day >= clock.today() for gap in line.gaps) for line in lines)
    if lacking:
        words = _("đơn vị còn buổi thiếu người hỗ trợ")
        yield Task(words, "roster.all_desks", {**args, "status": board.GAPS}, count=lacking)
    given, changed = queries.hand_overs(round_), queries.last_change(account.unit, round_)
    if not given or (changed is not None and changed > given[0].given_at):
        due = _("danh sách đã thay đổi sau lần bàn giao trước") if given else _("chưa bàn giao lần nào")
        yield Task(_("Bàn giao danh sách cho Ban"), "roster.hand_overs", args, due=due, verb=_("Bàn giao"))
    if not queries.supervisors(round_):
        yield Task(_("Nhập cán bộ chỉ đạo, kiểm tra, giám sát"), "roster.supervisors", args, verb=_("Nhập"))


def gap_task(lacking: list[Gap], desk: Desk) -> Task:
    """«Phân công buổi chiều thứ Sáu, 14/6», or the half-days by name where several lack people."""
    first = lacking[0]
    least = coverage.helpers_needed(desk.crowd, first.day)
    return Task(
        _("Phân công buổi %(when)s", when=gap_in_words(first) if len(lacking) == 1 else coverage.gap_names(lacking)),
        "roster.mine",
        {"day": first.day.isoformat()},
        coverage.gaps_in_words(lacking),
        due=_("Cần ít nhất %(n)s %(helpers)s mỗi buổi", n=least),
        day=first.day,
        verb=_("Xếp"),
    )


def gap_in_words(gap: Gap) -> str:
    """«chiều thứ Sáu, 14/6»."""
    return _(
        "%(half)s %(weekday)s, %(day)s",
        half=coverage.half_in_words(gap.half),
        weekday=weekday_within(gap.day),
        day=day_month(gap.day),
    )


def owed(scope: Scope) -> Iterator[Task]:
    """Rosters not handed in, and half-days to come that nobody or too few stand on: what is over nobody mends."""
    if clock.today() > scope.round.last_day:
        return
    ids, today = scope.point_ids, clock.today()
    days = [
        day for day in queries.days_of(scope.round, scope.plan) if day == today or (day > today and not scope.late_only)
    ]
    heads, present = board.rosters_by_point(ids), board.present_by_point(ids, days)
    busy, since = queries.busy_days(ids, scope.plan.crowded_from), clock.end_of(scope.plan.deadlines.rosters)
    for point in (point.id for point in scope.points):
        head = heads.get(point)
        if head is None or head.handed_in_at is None:
            yield Task("", "roster.mine", rule="roster_missing", point=point, since=since)
        crowd = queries.crowding_of(head, busy.get(point, ()))
        yield from gaps_of(point, {gap.day for gap in coverage.gaps(days, present.get(point, {}), crowd)})


def gaps_of(point: int, lacking: set[date]) -> Iterator[Task]:
    """Today's gap under its day; those to come under the round, leading to the first of them."""
    today = clock.today()
    to_come = sorted(day for day in lacking if day > today)[:1]
    for day in [today] * (today in lacking) + to_come:
        owed_for, since = None if day > today else day, clock.start_of(day)
        args = {"day": day.isoformat()}
        yield Task("", "roster.mine", args, rule="roster_gap", point=point, day=owed_for, since=since)


URGED = Urged(
    owed,
    (
        Rule("roster_missing", lambda: _("chưa gửi danh sách, lịch phân công"), (8,)),
        Rule("roster_gap", lambda: _("còn thiếu người hỗ trợ"), (8,)),
    ),
    Feature.HELPERS,
)
