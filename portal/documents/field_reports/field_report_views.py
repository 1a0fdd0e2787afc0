"""A field report as paper: asked for, how far it is, the file; inside the reader's places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.documents.field_reports import field_report_jobs
from portal.extensions import db
from portal.fieldwork.reporting.views import Reporting, load_reporting
from portal.surveys import page_context
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.access import requires
from portal.web.media.downloads import serves_file
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.web.jobs.jobs import Job

blueprint = Blueprint("field_papers", __name__)


@blueprint.route("/manage/rounds/<slug>/reports/<code>/paper", methods=["GET", "POST"])
@requires(Permission.REPORTS_VIEW, subject=load_reporting)
def paper(reporting: Reporting, slug: str, code: str) -> ResponseReturnValue:
    """How far the print is; a post makes it anew."""
    unit, round_ = reporting
    if request.method == "POST":
        job = field_report_jobs.start(unit, round_, by=current_user.id)
        record("report.print", by=current_user, subject=("unit", unit.id), unit=unit, detail={"job": job.id})
        return redirect(url_for(".paper", slug=slug, code=code), 303)
    latest_job = field_report_jobs.latest(unit, round_)
    values = {"slug": slug, "code": code, "unit": unit, "survey": round_, "job": latest_job, "kept": stored(latest_job)}
    return render("documents/field_reports/field_report.html", "status", **values, **page_context.round_context(round_))


@blueprint.get("/manage/rounds/<slug>/reports/<code>/paper.pdf")
@requires(Permission.REPORTS_VIEW, subject=load_reporting)
@serves_file
def paper_file(reporting: Reporting) -> Response:
    """The file."""
    file = stored(field_report_jobs.latest(*reporting))
    return files.send(file) if file else abort(404)


def stored(job: Job | None) -> StoredFile | None:
    """What a job has made."""
    return db.session.get(StoredFile, job.file_id) if job and job.file_id else None
