"""The duty lists as files of a commune, a district or the province: asked for here, made by the queue."""

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.audit.operations import record
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint, page
from portal.fieldwork.roster.lists import papers
from portal.fieldwork.scope import load_round
from portal.surveys.models import Round
from portal.units import queries as units
from portal.units.models import COMMUNE, Unit
from portal.web.http.views import exports, requires
from portal.web.jobs.made_files import send_made_file

UnitInRound = tuple[Round, Unit]


def load_unit(slug: str, code: str, what: str = papers.INTERNAL) -> UnitInRound | None:
    """The round and the unit an address names, inside the reader's places, if such files are made of it."""
    round_ = load_round(slug)
    unit = units.in_scope(current_user.unit, code) if round_ else None
    return (round_, unit) if round_ and unit and what in papers.titles(unit) else None


@blueprint.get("/rosters/<slug>/papers/<code>")
@requires(Permission.ROSTER_VIEW, subject=load_unit)
def all_papers(named: UnitInRound) -> str:
    """What can be made of a unit's rosters, and what has been."""
    round_, unit = named
    titles = papers.titles(unit)
    latest_jobs = {what: papers.latest(round_, unit, what) for what in titles}
    return papers_page("papers", named, titles=titles, made=latest_jobs)


@blueprint.route("/rosters/<slug>/papers/<code>/<what>", methods=["GET", "POST"])
@requires(Permission.ROSTER_VIEW, subject=load_unit)
def paper(named: UnitInRound, slug: str, code: str, what: str) -> ResponseReturnValue:
    """One of these: how far it is, where to fetch it; a post makes it."""
    round_, unit = named
    if request.method == "POST":
        job = papers.start(round_, unit, what, by=current_user.id)
        detail = {"what": what, "unit": code, "job": job.id}
        record("roster.printed", by=current_user, subject=("round", slug), unit=unit, detail=detail)
        return redirect(url_for(".paper", slug=slug, code=code, what=what), 303)
    return papers_page(
        "paper", named, what=what, title=papers.titles(unit)[what], job=papers.latest(round_, unit, what)
    )


def papers_page(name: str, named: UnitInRound, **values: object) -> str:
    """A page of a unit's files; a commune's own leads back to its grid."""
    round_, unit = named
    return page(
        f"lists/{name}.html",
        round_,
        "status" if name == "paper" else None,  # asked for alone until the file is made
        unit=unit,
        changed_at=queries.last_change(unit, round_),
        own=unit.level == COMMUNE and current_user.unit_id == unit.id,
        slug=round_.slug,
        code=unit.code,
        **values,
    )


@blueprint.get("/rosters/<slug>/papers/<code>/<what>/file")
@requires(Permission.ROSTER_VIEW, subject=load_unit)
@exports("roster.exported")
def paper_file(named: UnitInRound, what: str) -> Response:
    """The file itself."""
    return send_made_file(papers.latest(*named, what))
