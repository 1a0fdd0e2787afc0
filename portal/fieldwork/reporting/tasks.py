"""«Báo cáo tình hình, kết quả» and the other software among a commune's tasks, from the last day on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _

from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.models import RETURNED
from portal.fieldwork.today.agenda import Task
from portal.web.data import clock
from portal.web.ui.formats import day_month

if TYPE_CHECKING:
    from portal.surveys.models import Point
    from portal.surveys.plan.plan import Plan


def tasks(point: Point, plan: Plan) -> list[Task]:
    """What is open."""
    if clock.today() < point.round.last_day:
        return []
    return [duty for duty in (report_task(point, plan), software_task(point, plan)) if duty is not None]


def report_task(point: Point, plan: Plan) -> Task | None:
    """The report, until the level above has it."""
    report = queries.report_of(point.unit, point.round)
    if report is not None and report.is_handed_in:
        return None
    url = url_for("reporting.show", slug=point.round.slug, code=point.unit.code)
    due = _("Chậm nhất ngày %(day)s", day=day_month(plan.deadlines.commune_report))
    if report is not None and report.state == RETURNED:
        return Task(_("Sửa, nộp lại báo cáo tình hình, kết quả"), url, _("bị trả lại"), "cao_bat_thuong", due)
    state = _("chưa nộp") if report is not None else _("chưa lập")
    return Task(_("Báo cáo tình hình, kết quả"), url, *lateness(plan, state), due)


def software_task(point: Point, plan: Plan) -> Task | None:
    """The other software, while the plan still asks for it."""
    if plan.software is None or not plan.software.required or queries.software_entry(point) is not None:
        return None
    return Task(
        _("Nhập số liệu vào %(name)s", name=plan.software.name),
        url_for("reporting.software", slug=point.round.slug),
        *lateness(plan, _("chưa nhập")),
        _("Chậm nhất ngày %(day)s", day=day_month(plan.deadlines.commune_report)),
    )


def lateness(plan: Plan, state: str) -> tuple[str, str]:
    """The state's word and shape; «quá hạn» after the day."""
    is_late = clock.today() > plan.deadlines.commune_report
    return (_("quá hạn"), "cao_bat_thuong") if is_late else (state, "thap")
