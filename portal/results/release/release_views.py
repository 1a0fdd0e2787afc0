"""What is released, for staff: a commune its own sheet, a district its communes, the province every version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, g, request
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.models import Account
from portal.accounts.permissions import Permission
from portal.extensions import db
from portal.results.release import released, releasing
from portal.results.release.means import is_by_mean
from portal.results.tables import tabs
from portal.results.tables.result_views import load_round, not_open_page
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.units import queries as units
from portal.web.http.access import requires
from portal.web.ui.fragments import render
from portal.web.ui.listing import LONGEST_SEARCH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.results.models import Release
    from portal.results.release.releasing import Content
    from portal.surveys.models import Round
    from portal.units.models import Unit

blueprint = Blueprint("releases", __name__)


def load_commune(slug: str, code: str) -> tuple[Round, Unit] | None:
    """The round and the unit an address names, inside the reader's place."""
    round_, unit = load_round(slug), units.in_scope(current_user.unit, code)
    return (round_, unit) if round_ is not None and unit is not None and unit.level == "commune" else None


@blueprint.get("/released")
@requires(Permission.RELEASES_VIEW)
def index() -> ResponseReturnValue:
    """The rounds of the reader's catalogue, and whether their results are released."""
    rounds = [one for one in db.session.scalars(surveys.rounds(current_user.unit)) if one.approved_at]
    return render("results/release/released_rounds.html", rounds=rounds)


@blueprint.get("/released/<slug>")
@requires(Permission.RELEASES_VIEW, over=load_round)
def show(slug: str) -> ResponseReturnValue:
    """What is released for the reader's own place; before that, that nothing is."""
    _ = slug
    round_: Round = g.subject
    every = releasing.versions(round_)
    release = chosen(every)
    if release is None:
        return nothing_yet(round_)
    content, unit = releasing.content(release), current_user.unit
    if unit.level == "commune":
        return sheet(round_, content, unit.code, release)
    return page(round_, content, release, versions=version_rows(every) if unit.level == "province" else [])


def chosen(every: Sequence[Release]) -> Release | None:
    """The version asked for, for those who may look back; else the last."""
    asked = request.args.get("number", "")
    if asked and current_user.can(Permission.RESULTS_VIEW):
        return next((one for one in every if str(one.number) == asked), None) or abort(404)
    return every[-1] if every else None


def version_rows(every: Sequence[Release]) -> list[dict[str, Any]]:
    """Each version with who asked, who decided, and why."""
    account_ids = {one.asked_by for one in every} | {one.decided_by for one in every}
    accounts = db.session.scalars(select(Account).where(Account.id.in_(account_ids)))
    names = {one.id: one.full_name for one in accounts}
    return [{"row": one, "asked": names[one.asked_by], "decided": names[one.decided_by]} for one in reversed(every)]


def nothing_yet(round_: Round) -> ResponseReturnValue:
    """The same page whatever the ballots say."""
    return render("results/release/not_released.html", survey=round_, **page_context.round_context(round_))


def page(round_: Round, content: Content, release: Release | None, **more: Any) -> ResponseReturnValue:
    """Tables and communes of the reader's own place."""
    unit = current_user.unit
    area = released.area_of(content, unit)
    only = None if unit.level == "province" else {one.code for one in db.session.scalars(units.communes(unit))}
    area_key = request.args.get("area", "") or area
    rows = released.table(content, area_key if unit.level == "province" else area)
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    values = {
        "survey": round_,
        "content": content,
        "by_mean": is_by_mean(content),
        "release": release,
        "rows": rows if unit.level == "province" or (area and released.is_informative(rows)) else [],
        "area": next((one for one in content["areas"] if one["key"] == area_key), None),
        "groups": released.groups(content, typed, only),
        "typed": typed,
        "has_hidden": released.has_hidden(rows),
        "apart": released.excluded_in_words(content),
        "areas": content["areas"] if unit.level == "province" else [],
        "tabs": tabs.groups(round_, "release") if current_user.can(Permission.RESULTS_VIEW) else [],
    }
    return render(
        "results/release/released.html", **{"versions": [], **values, **more}, **page_context.round_context(round_)
    )


@blueprint.get("/released/<slug>/<code>")
@requires(Permission.RELEASES_VIEW, over=load_commune)
def commune(slug: str, code: str) -> ResponseReturnValue:
    """One commune's sheet."""
    _ = slug
    round_, _unit = g.subject
    release = releasing.latest(round_)
    return nothing_yet(round_) if release is None else sheet(round_, releasing.content(release), code, release)


def sheet(round_: Round, content: Content, code: str, release: Release) -> ResponseReturnValue:
    one = released.commune(content, code) or abort(404)
    return render(
        "results/release/released_commune.html",
        survey=round_,
        one=one,
        release=release,
        **page_context.round_context(round_),
    )


@blueprint.get("/released/<slug>/draft")
@requires(Permission.RESULTS_VIEW, over=load_round)
def draft(slug: str) -> ResponseReturnValue:
    """What would be released now: what the two persons decide on."""
    _ = slug
    round_: Round = g.subject
    if round_.results_opened_at is None:
        return not_open_page(round_), 403
    return page(round_, releasing.draft(round_), None)
