"""What a district or the province has to do itself: direct, launch, inspect, receive reports, hand in its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts import waiting
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.directives import queries as directives
from portal.fieldwork.inspections.models import Inspection, InspectionPlan
from portal.fieldwork.inspections.queries import point_ids
from portal.fieldwork.reminders import outstanding
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.reporting.models import RETURNED, SUBMITTED, FieldReport
from portal.fieldwork.today.agenda import Task
from portal.surveys.rounds import pending
from portal.units.models import DISTRICT, Unit
from portal.web.data import clock
from portal.web.ui.formats import count, day_month, stamp

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan

DAYS_BEFORE = timedelta(days=7)
"""From how long before the round its preparation is asked for."""


def tasks(account: Account, round_: Round, plan: Plan) -> list[Task]:
    """The open ones, in the order of the days."""
    asked = [
        *decision_tasks(account),
        *preparation_tasks(account, round_),
        *reminder_tasks(account, round_, plan),
        inspection_task(account, round_),
        receiving_task(account, round_),
        report_task(account, round_, plan),
    ]
    return [task for task in asked if task is not None]


def decision_tasks(account: Account) -> list[Task]:
    """What waits for a second person of the province: words of forms, actions on rounds."""
    return [
        Task(
            one.words,
            one.url,
            str(one.kind.state),
            "thap",
            _("Đề nghị lúc %(time)s", time=stamp(one.asked_at)) if one.asked_at else "",
        )
        for one in waiting.approvals(account, pending.FORMS.name, pending.ACTIONS.name)
    ]


def preparation_tasks(account: Account, round_: Round) -> list[Task]:
    """The district's own directing paper and launch, from a week before the round to its end."""
    is_time = round_.first_day - DAYS_BEFORE <= clock.today() <= round_.last_day
    if not is_time or account.unit.level != DISTRICT:
        return []
    entered = directives.directives_in(account.unit, round_).of(account.unit)
    late, before = clock.today() >= round_.first_day, _("Trước ngày %(day)s", day=day_month(round_.first_day))
    state, shape = (_("quá hạn"), "cao_bat_thuong") if late else (_("chưa nhập"), "thap")
    wanted = (
        (Permission.DIRECTING_ENTER, entered.papers, _("Nhập văn bản chỉ đạo của huyện"), "preparing.new_paper"),
        (Permission.LAUNCHES_ENTER, entered.launches, _("Nhập buổi phát động ra quân"), "preparing.new_launch"),
    )
    return [
        Task(words, url_for(endpoint, slug=round_.slug), state, shape, before)
        for right, there, words, endpoint in wanted
        if account.can(right) and not there
    ]


RULES_BEFORE_FIRST_DAY = ("taskforce_missing", "roster_missing", "roster_gap", "publicity_missing")
"""What communes prepare; from the first day on the board itself counts who is late."""


def reminder_tasks(account: Account, round_: Round, plan: Plan) -> list[Task]:
    """Communes that are not ready yet, in the week before the round."""
    if not round_.first_day - DAYS_BEFORE <= clock.today() < round_.first_day:
        return []
    points_by_rule: dict[str, set[int]] = {rule: set() for rule in RULES_BEFORE_FIRST_DAY}
    for item in outstanding.items_of(outstanding.scope_of(round_, account.unit, plan)):
        if item.rule in points_by_rule:
            points_by_rule[item.rule].add(item.point)
    return [
        Task(
            _("Đôn đốc đơn vị %(words)s", words=outstanding.rule_words(rule)),
            url_for("urging.index", slug=round_.slug, status=rule),
            _("%(n)s đơn vị", n=count(len(points))),
            "thap",
            "",
        )
        for rule, points in points_by_rule.items()
        if points
    ]


def inspection_task(account: Account, round_: Round) -> Task | None:
    """Desks this unit has planned to inspect by today, and has not."""
    if not account.can(Permission.INSPECTIONS_MAKE):
        return None
    inspected = select(Inspection.id).where(
        Inspection.point_id == InspectionPlan.point_id,
        Inspection.organiser_id == InspectionPlan.organiser_id,
        Inspection.day >= InspectionPlan.day,
    )
    query = select(func.count()).select_from(InspectionPlan)
    query = query.where(
        InspectionPlan.point_id.in_(point_ids(account.unit, round_)),
        InspectionPlan.organiser_id == account.unit_id,
        InspectionPlan.day <= clock.today(),
        ~inspected.exists(),
    )
    number = db.session.scalar(query) or 0
    if not number:
        return None
    url = url_for("inspections.index", slug=round_.slug)
    words, state = _("Kiểm tra các điểm đã có lịch"), _("còn %(n)s điểm", n=count(number))
    return Task(words, url, state, "thap", _("Theo lịch đến ngày %(day)s", day=day_month(clock.today())))


def receiving_task(account: Account, round_: Round) -> Task | None:
    """Reports of the units right below that wait to be received or returned."""
    if not account.can(Permission.REPORTS_RECEIVE):
        return None
    query = select(func.count()).select_from(FieldReport).join(FieldReport.unit)
    query = query.where(
        FieldReport.round_id == round_.id, FieldReport.state == SUBMITTED, Unit.parent_id == account.unit_id
    )
    number = db.session.scalar(query) or 0
    if not number:
        return None
    url = url_for("reporting.overview", slug=round_.slug, status=SUBMITTED)
    return Task(_("Tiếp nhận báo cáo của cấp dưới"), url, _("%(n)s báo cáo chờ", n=count(number)), "thap", "")


def report_task(account: Account, round_: Round, plan: Plan) -> Task | None:
    """The district's report, from the last day on until the province has it."""
    due = plan.deadlines.district_report
    if account.unit.level != DISTRICT or due is None or clock.today() < round_.last_day:
        return None
    report = reporting.report_of(account.unit, round_)
    if not account.can(Permission.REPORTS_WRITE) or (report is not None and report.is_handed_in):
        return None
    url = url_for("reporting.show", slug=round_.slug, code=account.unit.code)
    until = _("Chậm nhất ngày %(day)s", day=day_month(due))
    if report is not None and report.state == RETURNED:
        return Task(_("Sửa, nộp lại báo cáo của huyện"), url, _("bị trả lại"), "cao_bat_thuong", until)
    late = clock.today() > due
    state = _("quá hạn") if late else _("chưa nộp")
    return Task(_("Báo cáo tình hình, kết quả của huyện"), url, state, "cao_bat_thuong" if late else "thap", until)
