"""The queue's part of field reports: asked for from the report's page, one of a unit at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.documents.field_reports import field_report
from portal.errors import DomainError
from portal.extensions import db
from portal.surveys.models import Round
from portal.surveys.points.posters import plain
from portal.units.models import Unit
from portal.web.jobs import jobs

if TYPE_CHECKING:
    from portal.papers.printing import Progress

JOB = "field-report"
PDF = "application/pdf"


def start(unit: Unit, round_: Round, *, by: int) -> jobs.Job:
    """Ask for the print of a report as it stands."""
    return jobs.start_once(JOB, job_arguments(unit, round_), by)


def latest(unit: Unit, round_: Round) -> jobs.Job | None:
    """The last print asked for."""
    return jobs.latest(JOB, job_arguments(unit, round_))


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
    report, name = (
        field_report.freeze_report(unit, round_),
        f"bao-cao-{round_.slug}-{unit.code}-{plain(unit.title)}.pdf",
    )
    db.session.rollback()
    return jobs.JobFile(name, PDF, field_report.render(report, progress))


def link(unit: Unit, round_: Round) -> tuple[str, str]:
    """The link on a report's page."""
    return _("Bản in theo thể thức văn bản (PDF)"), url_for("field_papers.paper", slug=round_.slug, code=unit.code)
