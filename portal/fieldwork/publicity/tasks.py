"""What is to be done about publicity: the day's post, the plan's channels, those wanted on several days in a row."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.tasks import CALM, DONE, Task, standing
from portal.extensions import db
from portal.fieldwork.publicity import checklist, moving, queries
from portal.fieldwork.publicity.checklist import Line
from portal.fieldwork.publicity.models import DailyPost, PublicityEntry
from portal.fieldwork.tasks import Rule, Scope, Urged
from portal.fieldwork.today.agenda import ordinal
from portal.surveys.models import Point
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.web.data import clock
from portal.web.ui.formats import clock_time, integer

MOVE_SHOWN_DAYS = 3
DAYS_BEFORE = timedelta(days=3)
"""From how long before the round publicity is asked for."""


def tasks(point: Point, plan: Plan, _account: Account) -> Iterator[Task]:
    """The open ones, from shortly before the round to its end."""
    round_ = point.round
    if not round_.first_day - DAYS_BEFORE <= clock.today() <= round_.last_day:
        return
    lines = checklist.lines(plan.channels, queries.entries_of(point))
    yield from post_task(point, plan)
    for line in lines:
        yield from repeated_channel_task(line)
    yield from missing_channels_task(lines)
    yield from move_task(point)


def post_task(point: Point, plan: Plan) -> Iterator[Task]:
    """«Đăng tin trong ngày lên nhóm PKS02_2024 trước 17:00 (giờ do sở đặt)»."""
    today, until = clock.today(), plan.deadlines.daily_post
    if plan.chat is None or today not in point.round.days:
        return
    daily_post, args = queries.post_of(point, today), {"day": today.isoformat()}
    words = _("Đăng tin trong ngày lên %(chat)s %(group)s", group=plan.chat.name)
    if daily_post is not None and daily_post.posted_at is not None:
        state = _("đã đăng %(time)s", time=clock_time(daily_post.posted_at))
        yield Task(words, "publicity.post", args, state, DONE, verb=_("Xem"))
        return
    is_late = clock.local(clock.now()).time() > until
    stands = standing(_("chưa đăng"), is_late=is_late, overdue=_("quá giờ"))
    due = _("Trước %(time)s (giờ do %(province)s đặt)", time=f"{until:%H:%M}")
    yield Task(words, "publicity.post", args, *stands, due, verb=_("Đăng"))


def repeated_channel_task(line: Line[PublicityEntry]) -> Iterator[Task]:
    """A channel wanted on days in a row that is not yet logged today: «Thông báo trên loa … (ngày thứ hai)»."""
    least, yesterday = line.channel.least_days, clock.today() - checklist.DAY
    if least == 1 or (line.is_done and clock.today() not in line.days):
        return
    if clock.today() in line.days:
        yield Task(line.channel.label, "publicity.index", {}, _("đã ghi hôm nay"), DONE, verb=_("Xem"))
        return
    words = _("%(what)s (ngày thứ %(nth)s)", what=line.channel.label, nth=ordinal(line.run_until(yesterday) + 1))
    due = _("Ít nhất %(count)s ngày liên tiếp", count=integer(least))
    entry = next((entry for entry in line.entries if entry.covers(yesterday)), None)
    page: tuple[str, dict[str, Any]] = ("publicity.new", {"channel": line.channel.id})
    if entry is not None:  # one tap on its page says that it was done again
        page = "publicity.edit", {"entry_id": entry.id}
    yield Task(words, *page, _("chưa ghi hôm nay"), due=due, verb=_("Ghi"))


def missing_channels_task(lines: Iterable[Line[PublicityEntry]]) -> Iterator[Task]:
    """How many of the plan's other channels nothing is logged for."""
    if missing := [line.channel.label for line in lines if not line.is_begun and line.channel.least_days == 1]:
        words, state = _("Ghi hoạt động công khai, tuyên truyền"), _("còn thiếu %(count)s", count=integer(len(missing)))
        yield Task(words, "publicity.index", {}, state, "chua_du_so_lieu", "; ".join(missing), verb=_("Ghi"))


def move_task(point: Point) -> Iterator[Task]:
    """That the district has just moved an entry of the commune, or one to it."""
    for last in moving.moves_of(point)[:1]:
        if (clock.today() - clock.local(last.moved_at).date()).days < MOVE_SHOWN_DAYS:
            yield Task(moving.sentence(last, point), "publicity.index", {}, _("mới"), CALM, last.reason, verb=_("Xem"))


def nothing_logged(scope: Scope) -> Iterator[Task]:
    """Communes that have logged nothing, from shortly before the round."""
    if clock.today() >= scope.round.first_day - DAYS_BEFORE:
        known, since = queries.channels_used(scope.top, scope.round), clock.start_of(scope.round.first_day)
        yield from scope.owed_by_others("publicity_missing", known, since, "publicity.index")


def days_without_post(scope: Scope) -> Iterator[Task]:
    """Days without a post, where the plan names a group."""
    if scope.plan.chat is None:
        return
    query = select(DailyPost.point_id, DailyPost.day).where(
        DailyPost.point_id.in_(scope.point_ids), DailyPost.day.in_(scope.days), DailyPost.posted_at.is_not(None)
    )
    posted, hour = {(row.point_id, row.day) for row in db.session.execute(query)}, scope.plan.deadlines.daily_post
    for day in scope.days:
        since, args = clock.at(day, hour.hour, hour.minute), {"day": day.isoformat()}
        for point in (point.id for point in scope.points):
            if (point, day) not in posted:
                yield Task("", "publicity.post", args, rule="post_missing", point=point, day=day, since=since)


URGED = (
    Urged(
        nothing_logged,
        (Rule("publicity_missing", lambda: _("chưa công khai, tuyên truyền"), (8,)),),
        Feature.PUBLICITY,
    ),
    Urged(days_without_post, (Rule("post_missing", lambda: _("chưa đăng tin trong ngày"), (16,)),), Feature.CHAT),
)
