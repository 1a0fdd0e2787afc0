"""The duty lists as files of a commune, a district or the province: asked for here, made by the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, redirect, request, url_for
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.lists import papers
from portal.fieldwork.scope import load_round
from portal.surveys import page_context
from portal.units import queries as units
from portal.units.models import COMMUNE
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.access import requires
from portal.web.media.downloads import describe_export, exports
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round
    from portal.units.models import Unit
    from portal.web.jobs.jobs import Job


def load_unit(slug: str, code: str, what: str = papers.INTERNAL) -> Unit | None:
    """The unit an address names, inside the reader's places, if such files are made of it."""
    round_ = load_round(slug)
    unit = units.in_scope(current_user.unit, code) if round_ else None
    g.survey = round_
    return unit if unit is not None and what in papers.titles(unit) else None


@blueprint.get("/rosters/<slug>/papers/<code>")
@requires(Permission.ROSTER_VIEW, over=load_unit)
def all_papers(slug: str, code: str) -> str:
    """What can be made of a unit's rosters, and what has been."""
    unit: Unit = g.subject
    round_: Round = g.survey
    latest_jobs = {what: papers.latest(round_, unit, what) for what in papers.titles(unit)}
    return render(
        "fieldwork/roster/lists/papers.html",
        survey=round_,
        unit=unit,
        titles=papers.titles(unit),
        made=latest_jobs,
        changed_at=queries.last_change(unit, round_),
        own=is_own(unit),
        slug=slug,
        code=code,
        **page_context.round_context(round_),
    )


@blueprint.route("/rosters/<slug>/papers/<code>/<what>", methods=["GET", "POST"])
@requires(Permission.ROSTER_VIEW, over=load_unit)
def paper(slug: str, code: str, what: str) -> ResponseReturnValue:
    """One of these: how far it is, where to fetch it; a post makes it."""
    unit: Unit = g.subject
    round_: Round = g.survey
    if request.method == "POST":
        job = papers.start(round_, unit, what, by=current_user.id)
        detail = {"what": what, "unit": code, "job": job.id}
        record("roster.printed", by=current_user, subject=("round", slug), unit=unit, detail=detail)
        return redirect(url_for(".paper", slug=slug, code=code, what=what), 303)
    job_made = papers.latest(round_, unit, what)
    return render(
        "fieldwork/roster/lists/paper.html",
        "status",
        survey=round_,
        unit=unit,
        what=what,
        title=papers.titles(unit)[what],
        job=job_made,
        changed_at=queries.last_change(unit, round_),
        own=is_own(unit),
        slug=slug,
        code=code,
        **page_context.round_context(round_),
    )


def is_own(unit: Unit) -> bool:
    """Whether the reader's commune is the one whose papers these are."""
    return bool(unit.level == COMMUNE and current_user.unit_id == unit.id)


@blueprint.get("/rosters/<slug>/papers/<code>/<what>/file")
@requires(Permission.ROSTER_VIEW, over=load_unit)
@exports("roster.exported")
def paper_file(slug: str, code: str, what: str) -> Response:
    """The file itself."""
    _ = slug, code
    return send_job_file(papers.latest(g.survey, g.subject, what))


def send_job_file(job: Job | None) -> Response:
    """A job's file as an answer; 404 while there is none."""
    stored = db.session.get(StoredFile, job.file_id) if job and job.file_id else None
    return send_stored_file(stored) if stored else abort(404)


def send_stored_file(stored: StoredFile) -> Response:
    """A made file; the record says which."""
    describe_export(files=[stored.name])
    return files.send(stored)
