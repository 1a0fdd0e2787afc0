"""What the commune's home page says of its roster: half-days that lack people, and handing it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portal.fieldwork.roster import queries
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.today.agenda import Task
from portal.web.data import clock
from portal.web.ui.formats import day_month, short_date
from portal.web.ui.text import weekday_within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.fieldwork.roster.queries import Desk
    from portal.fieldwork.roster.shifts.coverage import Gap
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan


def tasks(point: Point, plan: Plan) -> list[Task]:
    """The roster itself until it is handed in, and the gaps of the days to come."""
    if clock.today() > point.round.last_day:
        return []
    desk = queries.desk(point, plan)
    lacking = [gap for gap in desk.gaps if gap.day >= clock.today()]
    return [*hand_in_task(desk, plan), *([gap_task(lacking, desk)] if lacking and desk.helpers else [])]


def hand_in_task(desk: Desk, plan: Plan) -> Iterator[Task]:
    """Handing in, until it is done."""
    if desk.handed_in_at is None:
        due = plan.deadlines.rosters
        yield Task(
            _("Gửi danh sách, lịch phân công") if desk.shifts else _("Lập danh sách, lịch phân công"),
            url_for("roster.mine"),
            _("quá hạn") if clock.today() > due else _("chưa gửi"),
            board.late_shape(due),
            _("Chậm nhất ngày %(day)s", day=short_date(due)),
        )


def gap_task(lacking: list[Gap], desk: Desk) -> Task:
    """«Phân công buổi chiều thứ Sáu, 14/6», or the half-days by name where several lack people."""
    first = lacking[0]
    least = coverage.helpers_needed(desk.crowd, first.day)
    return Task(
        _("Phân công buổi %(when)s", when=gap_in_words(first) if len(lacking) == 1 else coverage.gap_names(lacking)),
        url_for("roster.mine", day=first.day.isoformat()),
        coverage.gaps_in_words(lacking),
        "thap",
        _("Cần ít nhất %(n)s cán bộ, hội viên mỗi buổi", n=least),
    )


def gap_in_words(gap: Gap) -> str:
    """«chiều thứ Sáu, 14/6»."""
    return _(
        "%(half)s %(weekday)s, %(day)s",
        half=coverage.half_in_words(gap.half),
        weekday=weekday_within(gap.day),
        day=day_month(gap.day),
    )
