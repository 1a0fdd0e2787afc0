"""What is released, for everybody: on the round's own page in short, on pages of its own in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, abort, request

from portal.results.exports import export_bundle
from portal.results.exports.open_data import build_open_data
from portal.results.release import released, releasing
from portal.results.release.means import is_by_mean
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.web.data.files import send_bytes
from portal.web.http.access import public
from portal.web.ui.fragments import render
from portal.web.ui.listing import LONGEST_SEARCH

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.results.models import Release
    from portal.surveys.models import Round

blueprint = Blueprint("public_results", __name__)


def released_of(slug: str) -> tuple[Round, Release]:
    """The round an address names with its release; 404 while there is none."""
    round_ = surveys.published_round(slug) or abort(404)
    return round_, releasing.latest(round_) or abort(404)


@blueprint.get("/rounds/<slug>/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """The tables for the whole or one area, and every commune by name."""
    round_, release = released_of(slug)
    content = releasing.content(release)
    area = next((one for one in content["areas"] if one["key"] == request.args.get("area")), None)
    rows = released.table(content, area["key"] if area else "")
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return render(
        "results/release/released.html",
        survey=round_,
        content=content,
        by_mean=is_by_mean(content),
        release=release,
        rows=rows,
        area=area,
        areas=content["areas"],
        groups=[one for one in released.groups(content, typed) if area is None or one.key == area["key"]],
        typed=typed,
        has_hidden=released.has_hidden(rows),
        apart=released.excluded_in_words(content),
        versions=[],
        is_public=True,
        **page_context.round_context(round_),
    )


@blueprint.get("/rounds/<slug>/open-data")
@public
def open_data_file(slug: str) -> ResponseReturnValue:
    """The released figures for other programs, with a manifest and the script that checks them."""
    round_, release = released_of(slug)
    return send_bytes(
        build_open_data(round_, release), f"so-lieu-mo-{slug}-lan-{release.number}.zip", export_bundle.MIME
    )


@blueprint.get("/rounds/<slug>/results/<code>")
@public
def commune(slug: str, code: str) -> ResponseReturnValue:
    """One commune's sheet."""
    round_, release = released_of(slug)
    one = released.commune(releasing.content(release), code) or abort(404)
    return render(
        "results/release/released_commune.html",
        survey=round_,
        one=one,
        release=release,
        is_public=True,
        **page_context.round_context(round_),
    )
