"""What is to be done about a commune's task force: registering it before the window opens, then its paper."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import CALM, Task, standing
from portal.extensions import db
from portal.fieldwork.taskforce import queries
from portal.fieldwork.taskforce.models import TaskForce
from portal.fieldwork.tasks import Rule, Scope, Urged
from portal.surveys.models import Point
from portal.surveys.plan.features import Feature
from portal.surveys.plan.plan import Plan
from portal.web.data import clock
from portal.web.ui.formats import day_month


def tasks(point: Point, plan: Plan, account: Account) -> Iterator[Task]:
    """What is still open of the registration, until the commune's report is due."""
    force = queries.force_of(point)
    if clock.today() > plan.deadlines.commune_report or (force and force.is_founded and force.scan_id):
        return
    due = _("Trước ngày %(day)s", day=day_month(point.round.first_day))
    args = {"slug": point.round.slug, "code": point.unit.code}
    if force is not None and force.is_founded:
        if not account.can(Permission.TASKFORCE_EDIT, point.round):
            return
        words, state = _("Tải bản quét quyết định thành lập %(Task_force)s"), _("chưa có bản quét")
        yield Task(words, "preparing.task_force", args, state, CALM, due, verb=_("Tải lên"))
        return
    words = _("Đăng ký %(Task_force)s") if force is None else _("Nhập số, ngày quyết định thành lập %(Task_force)s")
    state, verb = (_("chưa đăng ký"), _("Đăng ký")) if force is None else (_("chưa có quyết định"), _("Nhập"))
    is_late = clock.today() >= point.round.first_day
    yield Task(words, "preparing.edit_task_force", args, *standing(state, is_late=is_late), due, verb=verb)


def unregistered(scope: Scope) -> Iterator[Task]:
    """Communes whose task force is not registered; late from the first day on."""
    known = set(db.session.scalars(select(TaskForce.point_id).where(TaskForce.point_id.in_(scope.point_ids))))
    since = clock.start_of(scope.round.first_day)
    return scope.owed_by_others("taskforce_missing", known, since, "preparing.own")


URGED = Urged(
    unregistered,
    (Rule("taskforce_missing", lambda: _("chưa đăng ký %(task_force)s"), (8,)),),
    Feature.TASKFORCE,
)
