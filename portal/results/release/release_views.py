"""What is released, for staff: a commune its own sheet, a district its communes, the province every version."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.results.models import Release
from portal.results.release import released, released_pictures, releasing
from portal.results.release.released import Content
from portal.results.tables import frame, result_views
from portal.results.tables.result_views import not_open_page, results_page
from portal.results.tallying.reading import Reading
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.surveys.rounds.views import load_round
from portal.units import queries as units
from portal.web.http.views import render, requires
from portal.web.ui import pictures
from portal.web.ui.listing import LONGEST_SEARCH

blueprint = Blueprint("releases", __name__)


def load_round_of_commune(slug: str, code: str) -> Round | None:
    """The round an address names, where its commune lies inside the reader's place."""
    unit = units.in_scope(current_user.unit, code)
    return load_round(slug) if unit is not None and unit.level == "commune" else None


@results_page("/release")
def release(reading: Reading) -> ResponseReturnValue:
    """What is or would be released, every version of it, and the figures as files for other programs."""
    every = releasing.versions(reading.round_)
    return result_views.show(
        reading, "release", release=every[-1] if every else None, versions=version_rows(every), files=("",)
    )


@blueprint.get("/released")
@requires(Permission.RELEASES_VIEW)
def index() -> ResponseReturnValue:
    """The rounds of the reader's catalogue, and whether their results are released."""
    rounds = [one for one in surveys.rounds_of(current_user.unit) if one.approved_at]
    return render("results/release/released_rounds.html", rounds=rounds)


@blueprint.get("/released/<slug>")
@requires(Permission.RELEASES_VIEW, subject=load_round)
def show(round_: Round) -> ResponseReturnValue:
    """What is released for the reader's own place; before that, that nothing is."""
    every = releasing.versions(round_)
    release = chosen(every)
    if release is None:
        return nothing_yet(round_)
    content, unit = releasing.content(release), current_user.unit
    if unit.level == "commune":
        return sheet(round_, content, unit.code, release)
    return page(round_, content, release)


def chosen(every: Sequence[Release]) -> Release | None:
    """The version asked for, for those who may look back; else the last."""
    asked = request.args.get("number", "")
    if asked and current_user.can(Permission.RESULTS_VIEW):
        return next((one for one in every if str(one.number) == asked), None) or abort(404)
    return every[-1] if every else None


def version_rows(every: Sequence[Release]) -> list[dict[str, Any]]:
    """Each version with who asked, who decided, and why."""
    ids = {one.asked_by for one in every} | {one.decided_by for one in every}
    names = {one.id: one.full_name for one in db.session.scalars(select(Account).where(Account.id.in_(ids)))}
    return [{"row": one, "asked": names[one.asked_by], "decided": names[one.decided_by]} for one in reversed(every)]


def nothing_yet(round_: Round) -> str:
    """The same page whatever the ballots say."""
    return frame.show_round("release/not_released", round_)


def page(round_: Round, content: Content, release: Release | None) -> ResponseReturnValue:
    """Tables and communes of the reader's own place."""
    unit = current_user.unit
    of_province, own_area = unit.level == "province", released.area_of(content, unit)
    only = None if of_province else {one.code for one in db.session.scalars(units.communes(unit))}
    area_key = request.args.get("area", "") or own_area
    key = area_key if of_province else own_area
    rows = released.table(content, key)
    is_told = of_province or bool(own_area and released.is_informative(rows))
    stack = released_pictures.stack_of(content, key) if is_told else pictures.Stack([], [])
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return frame.show_round(
        "release/released",
        round_,
        content=content,
        by_mean=released.is_by_mean(content),
        release=release,
        rows=rows if is_told else [],
        stack=stack,
        stripes=released_pictures.stripes_in(stack),
        overall=next(row for row in rows if row.is_overall),
        area=next((one for one in content["areas"] if one["key"] == area_key), None),
        groups=released.groups(content, typed, only),
        typed=typed,
        has_hidden=released.has_hidden(rows),
        apart=released.excluded_in_words(content),
        areas=content["areas"] if of_province else [],
        others=released.others(content) if of_province and not key else [],
        tabs=frame.groups(round_, "release") if current_user.can(Permission.RESULTS_VIEW) else [],
    )


@blueprint.get("/released/<slug>/<code>")
@requires(Permission.RELEASES_VIEW, subject=load_round_of_commune)
def commune(round_: Round, code: str) -> ResponseReturnValue:
    """One commune's sheet."""
    release = releasing.latest(round_)
    return nothing_yet(round_) if release is None else sheet(round_, releasing.content(release), code, release)


def sheet(round_: Round, content: Content, code: str, release: Release) -> ResponseReturnValue:
    one = released.commune(content, code) or abort(404)
    steps = released_pictures.steps_of(content, one["bands"], one["words"])
    return frame.show_round("release/released_commune", round_, one=one, steps=steps, release=release)


@blueprint.get("/released/<slug>/draft")
@requires(Permission.RESULTS_VIEW, subject=load_round)
def draft(round_: Round) -> ResponseReturnValue:
    """What would be released now: what the two persons decide on."""
    if round_.results_opened_at is None:
        return not_open_page(round_), 403
    return page(round_, releasing.draft(round_), None)
