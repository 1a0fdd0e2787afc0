"""What publicity adds to «Việc còn lại»: the day's post, and the channels the plan wants on several days in a row."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portal.fieldwork.publicity import checklist, queries
from portal.fieldwork.publicity.moves import moving
from portal.fieldwork.today.agenda import Task, ordinal
from portal.web.data import clock
from portal.web.ui.formats import count

if TYPE_CHECKING:
    from portal.fieldwork.publicity.checklist import Line
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan

MOVE_SHOWN_DAYS = 3
DAYS_BEFORE = 3
"""From how many days before the round the channels are asked for."""


def tasks(point: Point, plan: Plan) -> list[Task]:
    """The open ones, from shortly before the round to its end."""
    round_, today = point.round, clock.today()
    if not round_.first_day - timedelta(days=DAYS_BEFORE) <= today <= round_.last_day:
        return []
    lines = checklist.lines(plan.channels, queries.entries_of(point))
    repeated = [repeated_channel_task(line) for line in lines if line.channel.least_days > 1]
    return [
        task
        for task in (post_task(point, plan), *repeated, missing_channels_task(lines), move_task(point))
        if task is not None
    ]


def move_task(point: Point) -> Task | None:
    """That the district has just moved an entry of the commune, or one to it."""
    last = next(iter(moving.moves_of(point)), None)
    if last is None or (clock.today() - clock.local(last.moved_at).date()).days >= MOVE_SHOWN_DAYS:
        return None
    return Task(moving.sentence(last, point), url_for("publicity.index"), _("mới"), "open", last.reason)


def post_task(point: Point, plan: Plan) -> Task | None:
    """«Đăng tin trong ngày lên nhóm Zalo PKS02_2024 trước 17:00 (giờ do tỉnh đặt)»."""
    today, due = clock.today(), plan.deadlines.daily_post
    if plan.chat is None or today not in point.round.days:
        return None
    daily_post = queries.post_of(point, today)
    if daily_post is not None and daily_post.posted_at is not None:
        return None
    late = clock.local(clock.now()).time() > due
    return Task(
        _("Đăng tin trong ngày lên nhóm Zalo %(group)s", group=plan.chat.name),
        url_for("publicity.post", day=today.isoformat()),
        _("quá giờ") if late else _("chưa đăng"),
        "cao_bat_thuong" if late else "thap",
        _("Trước %(time)s (giờ do tỉnh đặt)", time=f"{due:%H:%M}"),
    )


def repeated_channel_task(line: Line) -> Task | None:
    """A channel wanted on days in a row that is not yet logged today: «Thông báo trên loa … (ngày thứ hai)»."""
    today = clock.today()
    if line.is_done or today in line.days:
        return None
    run = line.run_until(today - checklist.DAY)
    entry = next((each for each in line.entries if each.covers(today - checklist.DAY)), None)
    url = url_for("publicity.edit", entry_id=entry.id) if entry else url_for("publicity.new", channel=line.channel.id)
    return Task(
        _("%(what)s (ngày thứ %(nth)s)", what=line.channel.label, nth=ordinal(run + 1)),
        url,
        _("chưa ghi hôm nay"),
        "thap",
        _("Ít nhất %(count)s ngày liên tiếp", count=count(line.channel.least_days)),
    )


def missing_channels_task(lines: list[Line]) -> Task | None:
    """How many of the plan's channels nothing is logged for."""
    left = [line for line in lines if not line.is_begun and line.channel.least_days == 1]
    if not left:
        return None
    return Task(
        _("Ghi hoạt động công khai, tuyên truyền"),
        url_for("publicity.index"),
        _("còn thiếu %(count)s", count=count(len(left))),
        "chua_du_so_lieu",
        "; ".join(line.channel.label for line in left),
    )
