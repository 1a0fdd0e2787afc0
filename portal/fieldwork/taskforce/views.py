"""Task forces: the board n/209, one commune's page, its registration, the scan, the papers of the first day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork import scans
from portal.fieldwork.directives import chat_views
from portal.fieldwork.directives import views as directives
from portal.fieldwork.own_round import of_own_round, own_point
from portal.fieldwork.taskforce import board, chair_exclusion, operations, printing, queries
from portal.fieldwork.taskforce.forms import SPARE_ROWS, ForceForm, ScanForm, form_of, typed_form
from portal.fieldwork.today.preparing import (
    blueprint,
    district_choices,
    load_approved_round,
    load_nearest_round,
    load_point,
    render_page,
    start_reading,
)
from portal.fieldwork.visits import queries as fieldwork
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.data.versioned import StaleRow
from portal.web.http.access import requires, takes_up_to
from portal.web.media.downloads import exports, serves_file
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter, send_list
from portal.web.ui.text import capital

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Point
    from portal.web.jobs.jobs import Job

__all__ = ["blueprint", "chat_views", "directives"]


@blueprint.get("/manage/preparing")
@requires(Permission.BOARD_VIEW)
def index() -> ResponseReturnValue:
    """The board of the round that concerns the reader now."""
    round_ = load_nearest_round()
    if round_ is None:
        return render("fieldwork/taskforce/no_round.html")
    return redirect(url_for(".task_forces", slug=round_.slug))


@blueprint.get("/task-force")
@requires(Permission.TASKFORCE_EDIT)
@of_own_round
def own() -> ResponseReturnValue:
    """The reader's own commune's page."""
    if not fieldwork.points_of(current_user.unit):
        return render("fieldwork/taskforce/no_round.html")
    return redirect(url_for(".task_force", slug=own_point().round.slug, code=current_user.unit.code))


@blueprint.get("/manage/rounds/<slug>/task-forces")
@requires(Permission.BOARD_VIEW, over=load_approved_round)
def task_forces(slug: str) -> str:
    """Which communes have registered, which have not."""
    round_, list_filter = g.subject, ListFilter.from_args(request.args)
    lines = queries.lines(current_user.unit, round_)
    return render_page(
        "fieldwork/taskforce/board.html",
        round_,
        slug=slug,
        rows=board.LISTING.apply(lines, list_filter),
        counts=queries.count_by_state(lines),
        sort=list_filter.sort,
        districts=district_choices(),
        states=list(queries.labels().items()),
    )


@blueprint.get("/manage/rounds/<slug>/task-forces.xlsx")
@requires(Permission.BOARD_EXPORT, over=load_approved_round)
@exports("taskforce.export")
def task_forces_file(slug: str) -> Response:
    """The same rows as a file."""
    rows = board.LISTING.apply(queries.lines(current_user.unit, g.subject), ListFilter.from_args(request.args))
    return send_list(f"to-cong-tac-{slug}", _("Tổ công tác"), board.columns(), rows, round=slug)


@blueprint.get("/manage/rounds/<slug>/task-forces/<code>")
@requires(Permission.TASKFORCE_VIEW, over=load_point)
def task_force(slug: str, code: str) -> str:
    """One commune's task force and the papers it needs."""
    point: Point = g.subject
    line = queries.Line(point.unit, queries.force_of(point))
    return render_page(
        "fieldwork/taskforce/show.html",
        g.survey,
        slug=slug,
        code=code,
        point=point,
        line=line,
        kinds=printing.kinds(),
        warning=chair_exclusion.warning(),
    )


@blueprint.route("/manage/rounds/<slug>/task-forces/<code>/edit", methods=["GET", "POST"])
@requires(Permission.TASKFORCE_EDIT, over=load_point)
def edit_task_force(slug: str, code: str) -> ResponseReturnValue:
    """Register, or change what was registered."""
    if request.method == "GET":
        return edit_page(slug, code, form_of(queries.force_of(g.subject), head_office=default_head_office()))
    if "more" in request.form:
        return edit_page(slug, code, typed_form(SPARE_ROWS))
    form = typed_form()
    if form.submitted() and form.accepts(operations.register, g.subject, by=current_user):
        flash(_("Đã lưu tổ công tác."))
        return redirect(url_for(".task_force", slug=slug, code=code), 303)
    return edit_page(slug, code, form), form.status


def default_head_office() -> str:
    """The office the plan gives to the head."""
    words: str = g.survey.plan_data.bodies.task_force_head
    return capital(words)


def edit_page(slug: str, code: str, form: ForceForm) -> str:
    """The form; after a concurrent change with the current row beside it."""
    start_reading()
    point = load_point(slug, code) or abort(404)
    current = queries.force_of(point)
    stale = current if current is not None and form.status == StaleRow.status else None
    if stale is not None:
        form.version.data = stale.version
    values: dict[str, Any] = {"slug": slug, "code": code, "point": point, "form": form, "stale": stale}
    return render_page("fieldwork/taskforce/edit.html", g.survey, warning=chair_exclusion.warning(), **values)


@blueprint.route("/manage/rounds/<slug>/task-forces/<code>/scan", methods=["GET", "POST"])
@requires(Permission.TASKFORCE_EDIT, over=load_point)
@takes_up_to(scans.MOST_SENT)
def send_scan(slug: str, code: str) -> ResponseReturnValue:
    """Send in the decision's scan."""
    form = ScanForm()
    if form.submitted():
        try:
            operations.save_scan(g.subject, scans.read_scan(form.scan.data), by=current_user)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("Đã lưu bản quét quyết định."))
            return redirect(url_for(".task_force", slug=slug, code=code), 303)
    start_reading()
    point = load_point(slug, code) or abort(404)
    page = render_page("fieldwork/taskforce/scan.html", g.survey, slug=slug, code=code, point=point, form=form)
    return page, form.status


@blueprint.get("/manage/rounds/<slug>/task-forces/<code>/decision.pdf")
@requires(Permission.TASKFORCE_VIEW, over=load_point)
@serves_file
def decision_scan(slug: str, code: str) -> Response:
    """The decision's scan, as an attachment."""
    _ = slug, code
    force = queries.force_of(g.subject)
    return scans.send(force.scan_id if force else None)


def load_paper_point(slug: str, code: str, what: str, form: str) -> Point | None:
    """The point, if there is such a paper of it."""
    return load_point(slug, code) if printing.is_known(what, form) else None


@blueprint.route("/manage/rounds/<slug>/task-forces/<code>/papers/<what>/<form>", methods=["GET", "POST"])
@requires(Permission.TASKFORCE_VIEW, over=load_paper_point)
def paper(slug: str, code: str, what: str, form: str) -> ResponseReturnValue:
    """One paper: how far it is, where to fetch it; a post makes it anew."""
    point: Point = g.subject
    if request.method == "POST":
        new_job = printing.start(point, what, form, by=current_user.id)
        detail = {"what": what, "format": form, "job": new_job.id}
        record("taskforce.print", by=current_user, subject=("point", point.id), unit=point.unit, detail=detail)
        return redirect(url_for(".paper", slug=slug, code=code, what=what, form=form), 303)
    job = printing.latest(point, what, form)
    values = {"slug": slug, "code": code, "what": what, "format": form, "point": point, "job": job}
    title = printing.kinds()[what].title
    return render_page(
        "fieldwork/taskforce/paper.html", g.survey, "status", title=title, kept=stored_file(job), **values
    )


@blueprint.get("/manage/rounds/<slug>/task-forces/<code>/papers/<what>/<form>/file")
@requires(Permission.TASKFORCE_VIEW, over=load_paper_point)
@serves_file
def paper_file(slug: str, code: str, what: str, form: str) -> Response:
    """The paper itself."""
    _ = slug, code
    stored = stored_file(printing.latest(g.subject, what, form))
    return files.send(stored) if stored else abort(404)


def stored_file(job: Job | None) -> StoredFile | None:
    """The file a job has made."""
    return db.session.get(StoredFile, job.file_id) if job and job.file_id else None
