"""«Đăng ký tổ công tác» among a commune's tasks: due before the window opens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portal.fieldwork.taskforce import queries
from portal.fieldwork.today.agenda import Task
from portal.web.data import clock
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan


def tasks(point: Point, plan: Plan) -> list[Task]:
    """What is still open of the registration, until the commune's report is due."""
    if clock.today() > plan.deadlines.commune_report:
        return []
    line = queries.Line(point.unit, queries.force_of(point))
    force = line.force
    if force is not None and force.is_founded and force.scan_id:
        return []
    late = clock.today() >= point.round.first_day
    due = _("Trước ngày %(day)s", day=day_month(point.round.first_day))
    slug, code = point.round.slug, point.unit.code
    if force is not None and force.is_founded:
        words, state = _("Tải bản quét quyết định thành lập Tổ công tác"), _("chưa có bản quét")
        return [Task(words, url_for("preparing.task_force", slug=slug, code=code), state, "open", due)]
    words = _("Đăng ký Tổ công tác") if force is None else _("Nhập số, ngày quyết định thành lập Tổ công tác")
    state = _("quá hạn") if late else _("chưa đăng ký") if force is None else _("chưa có quyết định")
    return [
        Task(
            words,
            url_for("preparing.edit_task_force", slug=slug, code=code),
            state,
            "cao_bat_thuong" if late else "thap",
            due,
        )
    ]
