"""«Tình trạng hệ thống»: what the doctor found last, since when, and how to mend it; for people without a shell."""

from flask import Blueprint, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.config import VERSION
from portal.nodes import queries
from portal.ops.condition import examining
from portal.web.http.views import is_part, render, requires
from portal.web.jobs import jobs

blueprint = Blueprint("condition", __name__, url_prefix="/system")


@blueprint.get("")
@requires(Permission.SYSTEM_VIEW)
def show() -> str:
    """Every machine's findings, what is wrong first; what is done at the moment, and what may be started."""
    machines = examining.latest()
    seen = {machine: max(row.seen_at for row in rows) for machine, rows in machines.items()}
    return render(
        "ops/condition.html",
        "status",
        machines=machines,
        seen=seen,
        silent={machine for machine, seen_at in seen.items() if examining.is_silent(seen_at)},
        wrong=sum(row.wrong for rows in machines.values() for row in rows),
        nodes=queries.machines(),
        job=latest_job(),
        command=current_app.config["COMMAND"],
        may_back_up=bool(current_app.config["BACKUP_DIR"]),
        version=VERSION,
    )


def latest_job() -> jobs.Job | None:
    """What somebody started last on this page, while it is under way, has failed or is watched to its end."""
    found = [job for kind in (examining.EXAMINE, examining.BACK_UP) if (job := jobs.latest(kind, {}))]
    last = max(found, key=lambda job: job.asked_at, default=None)
    return last if last is not None and (last.state != "done" or is_part()) else None


@blueprint.post("/examination")
@requires(Permission.SYSTEM_RUN)
def examine() -> ResponseReturnValue:
    """Ask the worker to look anew."""
    jobs.start_once(examining.EXAMINE, {}, current_user.id)
    return redirect(url_for(".show"), 303)


@blueprint.post("/backup")
@requires(Permission.SYSTEM_RUN)
def back_up() -> ResponseReturnValue:
    """Ask the worker for a backup and its trial."""
    jobs.start_once(examining.BACK_UP, {}, current_user.id)
    record("backup.asked", by=current_user)
    return redirect(url_for(".show"), 303)
