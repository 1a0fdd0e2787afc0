"""What urging asks of this topic: communes whose report is not handed in, or who have not ticked «Đã nhập»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from portal.fieldwork.reminders.outstanding import OutstandingItem, Provider, Rule
from portal.fieldwork.reporting import queries
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.fieldwork.reminders.outstanding import Scope


def missing_reports(scope: Scope) -> Iterator[OutstandingItem]:
    """From the last day on; late once the plan's day is over."""
    if clock.today() < scope.round.last_day:
        return
    reported_units = {report.unit_id for report in queries.reports_in(scope.top, scope.round) if report.is_handed_in}
    since = clock.end_of(scope.plan.deadlines.commune_report)
    for point in scope.points:
        if point.unit_id not in reported_units:
            yield OutstandingItem("report_missing", point.id, None, since, "reporting.edit", {"slug": scope.round.slug})


def missing_software_entries(scope: Scope) -> Iterator[OutstandingItem]:
    """The same of the other software, while the plan asks for it."""
    software = scope.plan.software
    if software is None or not software.required or clock.today() < scope.round.last_day:
        return
    entries = queries.software_entries_in(scope.top, scope.round)
    since = clock.end_of(scope.plan.deadlines.commune_report)
    for point in scope.points:
        if point.unit_id not in entries:
            yield OutstandingItem(
                "software_missing", point.id, None, since, "reporting.software", {"slug": scope.round.slug}
            )


PROVIDERS = (
    Provider(missing_reports, (Rule("report_missing", lambda: _("chưa nộp báo cáo"), (8, 14)),)),
    Provider(missing_software_entries, (Rule("software_missing", lambda: _("chưa nhập phần mềm của tỉnh"), (8,)),)),
)
