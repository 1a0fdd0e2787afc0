"""Task forces: the board n/209, one commune's page, its registration, the scan, the papers of the first day."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.errors import DomainError
from portal.fieldwork import scans
from portal.fieldwork.directives import chat_views
from portal.fieldwork.directives import views as directives
from portal.fieldwork.own_round import with_own_point
from portal.fieldwork.scope import load_point, load_round
from portal.fieldwork.taskforce import chair_exclusion, operations, printing, queries
from portal.fieldwork.taskforce.forms import SPARE_ROWS, ForceForm, ScanForm, form_of, typed_form
from portal.fieldwork.today.preparing import (
    blueprint,
    district_choices,
    render_page,
)
from portal.surveys.models import Point, Round
from portal.units.folding import part_of
from portal.web.data import files
from portal.web.data.versioned import StaleRow
from portal.web.http.views import asks_file, reload, render, requires, serves_file, takes_up_to, with_file
from portal.web.jobs.made_files import made_file
from portal.web.ui.formats import capital
from portal.web.ui.listing import ListFilter, send_list

__all__ = ["blueprint", "chat_views", "directives"]


@blueprint.get("/manage/preparing")
@requires(Permission.BOARD_VIEW)
def index() -> ResponseReturnValue:
    """The board of the round that concerns the reader now."""
    round_ = load_round()
    if round_ is None:
        return render("fieldwork/taskforce/no_round.html")
    return redirect(url_for(".task_forces", slug=round_.slug))


@blueprint.get("/task-force")
@requires(Permission.TASKFORCE_EDIT)
@with_own_point("fieldwork/taskforce/no_round.html")
def own(point: Point) -> ResponseReturnValue:
    """The reader's own commune's page."""
    return redirect(url_for(".task_force", slug=point.round.slug, code=current_user.unit.code))


@blueprint.get("/manage/rounds/<slug>/task-forces")
@with_file(blueprint, "/manage/rounds/<slug>/task-forces.xlsx", "taskforce.export", Permission.BOARD_EXPORT)
@requires(Permission.BOARD_VIEW, subject=load_round)
def task_forces(round_: Round, slug: str) -> ResponseReturnValue:
    """Which communes have registered, which have not."""
    list_filter, lines = ListFilter.from_args(request.args), queries.lines(current_user.unit, round_)
    rows = queries.LISTING.apply(lines, list_filter)
    if asks_file():
        return send_list(f"to-cong-tac-{slug}", _("%(Task_force)s"), queries.columns(), rows, round=slug)
    return render_page(
        "fieldwork/taskforce/board.html",
        round_,
        slug=slug,
        part=part_of(rows, lambda row: row.unit),
        counts=queries.count_by_state(lines),
        sort=list_filter.sort,
        districts=district_choices(),
        states=list(queries.labels().items()),
    )


def page(name: str, point: Point, block: str | None = None, **values: object) -> str:
    """A page about one commune's task force."""
    names = {"slug": point.round.slug, "code": point.unit.code, "point": point, "warning": chair_exclusion.warning()}
    return render_page(f"fieldwork/taskforce/{name}.html", point.round, block, **names, **values)


@blueprint.get("/manage/rounds/<slug>/task-forces/<code>")
@requires(Permission.TASKFORCE_VIEW, subject=load_point)
def task_force(point: Point) -> str:
    """One commune's task force and the papers it needs."""
    return page("show", point, line=queries.Line(point.unit, queries.force_of(point)), kinds=printing.kinds())


@blueprint.route("/manage/rounds/<slug>/task-forces/<code>/edit", methods=["GET", "POST"])
@requires(Permission.TASKFORCE_EDIT, subject=load_point)
def edit_task_force(point: Point, slug: str, code: str) -> ResponseReturnValue:
    """Register, or change what was registered."""
    if request.method == "GET":
        head_office = capital(point.round.plan_data.bodies.task_force_head)
        return edit_page(point, form_of(queries.force_of(point), head_office=head_office))
    # the button for further rows: nothing is checked yet
    if "more" in request.form:
        return edit_page(point, typed_form(SPARE_ROWS))
    form = typed_form()
    if form.submitted() and form.accepts(operations.register, point, by=current_user):
        flash(_("Đã lưu %(task_force)s."))
        return redirect(url_for(".task_force", slug=slug, code=code), 303)
    return edit_page(point, form), form.status


def edit_page(point: Point, form: ForceForm) -> str:
    """The form; after a concurrent change with the current row beside it."""
    point = reload(point)
    stale = queries.force_of(point) if form.status == StaleRow.status else None
    # the row that stands is shown beside what was typed: the next save replaces it knowingly
    if stale is not None:
        form.version.data = stale.version
    return page("edit", point, form=form, stale=stale)


@blueprint.route("/manage/rounds/<slug>/task-forces/<code>/scan", methods=["GET", "POST"])
@requires(Permission.TASKFORCE_EDIT, subject=load_point)
@takes_up_to(scans.MOST_SENT)
def send_scan(point: Point, slug: str, code: str) -> ResponseReturnValue:
    """Send in the decision's scan."""
    form = ScanForm()
    if form.submitted():
        try:
            operations.save_scan(point, scans.read_scan(form.scan.data), by=current_user)
        except DomainError as error:
            form.refuse(error)
        else:
            flash(_("Đã lưu bản quét quyết định."))
            return redirect(url_for(".task_force", slug=slug, code=code), 303)
    return page("scan", reload(point), form=form), form.status


@blueprint.get("/manage/rounds/<slug>/task-forces/<code>/decision.pdf")
@requires(Permission.TASKFORCE_VIEW, subject=load_point)
@serves_file
def decision_scan(point: Point) -> Response:
    """The decision's scan, as an attachment."""
    force = queries.force_of(point)
    return scans.send(force.scan_id if force else None)


def load_paper_point(slug: str, code: str, what: str, form: str) -> Point | None:
    """The point, if there is such a paper of it."""
    return load_point(slug, code) if printing.is_known(what, form) else None


@blueprint.route("/manage/rounds/<slug>/task-forces/<code>/papers/<what>/<form>", methods=["GET", "POST"])
@requires(Permission.TASKFORCE_VIEW, subject=load_paper_point)
def paper(point: Point, slug: str, code: str, what: str, form: str) -> ResponseReturnValue:
    """One paper: how far it is, where to fetch it; a post makes it anew."""
    if request.method == "POST":
        new_job = printing.start(point, what, form, by=current_user.id)
        detail = {"what": what, "format": form, "job": new_job.id}
        record("taskforce.print", by=current_user, subject=("point", point.id), unit=point.unit, detail=detail)
        return redirect(url_for(".paper", slug=slug, code=code, what=what, form=form), 303)
    job = printing.latest(point, what, form)
    title = printing.kinds()[what].title
    return page("paper", point, "status", what=what, format=form, job=job, title=title, kept=made_file(job))


@blueprint.get("/manage/rounds/<slug>/task-forces/<code>/papers/<what>/<form>/file")
@requires(Permission.TASKFORCE_VIEW, subject=load_paper_point)
@serves_file
def paper_file(point: Point, what: str, form: str) -> Response:
    """The paper itself."""
    return files.send(made_file(printing.latest(point, what, form)) or abort(404))
