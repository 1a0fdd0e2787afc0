"""When a report is due, and how late it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from portal.fieldwork.reporting.models import DRAFT, RECEIVED, RETURNED, SUBMITTED, FieldReport
from portal.surveys.plan.plan import Plan
from portal.units.models import COMMUNE, DISTRICT
from portal.web.data import clock
from portal.web.http.languages import cached_per_language
from portal.web.ui.formats import integer

NONE = "none"
# in the order of the list: the least far first
SHAPES = {NONE: "chua_du_so_lieu", DRAFT: "thap", RETURNED: "cao_bat_thuong", SUBMITTED: "open", RECEIVED: "dat"}


@dataclass(frozen=True)
class ReportStatus:
    """How far a report is, and how many days late: counted to the day it came, or to today."""

    state: str
    days_late: int

    @property
    def label(self) -> str:
        return labels()[self.state]

    @property
    def shape(self) -> str:
        """The state as the shape of its tag; a late one that is still missing stands out."""
        return "cao_bat_thuong" if self.is_overdue else SHAPES[self.state]

    @property
    def is_overdue(self) -> bool:
        """Whether it is late and the level above still does not have it."""
        return self.days_late > 0 and self.state not in {SUBMITTED, RECEIVED}

    @property
    def lateness(self) -> str:
        """«chậm 2 ngày», «quá hạn 2 ngày», or nothing."""
        if not self.days_late:
            return ""
        days = integer(self.days_late)
        return _("quá hạn %(days)s ngày", days=days) if self.is_overdue else _("chậm %(days)s ngày", days=days)


@cached_per_language
def labels() -> Mapping[str, str]:
    """The states in words."""
    return {
        NONE: _("Chưa lập"),
        DRAFT: _("Đang soạn"),
        RETURNED: _("Bị trả lại"),
        SUBMITTED: _("Chờ tiếp nhận"),
        RECEIVED: _("Đã tiếp nhận"),
    }


def due_of(level: str, plan: Plan) -> date | None:
    """The day by which a level reports."""
    if level == COMMUNE:
        return plan.deadlines.commune_report
    return plan.deadlines.district_report if level == DISTRICT else None


def status_of(report: FieldReport | None, due: date | None) -> ReportStatus:
    """How far a report is."""
    state = report.state if report else NONE
    # one returned is not handed in, and goes on being late
    came = report.submitted_at if report and report.is_handed_in else None
    # what has come is late by the day it came, what has not by today
    day = clock.local(came).date() if came else clock.today()
    return ReportStatus(state, max(0, (day - due).days) if due else 0)
