"""A field report as paper: asked for on the report's page, made by the queue, one of a unit at a time, handed out."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.documents.field_reports import field_report
from portal.documents.kinds import KINDS
from portal.documents.rendering import PDF
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.reporting.views import Reporting, load_reporting
from portal.papers.letterhead import Issue
from portal.papers.pdf import Progress
from portal.papers.tables import FULL
from portal.surveys import page_context
from portal.surveys.models import Round
from portal.surveys.points.posters import plain
from portal.units.models import Unit
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.views import render, requires, serves_file
from portal.web.jobs import jobs
from portal.web.jobs.made_files import made_file
from portal.web.ui import terms

JOB = "field-report"
blueprint = Blueprint("field_papers", __name__)


@blueprint.route("/manage/rounds/<slug>/reports/<code>/paper", methods=["GET", "POST"])
@requires(Permission.REPORTS_VIEW, subject=load_reporting)
def paper(reporting: Reporting, slug: str, code: str) -> ResponseReturnValue:
    """How far the print is; a post makes it anew."""
    unit, round_ = reporting
    if request.method == "POST":
        started = jobs.start_once(JOB, job_arguments(unit, round_), current_user.id)
        record("report.print", by=current_user, subject=("unit", unit.id), unit=unit, detail={"job": started.id})
        return redirect(url_for(".paper", slug=slug, code=code), 303)
    job, file = latest_print(unit, round_)
    values = {"slug": slug, "code": code, "unit": unit, "survey": round_, "job": job, "kept": file}
    return render("documents/field_reports/field_report.html", "status", **values, **page_context.round_context(round_))


@blueprint.get("/manage/rounds/<slug>/reports/<code>/paper.pdf")
@requires(Permission.REPORTS_VIEW, subject=load_reporting)
@serves_file
def paper_file(reporting: Reporting) -> Response:
    """The file."""
    _job, file = latest_print(*reporting)
    return files.send(file) if file else abort(404)


def latest_print(unit: Unit, round_: Round) -> tuple[jobs.Job | None, StoredFile | None]:
    """The last print asked for, and what it has made."""
    job = jobs.latest(JOB, job_arguments(unit, round_))
    return job, made_file(job)


def job_arguments(unit: Unit, round_: Round) -> dict[str, Any]:
    """The arguments of the job."""
    return {"unit": unit.id, "round": round_.id}


@jobs.handler(JOB, _l("in báo cáo tình hình"))
def make(job: jobs.Job, progress: Progress) -> jobs.JobFile:
    """Freeze the figures, give the transaction back, set the pages."""
    round_ = db.session.get(Round, job.args["round"])
    unit = db.session.scalar(select(Unit).where(Unit.id == job.args["unit"]).options(joinedload(Unit.parent)))
    if round_ is None or unit is None:
        raise DomainError(_("Không còn báo cáo này."))
    terms.speak_of(round_.plan_data.tongues)
    report = field_report.freeze_report(unit, round_)
    name = f"bao-cao-{round_.slug}-{unit.code}-{plain(unit.title)}.pdf"
    db.session.rollback()
    return jobs.JobFile(name, PDF, KINDS["commune"].print(report, {}, Issue(), progress=progress)[FULL])


def link(unit: Unit, round_: Round) -> tuple[str, str]:
    """The link on a report's page."""
    return _("Bản in theo thể thức văn bản (PDF)"), url_for("field_papers.paper", slug=round_.slug, code=unit.code)
