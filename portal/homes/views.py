"""«Việc cần làm hôm nay» of districts, the veterans' office, the province, the auditor and the administrator."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts import waiting
from portal.accounts.permissions import Permission, Role
from portal.accounts.tasks import Task
from portal.fieldwork import tasks
from portal.fieldwork.monitoring import overview
from portal.fieldwork.scope import load_named_round, load_round
from portal.homes import audit_questions, cover_notes, telephones
from portal.surveys import page_context
from portal.surveys.models import Round
from portal.web.data import clock
from portal.web.http.views import SIGNED_IN, render, requires
from portal.web.ui.formats import clock_time

__all__ = ["blueprint", "cover_notes"]

blueprint = Blueprint("homes", __name__)


@blueprint.get("/tasks")
@blueprint.get("/tasks/<slug>")
@requires(SIGNED_IN, over=load_named_round)
def work(slug: str | None = None) -> ResponseReturnValue:
    """What waits for the reader, then how far the round is; a commune's day has its own page."""
    if current_user.is_of_commune:
        return redirect(url_for("fieldwork.today"), 303)
    round_ = load_round(slug) if current_user.can(Permission.BOARD_VIEW) else None
    is_auditor = current_user.role == Role.AUDITOR
    shown = overview.of_round(round_, current_user.unit, request.args.get("district", "")) if round_ else None
    return render(
        "homes/work.html",
        survey=round_,
        jobs=jobs(round_),
        shown=shown,
        calls=telephones.to_call(round_, current_user, shown.every) if round_ and shown else [],
        questions=audit_questions.questions() if is_auditor else [],
        events=audit_questions.exceptional_today(current_user.unit) if is_auditor else None,
        event_words=audit_questions.event_in_words,
        today=clock.today(),
        now=clock_time(clock.now()),
        **(page_context.round_context(round_) if round_ else {}),
    )


def jobs(round_: Round | None) -> list[Task]:
    """What waits for the reader's decision in any round, then what is to be done in this one."""
    decisions = list(waiting.tasks(current_user))
    return [*decisions, *(tasks.of_office(current_user, round_, round_.plan_data) if round_ else ())]
