"""What urging adds to a commune's «Việc còn lại» and to its menu: reminders, things to mend, incidents under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.navigation import Link
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.reminders import queries
from portal.fieldwork.today.agenda import Task
from portal.web.data import clock
from portal.web.ui.formats import count, day_month

if TYPE_CHECKING:
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan


def tasks(point: Point, _plan: Plan) -> list[Task]:
    """The open ones: reminders not looked at, and what inspections found."""
    return [task for task in (reminder_task(), findings_task(point)) if task is not None]


def reminder_task() -> Task | None:
    """«03 nhắc việc chưa xem»."""
    number = queries.count_unseen(current_user.id)
    if not number:
        return None
    words = _("Xem nhắc việc của cấp trên")
    return Task(words, url_for("urging.inbox"), _("%(n)s chưa xem", n=count(number)), "thap", "")


def findings_task(point: Point) -> Task | None:
    """What is to be mended first, and how many there are."""
    findings = inspections.open_findings(point.unit, point.round)
    if not findings:
        return None
    late = findings[0].due_day < clock.today()
    return Task(
        _("Khắc phục tồn tại qua kiểm tra"),
        url_for("inspections.findings"),
        _("quá hạn") if late else _("%(n)s tồn tại", n=count(len(findings))),
        "cao_bat_thuong" if late else "thap",
        _("Hạn khắc phục: %(day)s", day=day_month(findings[0].due_day)),
    )


def menu_links() -> list[Link]:
    """The reader's own menu: the inbox with its count, and a commune's ways to say that something is wrong."""
    if "urging.inbox" not in current_app.view_functions or not current_user.is_of_commune:
        return []
    return [
        Link(_("Nhắc việc"), url_for("urging.inbox"), count=queries.count_unseen(current_user.id)),
        Link(_("Báo sự cố, phản ánh"), url_for("urging.incidents")),
        Link(_("Kiểm tra tại bàn hỗ trợ"), url_for("inspections.findings")),
    ]
