"""Opening accounts from a file: template, reading with every mistake, a preview, the job, the slips."""

from collections.abc import Sequence

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.admin import importing, slips
from portal.accounts.forms import ImportForm
from portal.accounts.permissions import Permission, Role, role_title
from portal.errors import DomainError
from portal.extensions import db
from portal.web.data.files import send_bytes
from portal.web.http.views import exports, render, requires, serves_file
from portal.web.jobs import jobs
from portal.web.jobs.jobs import Job
from portal.web.jobs.made_files import send_made_file
from portal.web.media import readings, sheets
from portal.web.ui.forms import PortalForm

blueprint = Blueprint("accounts_import", __name__, url_prefix="/accounts/import")


@blueprint.route("", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE)
def upload() -> ResponseReturnValue:
    """Choose the file; a job reads it."""
    form = ImportForm()
    if readings.takes(form, importing.TOPIC, importing.SHAPE):
        return redirect(url_for(".reading", job_id=form.outcome.id), 303)
    return import_page(form, [])


def import_page(form: ImportForm, mistakes: Sequence[str]) -> ResponseReturnValue:
    """The page that takes a file, with what is wrong with the last one."""
    jobs_so_far = slips.own_jobs(current_user)
    return render("accounts/admin/import.html", form=form, mistakes=mistakes, jobs=jobs_so_far), form.status


def load_own_reading(job_id: str) -> Job | None:
    return readings.own_reading(job_id, importing.TOPIC)


@blueprint.route("/readings/<string:job_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE, subject=load_own_reading)
def reading(job: Job) -> ResponseReturnValue:
    """A good file is shown, then opened by POST; a bad one is answered row by row."""
    crumbs = [(_("Tài khoản"), url_for("accounts.people")), (_("Nhập từ Excel"), url_for(".upload"))]
    waiting = readings.page_until_read(job, crumbs)
    if waiting is not None:
        return waiting
    try:
        entries = importing.read(importing.rows_of(readings.result_of(job)), current_user.unit)
    except DomainError as error:
        form = ImportForm(formdata=None)
        form.refuse(error)
        return import_page(form, error.mistakes if isinstance(error, importing.BadRows) else [])
    form = PortalForm()
    if form.submitted():
        readings.forget(job)
        args = {"entries": importing.as_json(entries), "year": current_user.unit.catalogue_id}
        job = jobs.start(slips.KIND, args, by=current_user.id)
        return redirect(url_for(".progress", job_id=job.id), 303)
    return render("accounts/admin/import_review.html", form=form, entries=entries, role_title=role_title), form.status


@blueprint.get("/template.xlsx")
@requires(Permission.ACCOUNTS_MANAGE)
@serves_file
def template() -> Response:
    """A file with the right header, an example, and lists of the roles and units to choose from."""
    title, units = "Mẫu nhập tài khoản", importing.unit_words(current_user.unit)
    example = ("Nguyễn Văn An", "", role_title(Role.COMMUNE_OFFICER), units[-1] if units else "", "")
    places = {importing.COLUMNS.index("Vai trò"): importing.role_words(), importing.COLUMNS.index("Mã đơn vị"): units}
    table = sheets.Sheet("", importing.COLUMNS, [example], choices=places)
    return send_bytes(sheets.build_workbook(title, [table]), "mau-tai-khoan.xlsx", sheets.MIME)


def load_own_job(job_id: str) -> Job | None:
    """An import of one's own."""
    job = db.session.get(Job, job_id)
    mine = job is not None and job.kind == slips.KIND and job.asked_by == current_user.id
    return job if mine else None


@blueprint.route("/<string:job_id>", methods=["GET", "POST"])
@requires(Permission.ACCOUNTS_MANAGE, subject=load_own_job)
def progress(job: Job) -> ResponseReturnValue:
    """How far an import is; POST tries a failed one again."""
    if request.method == "POST":
        jobs.retry(job)
        return redirect(url_for(".progress", job_id=job.id), 303)
    return render("accounts/admin/import_job.html", "status", job=job)


@blueprint.get("/<string:job_id>/slips.pdf")
@requires(Permission.ACCOUNTS_MANAGE, subject=load_own_job)
@exports("accounts.export")
def download(job: Job) -> Response:
    """The slips, for a day."""
    return send_made_file(job)
