"""What the public may read of a round: its plan, how it goes, what is promised."""

from collections.abc import Callable

from flask import Blueprint, abort, current_app, url_for

from portal.extensions import Hook
from portal.surveys import page_context, queries, words
from portal.surveys.models import Round
from portal.surveys.plan.plan import Plan
from portal.surveys.points import posters
from portal.web.http.views import public, render

blueprint = Blueprint("public_rounds", __name__)

# What rooms above put on a round's page: each gives its part, already rendered, or nothing.
extra_parts: Hook[Callable[[Round], str]] = Hook()


@blueprint.get("/rounds/<slug>")
@public
def public_round(slug: str) -> str:
    """The plan as a commune must make it public, once it is approved."""
    round_ = queries.published_round(slug) or abort(404)
    plan: Plan = round_.plan_data
    pages = current_app.view_functions  # what stands above is not on every site
    return render(
        "surveys/rounds/public.html",
        round=round_,
        plan=plan,
        words=words,
        facts=posters.facts_of_round(round_),
        duty_url=url_for("duty.desks", slug=slug) if "duty.desks" in pages else "",
        log_url=url_for("log.page", slug=slug) if "log.page" in pages else "",
        parts=[part(round_) for part in extra_parts],
        **page_context.round_context(round_, plan),
    )
