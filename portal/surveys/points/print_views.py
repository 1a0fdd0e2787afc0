"""Making the poster book, the list of codes, the pictures, one poster: asked for here, made by the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, redirect, request, url_for
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.extensions import db
from portal.surveys import queries
from portal.surveys.blueprint import blueprint
from portal.surveys.points import printing
from portal.surveys.points.point_views import load_point, show_point
from portal.surveys.rounds.round_views import load_round, show
from portal.web.data import files
from portal.web.data.files import StoredFile
from portal.web.http.access import requires
from portal.web.media.downloads import describe_export, exports, serves_file

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Round
    from portal.web.jobs.jobs import Job


def load_round_of_paper(slug: str, what: str) -> Round | None:
    """The round, if there is such a paper of it."""
    return load_round(slug) if what in printing.KINDS else None


@blueprint.get("/manage/rounds/<slug>/printing")
@requires(Permission.POSTERS_MAKE, over=load_round)
def papers(slug: str) -> str:
    """What can be made of a round's codes, and what has been."""
    round_: Round = g.subject
    latest_jobs = {what: printing.latest(round_, what) for what in printing.KINDS}
    return show("surveys/points/papers.html", round_, slug=slug, titles=printing.titles(), made=latest_jobs)


@blueprint.route("/manage/rounds/<slug>/printing/<what>", methods=["GET", "POST"])
@requires(Permission.POSTERS_MAKE, over=load_round_of_paper)
def paper(slug: str, what: str) -> ResponseReturnValue:
    """One of these: how far it is, where to fetch it; a post makes it."""
    round_: Round = g.subject
    if request.method == "POST":
        start_printing(round_, what)
        return redirect(url_for(".paper", slug=slug, what=what), 303)
    job = printing.latest(round_, what)
    file = stored_file(job)
    count = len(queries.points_of(round_))
    title = printing.titles()[what]
    return show(
        "surveys/points/paper.html",
        round_,
        "status",
        slug=slug,
        what=what,
        title=title,
        job=job,
        kept=file,
        count=count,
    )


def start_printing(round_: Round, what: str, unit_code: str = "") -> None:
    """Ask the queue, and note who did."""
    job = printing.start(round_, what, by=current_user.id, unit_code=unit_code)
    detail = {"what": what, "unit": unit_code, "job": job.id}
    record("points.print", by=current_user, subject=("round", round_.slug), detail=detail)


@blueprint.get("/manage/rounds/<slug>/printing/<what>/file")
@requires(Permission.POSTERS_MAKE, over=load_round_of_paper)
@exports("points.export")
def paper_file(slug: str, what: str) -> Response:
    """The paper itself."""
    _ = slug
    return send_stored(printing.latest(g.subject, what))


@blueprint.route("/manage/rounds/<slug>/points/<code>/poster", methods=["GET", "POST"])
@requires(Permission.POSTERS_VIEW, over=load_point)
def poster(slug: str, code: str) -> ResponseReturnValue:
    """One commune's poster: for the province, its district, and the commune itself."""
    round_: Round = g.survey
    if request.method == "POST":
        start_printing(round_, printing.POSTER, code)
        return redirect(url_for(".poster", slug=slug, code=code), 303)
    job = printing.latest(round_, printing.POSTER, code)
    return show_point("surveys/points/poster.html", "status", slug=slug, code=code, job=job, kept=stored_file(job))


@blueprint.get("/manage/rounds/<slug>/points/<code>/poster.pdf")
@requires(Permission.POSTERS_VIEW, over=load_point)
@serves_file
def poster_file(slug: str, code: str) -> Response:
    """The poster itself."""
    _ = slug
    return send_stored(printing.latest(g.survey, printing.POSTER, code))


def stored_file(job: Job | None) -> StoredFile | None:
    """The file a job has made."""
    return db.session.get(StoredFile, job.file_id) if job and job.file_id else None


def send_stored(job: Job | None) -> Response:
    """A job's file as an answer; 404 while there is none."""
    file = stored_file(job)
    if file is None:
        abort(404)
    describe_export(files=[file.name])
    return files.send(file)
