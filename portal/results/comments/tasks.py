"""What is to be done about a round's comments: those that no person has sorted by theme."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.accounts.tasks import Task
from portal.results.comments import themes
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.web.ui.formats import integer


def of_office(account: Account, round_: Round, _plan: Plan) -> Iterator[Task]:
    """For who sorts comments and makes the report of them, once results are open."""
    may = account.can(Permission.COMMENTS_CODE, round_) and account.can(Permission.DOCUMENTS_MAKE)
    if not may or round_.state != "opened":
        return
    progress = themes.progress(round_)
    if progress.left:
        due = _("đã xong %(done)s/%(all)s", done=integer(progress.coded), all=integer(progress.total))
        args = {"slug": round_.slug}
        yield Task(
            _("ý kiến chưa phân loại"),
            "results.themes_by_area",
            args,
            due=due,
            count=progress.left,
            verb=_("Phân loại"),
        )
