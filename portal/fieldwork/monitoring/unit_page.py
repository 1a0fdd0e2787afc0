"""Everything about one unit in a round: its steps, each with what its own page knows and the way there."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.fieldwork.inspections import board as inspections
from portal.fieldwork.monitoring import steps
from portal.fieldwork.monitoring.steps import Progress, Step
from portal.fieldwork.publicity import checklist
from portal.fieldwork.publicity import queries as publicity
from portal.fieldwork.publicity.board import state_of
from portal.fieldwork.reporting import queries as reporting
from portal.fieldwork.roster.board import board as rosters
from portal.fieldwork.roster.shifts.coverage import gap_names
from portal.fieldwork.taskforce import queries as taskforce
from portal.fieldwork.taskforce.models import CLERK, HEAD
from portal.surveys.models import Point
from portal.surveys.plan.plan import Plan
from portal.web.ui.formats import day_month, integer, short_date, stamp

# Each step's page of one unit, and the right it takes; visits, chốt and turnout stand on the unit's page itself.
OWN_PAGES = {
    steps.TASKFORCE: ("preparing.task_force", Permission.TASKFORCE_VIEW),
    steps.ROSTER: ("roster.desk", Permission.ROSTER_VIEW),
    steps.PUBLICITY: ("publicity.unit", Permission.PUBLICITY_WATCH),
    steps.INSPECTIONS: ("inspections.unit", Permission.FINDINGS_VIEW),
    steps.REPORT: ("reporting.show", Permission.REPORTS_VIEW),
}
ON_THE_PAGE = {steps.VISITS: "#days", steps.LOCK: "#days", steps.TURNOUT: "#days"}


@dataclass(frozen=True)
class Section:
    """A step of a unit: how far it is, where it is told in full (empty: nowhere for this reader), its facts."""

    label: str
    step: Step
    url: str
    facts: tuple[str, ...]


def progress_of(point: Point, plan: Plan) -> Progress:
    """The unit's row of the table units × steps."""
    return steps.of_round(point.round, point.unit, plan)[0]


def sections(point: Point, plan: Plan, reader: Account, progress: Progress) -> list[Section]:
    """The plan's steps in their order. The facts are of what the unit's row of the table has asked for."""
    facts = {
        steps.TASKFORCE: taskforce_facts(point),
        steps.ROSTER: roster_facts(point),
        steps.PUBLICITY: publicity_facts(point, plan),
        steps.INSPECTIONS: inspection_facts(point),
        steps.REPORT: report_facts(point),
    }
    return [
        Section(label, progress.steps[name], address(name, point, reader), tuple(facts.get(name, ())))
        for name, label in steps.labels(plan).items()
    ]


def address(name: str, point: Point, reader: Account) -> str:
    """Where a step of the unit is told in full."""
    if name in ON_THE_PAGE:
        return ON_THE_PAGE[name]
    endpoint, right = OWN_PAGES[name]
    if not reader.can(right) or endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, slug=point.round.slug, code=point.unit.code)


def taskforce_facts(point: Point) -> Iterator[str]:
    """Head and clerk, and the decision."""
    for force in (line.force for line in taskforce.states_in(point.unit, point.round) if line.force):
        officers = taskforce.officers_of(point)
        if head := officers.get(HEAD):
            yield _("%(Lead)s: %(name)s, %(office)s", name=head.full_name, office=head.office)
        if clerk := officers.get(CLERK):
            yield _("Công chức nhập dữ liệu: %(name)s", name=clerk.full_name)
        if force.is_founded:
            yield _("Quyết định số %(n)s ngày %(day)s", n=force.decision_number, day=short_date(force.decided_on))


def roster_facts(point: Point) -> Iterator[str]:
    """How many people, and which half-days lack some."""
    for line in rosters.lines(point.round, point.unit):
        if line.helpers:
            yield _("%(n)s người trong danh sách", n=integer(line.helpers))
        if line.gaps:
            yield _("Thiếu người: %(when)s", when=gap_names(line.gaps))


def publicity_facts(point: Point, plan: Plan) -> Iterator[str]:
    """Each channel of the plan and how far it is."""
    spans = publicity.spans_in_round(point.unit, point.round).get(point.id, [])
    for line in checklist.lines(plan.channels, spans):
        yield f"{line.channel.label}: {state_of(line)[1]}"


def inspection_facts(point: Point) -> Iterator[str]:
    """Each inspection and what it found that is not mended, the latest first."""
    for one in (one for row in inspections.rows(point.unit, point.round) for one in reversed(row.made)):
        left = [finding.body for finding in one.findings if finding.is_open]
        told = _("chưa khắc phục: %(what)s", what="; ".join(left)) if left else _("không còn tồn tại")
        yield f"{day_month(one.day)}, {one.team}: {told}"


def report_facts(point: Point) -> Iterator[str]:
    """When it was handed in."""
    for report in reporting.states_in(point.unit, point.round):
        if report.submitted_at is not None:
            yield _("Nộp lúc %(time)s", time=stamp(report.submitted_at))
