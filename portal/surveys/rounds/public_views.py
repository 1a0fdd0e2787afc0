"""What everybody may read of a round: its plan, how it goes, what is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, current_app, url_for

from portal.hooks import Hook
from portal.surveys import page_context, queries, words
from portal.surveys.points import posters
from portal.web.http.access import public
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.surveys.models import Round
    from portal.surveys.plan.plan import Plan

blueprint = Blueprint("public_rounds", __name__)

# What rooms above put on a round's page: each gives its part, already rendered, or nothing.
extra_parts: Hook[Callable[[Round], str]] = Hook()


@blueprint.get("/rounds/<slug>")
@public
def public_round(slug: str) -> str:
    """The plan as a commune must make it public, once it is approved."""
    round_ = queries.published_round(slug) or abort(404)
    plan: Plan = round_.plan_data
    facts = posters.facts_of_round(round_)
    context: dict[str, Any] = {
        "round": round_,
        "plan": plan,
        "words": words,
        "facts": facts,
        "duty_url": duty_lists_url(slug),
        "log_url": url_for("log.page", slug=slug) if "log.page" in current_app.view_functions else "",
        "parts": [part(round_) for part in extra_parts],
    }
    return render("surveys/rounds/public.html", **context, **page_context.round_context(round_, plan))


def duty_lists_url(slug: str) -> str:
    """Where the duty lists of all desks stand, if this site has such pages: they belong to a room above."""
    return url_for("duty.desks", slug=slug) if "duty.desks" in current_app.view_functions else ""
