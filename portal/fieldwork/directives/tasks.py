"""What a district has to do before the round: its own directing paper and launch."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task, standing
from portal.fieldwork.directives import queries
from portal.fieldwork.tasks import WEEK_BEFORE
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.units.models import DISTRICT
from portal.web.data import clock
from portal.web.ui.formats import day_month


def tasks(account: Account, round_: Round, _plan: Plan) -> Iterator[Task]:
    """From a week before the round to its end, until they are there; late from the first day on."""
    is_time = round_.first_day - WEEK_BEFORE <= clock.today() <= round_.last_day
    if not is_time or account.unit.level != DISTRICT:
        return
    entered, args = queries.directives_in(account.unit, round_).of(account.unit), {"slug": round_.slug}
    stands = standing(_("chưa nhập"), is_late=clock.today() >= round_.first_day)
    due = _("Trước ngày %(day)s", day=day_month(round_.first_day))
    if account.can(Permission.DIRECTING_ENTER, round_) and not entered.papers:
        yield Task(_("Nhập văn bản chỉ đạo của %(district)s"), "preparing.new_paper", args, *stands, due)
    if account.can(Permission.LAUNCHES_ENTER, round_) and not entered.launches:
        yield Task(_("Nhập buổi phát động ra quân"), "preparing.new_launch", args, *stands, due)
