"""What is to be done about inspections: desks a unit has planned to inspect, and what a commune has to mend."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task, standing
from portal.extensions import db
from portal.fieldwork.inspections import queries
from portal.fieldwork.inspections.models import Inspection, InspectionPlan
from portal.fieldwork.scope import point_ids
from portal.fieldwork.tasks import Rule, Scope, Urged
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.web.data import clock
from portal.web.ui.formats import day_month, integer


def of_commune(point: Point, _plan: Plan, account: Account) -> Iterator[Task]:
    """What is to be mended first, and how many there are."""
    findings = queries.open_findings(point.unit, point.round)
    if findings and account.can(Permission.FINDINGS_FIX, point.round):
        day, state = findings[0].due_day, _("%(n)s tồn tại", n=integer(len(findings)))
        due = _("Hạn khắc phục: %(day)s", day=day_month(day))
        stands = standing(state, is_late=day < clock.today())
        yield Task(_("Khắc phục tồn tại qua kiểm tra"), "inspections.findings", {}, *stands, due, verb=_("Khắc phục"))


def of_office(account: Account, round_: Round, _plan: Plan) -> Iterator[Task]:
    """Desks this unit has planned to inspect by today, and has not."""
    if account.can(Permission.INSPECTIONS_MAKE, round_) and (number := count_not_inspected(account, round_)):
        words, state = _("Kiểm tra các điểm đã có lịch"), _("còn %(n)s điểm", n=integer(number))
        due = _("Theo lịch đến ngày %(day)s", day=day_month(clock.today()))
        yield Task(words, "inspections.index", {"slug": round_.slug}, state, due=due, count=number)


def count_not_inspected(account: Account, round_: Round) -> int:
    """How many planned inspections of the account's unit no inspection of that day or later has answered."""
    inspected = select(Inspection.id).where(
        Inspection.point_id == InspectionPlan.point_id,
        Inspection.organiser_id == InspectionPlan.organiser_id,
        Inspection.day >= InspectionPlan.day,
    )
    query = select(func.count(InspectionPlan.id)).where(
        InspectionPlan.point_id.in_(point_ids(account.unit, round_)),
        InspectionPlan.organiser_id == account.unit_id,
        InspectionPlan.day <= clock.today(),
        ~inspected.exists(),
    )
    return db.session.scalar(query) or 0


def unmended(scope: Scope) -> Iterator[Task]:
    """What inspections found and is not mended: one task for each day on which something was found."""
    days, seen = set(scope.days), set()
    for finding in queries.open_findings(scope.top, scope.round):
        point, day = finding.inspection.point_id, finding.inspection.day
        owed_for = day if day in days else None
        if (point, owed_for) not in seen:
            seen.add((point, owed_for))
            since = clock.end_of(finding.due_day)
            yield Task("", "inspections.findings", rule="finding_open", point=point, day=owed_for, since=since)


URGED = Urged(unmended, (Rule("finding_open", lambda: _("chưa khắc phục tồn tại sau kiểm tra"), (8,)),))
