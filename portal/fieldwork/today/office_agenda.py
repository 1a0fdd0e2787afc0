"""What a district or the province has to do itself: direct, launch, inspect, receive reports, hand in its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.fieldwork.directives import queries as directing
from portal.fieldwork.inspections.models import Inspection, InspectionPlan
from portal.fieldwork.inspections.queries import point_ids
from portal.fieldwork.reminders import outstanding
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.reporting.models import RETURNED, SUBMITTED, FieldReport
from portal.fieldwork.today.agenda import Task
from portal.surveys.rounds import approvals, pending
from portal.units.models import DISTRICT, Unit
from portal.web.data import clock
from portal.web.ui.formats import count, day_month, stamp

if TYPE_CHECKING:
    from portal.accounts.models import Account
    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan

DAYS_BEFORE = timedelta(days=7)
"""From how long before the round its preparation is asked for."""


def tasks(account: Account, survey: Round, plan: Plan) -> list[Task]:
    """The open ones, in the order of the days."""
    asked = [
        *decision_tasks(account),
        *preparation_tasks(account, survey),
        *reminder_tasks(account, survey, plan),
        inspection_task(account, survey),
        receiving_task(account, survey),
        report_task(account, survey, plan),
    ]
    return [duty for duty in asked if duty is not None]


def decision_tasks(account: Account) -> list[Task]:
    """What waits for a second person of the province: words of forms, deeds of rounds."""
    confirm = [
        Task(
            _("Đọc, xác nhận phiếu %(code)s, phiên bản %(n)s", code=row.code, n=row.version),
            url_for("questionnaires.version", form_id=row.id),
            _("chờ xác nhận"),
            "thap",
            "",
        )
        for row in pending.questionnaires_to_confirm(account)
    ]
    decide = [
        Task(
            f"{approvals.title(deed.kind)}: {deed.round.title}",
            url_for("surveys.deed", slug=deed.round.slug, deed_id=deed.id),
            _("chờ quyết định"),
            "thap",
            _("Đề nghị lúc %(time)s", time=stamp(deed.asked_at)),
        )
        for deed in pending.approvals_to_decide(account)
    ]
    return [*confirm, *decide]


def preparation_tasks(account: Account, survey: Round) -> list[Task]:
    """The district's own directing paper and launch, from a week before the round to its end."""
    is_time = survey.first_day - DAYS_BEFORE <= clock.today() <= survey.last_day
    if not is_time or account.unit.level != DISTRICT:
        return []
    entered = directing.directives_in(account.unit, survey).of(account.unit)
    late, before = clock.today() >= survey.first_day, _("Trước ngày %(day)s", day=day_month(survey.first_day))
    state, shape = (_("quá hạn"), "cao_bat_thuong") if late else (_("chưa nhập"), "thap")
    wanted = (
        (Permission.DIRECTING_ENTER, entered.papers, _("Nhập văn bản chỉ đạo của huyện"), "preparing.new_paper"),
        (Permission.LAUNCHES_ENTER, entered.launches, _("Nhập buổi phát động ra quân"), "preparing.new_launch"),
    )
    return [
        Task(words, url_for(endpoint, slug=survey.slug), state, shape, before)
        for right, there, words, endpoint in wanted
        if account.can(right) and not there
    ]


RULES_BEFORE_FIRST_DAY = ("taskforce_missing", "roster_missing", "roster_gap", "publicity_missing")
"""What communes prepare; from the first day on the board itself counts who is late."""


def reminder_tasks(account: Account, survey: Round, plan: Plan) -> list[Task]:
    """Communes that are not ready yet, in the week before the round."""
    if not survey.first_day - DAYS_BEFORE <= clock.today() < survey.first_day:
        return []
    owed: dict[str, set[int]] = {rule: set() for rule in RULES_BEFORE_FIRST_DAY}
    for due in outstanding.items_of(outstanding.scope_of(survey, account.unit, plan)):
        if due.rule in owed:
            owed[due.rule].add(due.point)
    return [
        Task(
            _("Đôn đốc đơn vị %(words)s", words=outstanding.rule_words(rule)),
            url_for("urging.index", slug=survey.slug, status=rule),
            _("%(n)s đơn vị", n=count(len(points))),
            "thap",
            "",
        )
        for rule, points in owed.items()
        if points
    ]


def inspection_task(account: Account, survey: Round) -> Task | None:
    """Desks this unit has planned to inspect by today, and has not."""
    if not account.can(Permission.INSPECTIONS_MAKE):
        return None
    made = select(Inspection.id).where(
        Inspection.point_id == InspectionPlan.point_id,
        Inspection.organiser_id == InspectionPlan.organiser_id,
        Inspection.day >= InspectionPlan.day,
    )
    asked = select(func.count()).select_from(InspectionPlan)
    asked = asked.where(
        InspectionPlan.point_id.in_(point_ids(account.unit, survey)),
        InspectionPlan.organiser_id == account.unit_id,
        InspectionPlan.day <= clock.today(),
        ~made.exists(),
    )
    number = db.session.scalar(asked) or 0
    if not number:
        return None
    url = url_for("inspections.index", slug=survey.slug)
    words, state = _("Kiểm tra các điểm đã có lịch"), _("còn %(n)s điểm", n=count(number))
    return Task(words, url, state, "thap", _("Theo lịch đến ngày %(day)s", day=day_month(clock.today())))


def receiving_task(account: Account, survey: Round) -> Task | None:
    """Reports of the units right below that wait to be received or returned."""
    if not account.can(Permission.REPORTS_RECEIVE):
        return None
    asked = select(func.count()).select_from(FieldReport).join(FieldReport.unit)
    asked = asked.where(
        FieldReport.round_id == survey.id, FieldReport.state == SUBMITTED, Unit.parent_id == account.unit_id
    )
    number = db.session.scalar(asked) or 0
    if not number:
        return None
    url = url_for("reporting.overview", slug=survey.slug, status=SUBMITTED)
    return Task(_("Tiếp nhận báo cáo của cấp dưới"), url, _("%(n)s báo cáo chờ", n=count(number)), "thap", "")


def report_task(account: Account, survey: Round, plan: Plan) -> Task | None:
    """The district's report, from the last day on until the province has it."""
    due = plan.deadlines.district_report
    if account.unit.level != DISTRICT or due is None or clock.today() < survey.last_day:
        return None
    found = reporting.report_of(account.unit, survey)
    if not account.can(Permission.REPORTS_WRITE) or (found is not None and found.is_handed_in):
        return None
    url = url_for("reporting.show", slug=survey.slug, code=account.unit.code)
    until = _("Chậm nhất ngày %(day)s", day=day_month(due))
    if found is not None and found.state == RETURNED:
        return Task(_("Sửa, nộp lại báo cáo của huyện"), url, _("bị trả lại"), "cao_bat_thuong", until)
    late = clock.today() > due
    state = _("quá hạn") if late else _("chưa nộp")
    return Task(_("Báo cáo tình hình, kết quả của huyện"), url, state, "cao_bat_thuong" if late else "thap", until)
