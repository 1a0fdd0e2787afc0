"""What is released, for everybody: on the round's own page in short, on pages of its own in full."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.results.exports import files
from portal.results.exports.open_data import build_open_data
from portal.results.models import Release
from portal.results.release import english, released, released_pictures, releasing
from portal.results.tables.frame import show_round
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.web.data.files import send_bytes
from portal.web.http.views import public
from portal.web.ui.listing import LONGEST_SEARCH

blueprint = Blueprint("public_results", __name__)


def part_of_round_page(round_: Round) -> str:
    """The headline of what is released, for the round's own page; nothing before."""
    release = releasing.latest(round_)
    if release is None:
        return ""
    content = english.in_language(releasing.content(release), round_)
    overall = next(row for row in released.table(content) if row.is_overall)
    apart = released.excluded_in_words(content)
    values = {"survey": round_, "content": content, "overall": overall, "release": release, "apart": apart}
    values |= page_context.round_context(round_)
    return Markup(render_template("results/release/_released_part.html", **values))  # noqa: S704 - a template's own output


def released_of(slug: str) -> tuple[Round, Release]:
    """The round an address names with its release; 404 while there is none."""
    round_ = surveys.published_round(slug) or abort(404)
    return round_, releasing.latest(round_) or abort(404)


@blueprint.get("/rounds/<slug>/results")
@public
def results(slug: str) -> ResponseReturnValue:
    """The tables for the whole or one area, and every commune by name."""
    round_, release = released_of(slug)
    content = english.in_language(releasing.content(release), round_)
    area = next((one for one in content["areas"] if one["key"] == request.args.get("area")), None)
    key = area["key"] if area else ""
    rows, stack = released.table(content, key), released_pictures.stack_of(content, key)
    typed = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    return show_round(
        "release/released",
        round_,
        content=content,
        by_mean=released.is_by_mean(content),
        release=release,
        rows=rows,
        stack=stack,
        stripes=released_pictures.stripes_in(stack),
        overall=next(row for row in rows if row.is_overall),
        area=area,
        areas=content["areas"],
        groups=[one for one in released.groups(content, typed) if area is None or one.key == area["key"]],
        typed=typed,
        has_hidden=released.has_hidden(rows),
        apart=released.excluded_in_words(content),
        others=[] if area else released.others(content),
        is_public=True,
    )


@blueprint.get("/rounds/<slug>/open-data")
@public
def open_data_file(slug: str) -> ResponseReturnValue:
    """The released figures for other programs, with a manifest and the script that checks them."""
    round_, release = released_of(slug)
    return send_bytes(build_open_data(round_, release), f"so-lieu-mo-{slug}-lan-{release.number}.zip", files.ZIP)


@blueprint.get("/rounds/<slug>/results/<code>")
@public
def commune(slug: str, code: str) -> ResponseReturnValue:
    """One commune's sheet."""
    round_, release = released_of(slug)
    content = english.in_language(releasing.content(release), round_)
    one = released.commune(content, code) or abort(404)
    steps = released_pictures.steps_of(content, one["bands"], one["words"])
    return show_round("release/released_commune", round_, one=one, steps=steps, release=release, is_public=True)
