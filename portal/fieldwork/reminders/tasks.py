"""What reminders ask: a commune's people to look at theirs, an office to urge communes that are not ready."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task
from portal.fieldwork import tasks
from portal.fieldwork.reminders import inbox
from portal.surveys.models import Point, Round
from portal.surveys.plan.plan import Plan
from portal.web.data import clock
from portal.web.ui.formats import integer

RULES_BEFORE_FIRST_DAY = ("taskforce_missing", "roster_missing", "roster_gap", "publicity_missing")
"""What communes prepare; from the first day on the board itself counts who is late."""


def of_commune(_point: Point, _plan: Plan, account: Account) -> Iterator[Task]:
    """«3 nhắc việc chưa xem»."""
    if number := inbox.count_new(account):
        state = _("%(n)s chưa xem", n=integer(number))
        yield Task(_("Xem nhắc việc của cấp trên"), "urging.inbox", {}, state, verb=_("Xem"))


def of_office(account: Account, round_: Round, plan: Plan) -> Iterator[Task]:
    """Communes that are not ready yet, in the week before the round, for who may remind them."""
    is_time = round_.first_day - tasks.WEEK_BEFORE <= clock.today() < round_.first_day
    if not is_time or not account.can(Permission.REMINDERS_SEND, round_):
        return
    points_by_rule: dict[str, set[int]] = {rule: set() for rule in RULES_BEFORE_FIRST_DAY}
    for task in tasks.urged(tasks.scope_of(round_, account.unit, plan), RULES_BEFORE_FIRST_DAY):
        points_by_rule[task.rule].add(task.point)
    for rule, points in points_by_rule.items():
        words, args = _("Đôn đốc đơn vị %(words)s", words=tasks.rule_words(rule)), {"slug": round_.slug, "status": rule}
        if points:
            state = _("%(n)s đơn vị", n=integer(len(points)))
            yield Task(words, "urging.index", args, state, count=len(points), verb=_("Đôn đốc"))


def in_menu(account: Account) -> Iterator[Task]:
    """The reader's own menu: the inbox with its count, and a commune's ways to say that something is wrong."""
    if account.is_of_commune:
        yield Task(_("Nhắc việc"), "urging.inbox", count=inbox.count_new(account))
        yield Task(_("Báo sự cố, phản ánh"), "urging.incidents")
        yield Task(_("Kiểm tra tại bàn hỗ trợ"), "inspections.findings")
