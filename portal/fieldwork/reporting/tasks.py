"""What is to be done about reports: a commune's own and the other software's; a district's own, those it receives."""

from collections.abc import Container, Iterator
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import LATE, Task, standing
from portal.extensions import db
from portal.fieldwork.reporting import queries
from portal.fieldwork.reporting.models import RETURNED, SUBMITTED, FieldReport
from portal.fieldwork.tasks import Rule, Scope, Urged
from portal.surveys.models import Point, Round
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.units.models import DISTRICT, Unit
from portal.web.data import clock
from portal.web.ui.formats import day_month, integer


def of_commune(point: Point, plan: Plan, account: Account) -> Iterator[Task]:
    """The report and the other software's entry, from the last day on."""
    if clock.today() < point.round.last_day:
        return
    day, software = plan.deadlines.commune_report, plan.software
    yield from own_report(point.unit, point.round, day, account)
    if software is not None and software.required and queries.software_entry(point) is None:
        words, args = _("Nhập số liệu vào %(name)s", name=software.name), {"slug": point.round.slug}
        stands = standing(_("chưa nhập"), is_late=clock.today() > day)
        yield Task(words, "reporting.software", args, *stands, until(day), verb=_("Nhập"))


def of_office(account: Account, round_: Round, plan: Plan) -> Iterator[Task]:
    """Reports of the units right below to be received; the district's own, from the last day on."""
    if account.can(Permission.REPORTS_RECEIVE) and (waiting := count_waiting(account.unit, round_)):
        args, state = {"slug": round_.slug, "status": SUBMITTED}, _("%(n)s báo cáo chờ", n=integer(waiting))
        yield Task(
            _("Tiếp nhận báo cáo của cấp dưới"), "reporting.overview", args, state, count=waiting, verb=_("Tiếp nhận")
        )
    day = plan.deadlines.district_report
    if account.unit.level == DISTRICT and day is not None and clock.today() >= round_.last_day:
        yield from own_report(account.unit, round_, day, account)


def own_report(unit: Unit, round_: Round, day: date, account: Account) -> Iterator[Task]:
    """A unit's own report, until the level above has it; once it is written it is handed in by whoever may."""
    report, args = queries.report_of(unit, round_), {"slug": round_.slug, "code": unit.code}
    of_district = unit.level == DISTRICT
    is_to_submit = report is not None and report.state != RETURNED and account.can(Permission.REPORTS_SUBMIT)
    is_handed_in = report is not None and report.is_handed_in
    if is_handed_in or not (is_to_submit or account.can(Permission.REPORTS_WRITE, round_)):
        return
    if report is not None and report.state == RETURNED:
        of_own = _("Sửa, nộp lại báo cáo tình hình, kết quả")
        words = _("Sửa, nộp lại báo cáo của %(district)s") if of_district else of_own
        yield Task(words, "reporting.show", args, _("bị trả lại"), LATE, until(day), verb=_("Sửa"))
        return
    words = _("Báo cáo tình hình, kết quả của %(district)s") if of_district else _("Báo cáo tình hình, kết quả")
    state = _("chưa nộp") if of_district or report is not None else _("chưa lập")
    stands = standing(state, is_late=clock.today() > day)
    if report is None:
        yield Task(words, "reporting.edit", {"slug": round_.slug}, *stands, until(day), verb=_("Lập"))
    elif is_to_submit:
        yield Task(words, "reporting.show", args, *stands, until(day), verb=_("Nộp"))
    else:
        due = _("%(Lead)s nộp chậm nhất ngày %(day)s", day=day_month(day))
        yield Task(words, "reporting.show", args, *stands, due, verb=_("Soạn"))


def until(day: date) -> str:
    return _("Chậm nhất ngày %(day)s", day=day_month(day))


def count_waiting(top: Unit, round_: Round) -> int:
    """How many reports of the units right below wait to be received or returned."""
    query = select(func.count()).select_from(FieldReport).join(FieldReport.unit)
    of_round = FieldReport.round_id == round_.id
    return db.session.scalar(query.where(of_round, FieldReport.state == SUBMITTED, Unit.parent_id == top.id)) or 0


def missing_reports(scope: Scope) -> Iterator[Task]:
    """From the last day on; late once the plan's day is over."""
    if clock.today() < scope.round.last_day:
        return
    reported = queries.units_handed_in(scope.top, scope.round)
    yield from missing(scope, "report_missing", reported, "reporting.edit")


def missing_software_entries(scope: Scope) -> Iterator[Task]:
    """The same of the other software, while the plan asks for it."""
    software = scope.plan.software
    if software is not None and software.required and clock.today() >= scope.round.last_day:
        entered = queries.units_with_software(scope.top, scope.round)
        yield from missing(scope, "software_missing", entered, "reporting.software")


def missing(scope: Scope, rule: str, units: Container[int], endpoint: str) -> Iterator[Task]:
    """What all communes but those in `units` owe."""
    done = {point.id for point in scope.points if point.unit_id in units}
    since = clock.end_of(scope.plan.deadlines.commune_report)
    yield from scope.owed_by_others(rule, done, since, endpoint, slug=scope.round.slug)


URGED = (
    Urged(missing_reports, (Rule("report_missing", lambda: _("chưa nộp báo cáo"), (8, 14)),)),
    Urged(
        missing_software_entries,
        (Rule("software_missing", lambda: _("chưa nhập phần mềm của %(province)s"), (8,)),),
        Feature.SOFTWARE,
    ),
)
