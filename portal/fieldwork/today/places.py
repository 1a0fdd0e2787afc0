"""The rows behind two of a commune's places at the thumb, «Bàn hỗ trợ» and «Báo cáo»: how each stands, and its verb."""

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import CALM, DONE, Task, standing
from portal.ballots.desks import queries as desks
from portal.fieldwork.help import desk_sheets
from portal.fieldwork.inspections import queries as inspections
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.reporting import tasks as reporting_tasks
from portal.fieldwork.reporting.content import timing
from portal.fieldwork.roster import queries as rosters
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.shifts import coverage
from portal.surveys.models import Point
from portal.surveys.plan.plan import Plan
from portal.web.data import clock
from portal.web.ui.formats import day_month, integer


def of_desk(point: Point, plan: Plan, account: Account) -> Iterator[Task]:
    """What is needed at the desk: people, phones, the poster, the helpers' card; what inspections found there."""
    named = {"slug": point.round.slug, "code": point.unit.code}
    if plan.helpers:
        yield roster_row(point, plan)
        yield phones_row(point, account)
    yield Task(_("Tờ mã QR dán tại bàn"), "surveys.poster", named, verb=_("In"))
    if plan.helpers:
        yield Task(_("Thẻ của người hỗ trợ"), "", address=desk_sheets.card_address(), verb=_("Mở"))
    yield findings_row(point, account)


def roster_row(point: Point, plan: Plan) -> Task:
    """The people at the desk: handed in, or how late; half-days to come that lack somebody."""
    desk, due = rosters.desk(point), plan.deadlines.rosters
    lacking = [gap for gap in desk.gaps if gap.day >= clock.today()]
    words = _("Phân công người hỗ trợ")
    if lacking and desk.helpers:
        day = {"day": lacking[0].day.isoformat()}
        state = coverage.gaps_in_words(lacking)
        return Task(words, "roster.mine", day, state, due=coverage.gap_names(lacking), verb=_("Xếp"))
    if desk.handed_in_at is None:
        until = _("Chậm nhất ngày %(day)s", day=day_month(due))
        return Task(words, "roster.mine", {}, _("chưa gửi"), board.late_shape(due), until, verb=_("Xếp"))
    return Task(words, "roster.mine", {}, _("đã gửi"), DONE, verb=_("Xem"))


def phones_row(point: Point, account: Account) -> Task:
    """The phones that members lend for the day; the lead alone enrols one."""
    in_use = sum(phone.closed_at is None for phone in desks.phones_of(point, clock.today()))
    words = _("Máy hỗ trợ tại bàn")
    state = _("%(n)s máy đang dùng", n=integer(in_use)) if in_use else _("chưa có máy")
    shape = DONE if in_use else CALM
    if not account.can(Permission.DESKS_ENROL):
        return Task(words, "", {}, state, shape, _("%(Lead)s lấy mã đăng ký máy."))
    return Task(words, "desk_phones.mine", {}, state, shape, verb=_("Xem") if in_use else _("Lấy mã"))


def findings_row(point: Point, account: Account) -> Task:
    """What inspections found at the desk and is not mended."""
    found = inspections.open_findings(point.unit, point.round)
    words = _("Kiểm tra tại bàn hỗ trợ")
    if not found:
        return Task(words, "inspections.findings", {}, _("không có tồn tại"), DONE, verb=_("Xem"))
    day = found[0].due_day
    stands = standing(_("%(n)s tồn tại", n=integer(len(found))), is_late=day < clock.today())
    due = _("Hạn khắc phục: %(day)s", day=day_month(day))
    verb = _("Khắc phục") if account.can(Permission.FINDINGS_FIX, point.round) else _("Xem")
    return Task(words, "inspections.findings", {}, *stands, due, verb=verb)


def of_reports(point: Point, plan: Plan, account: Account) -> Iterator[Task]:
    """What the commune hands in about a round: its report, its papers, the figures for the other software."""
    yield report_row(point, plan, account)
    yield Task(_("Văn bản của %(commune)s"), "documents.index", verb=_("Xem"))
    if plan.software is not None and plan.software.required:
        yield software_row(point, plan.software.name, plan.deadlines.commune_report)


def report_row(point: Point, plan: Plan, account: Account) -> Task:
    """The report: what it waits for, and of whom."""
    due = plan.deadlines.commune_report
    for waiting in reporting_tasks.own_report(point.unit, point.round, due, account):
        return waiting
    report, args = reporting.report_of(point.unit, point.round), {"slug": point.round.slug, "code": point.unit.code}
    shape = DONE if report is not None and report.is_handed_in else CALM
    label = timing.status_of(report, due).label
    return Task(_("Báo cáo tình hình, kết quả"), "reporting.show", args, label, shape, verb=_("Xem"))


def software_row(point: Point, name: str, due: date) -> Task:
    """The figures that the other software asks for as well."""
    words, args = _("Số liệu để nhập %(name)s", name=name), {"slug": point.round.slug}
    if reporting.software_entry(point) is not None:
        return Task(words, "reporting.software", args, _("đã nhập"), DONE, verb=_("Xem"))
    stands = standing(_("chưa nhập"), is_late=clock.today() > due)
    until = _("Chậm nhất ngày %(day)s", day=day_month(due))
    return Task(words, "reporting.software", args, *stands, until, verb=_("Nhập"))
