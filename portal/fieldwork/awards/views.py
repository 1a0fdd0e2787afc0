"""The ranking page, its file, the weights; all modules of this topic's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.awards import operations, proposal_views, queries, ranking, table, words
from portal.fieldwork.awards.blueprint import blueprint
from portal.fieldwork.awards.forms import WeightsForm
from portal.fieldwork.scope import load_named_round, load_round
from portal.fieldwork.today import agenda
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import clock, transactions
from portal.web.http.access import requires
from portal.web.media.downloads import describe_export, exports
from portal.web.media.sheets import send_table
from portal.web.ui.formats import clock_time
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.awards.models import AwardWeights
    from portal.surveys.models import Round

__all__ = ["blueprint", "proposal_views"]

LONGEST_SEARCH = 80


@blueprint.get("/awards")
@blueprint.get("/awards/<slug>")
@requires(Permission.AWARDS_VIEW, over=load_named_round)
def index(slug: str | None = None) -> ResponseReturnValue:
    """Every commune with its figures, score and place, who is out and why; the proposal on top."""
    survey = load_round(slug)
    if survey is None:
        return render("fieldwork/awards/none.html")
    plan = survey.plan_data
    ranking_state, proposal = queries.ranking_state(current_user.unit, survey, plan), queries.proposal_of(survey)
    rows = table.rows(ranking_state, {line.point_id for line in proposal.lines} if proposal else set())
    return render(
        "fieldwork/awards/index.html",
        survey=survey,
        plan=plan,
        ranking_state=ranking_state,
        proposal=proposal,
        rows=table.wanted(rows, wish()),
        figures=figures(rows),
        criteria=ranking.CRITERIA,
        words=words,
        agenda=agenda,
        wish=wish(),
        districts=[(one.code, one.title) for one in units.districts(current_user.unit)],
        choices=choices(),
        sorts=sorts(),
        now=clock_time(clock.now()),
        file_url=url_for(".index_file", slug=survey.slug, **kept_args()),
        **page_context.round_context(survey, plan),
    )


@blueprint.get("/awards/<slug>/table.xlsx")
@requires(Permission.AWARDS_VIEW, over=load_named_round)
@exports("awards.exported")
def index_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    survey = load_round(slug) or abort(404)
    proposal = queries.proposal_of(survey)
    rows = table.rows(
        queries.ranking_state(current_user.unit, survey, survey.plan_data),
        {line.point_id for line in proposal.lines} if proposal else set(),
    )
    values = table.values(table.wanted(rows, wish()))
    describe_export(round=slug, rows=len(values))
    return send_table(f"thi-dua-{slug}", _("Thi đua, khen thưởng"), table.header(), values)


@blueprint.route("/awards/<slug>/weights", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_named_round)
def weights(slug: str) -> ResponseReturnValue:
    """Change the weights; every version stays on record."""
    survey = load_round(slug) or abort(404)
    known = queries.weights_in_force(survey)
    now = known.weights if known else ranking.DEFAULT_WEIGHTS
    form = WeightsForm(data={**now, "version": known.version if known else 0})
    if form.submitted() and form.accepts(save_weights, survey):
        flash(_("Đã thay trọng số; bảng xếp hạng tính lại theo trọng số mới."))
        return redirect(url_for(".index", slug=slug), 303)
    if request.method == "POST":
        transactions.read_only()
        survey = load_round(slug) or abort(404)
    page = render(
        "fieldwork/awards/weights.html",
        survey=survey,
        form=form,
        criteria=ranking.CRITERIA,
        meanings=words.meanings(),
        versions=queries.weight_versions(survey),
        labels=words.labels(),
        agenda=agenda,
        **page_context.round_context(survey),
    )
    return page, form.status


def save_weights(survey: Round, reason: str, version: int, **typed: int) -> AwardWeights:
    """The deed behind the form."""
    return operations.set_weights(survey, weights=typed, reason=reason, version=version, by=current_user)


def wish() -> table.Wish:
    """What the reader wants to see of the table."""
    asked = request.args
    return table.Wish(
        asked.get("q", "")[:LONGEST_SEARCH], asked.get("district", ""), asked.get("status", ""), asked.get("sort", "")
    )


def kept_args() -> dict[str, Any]:
    """The query that decides which rows stand on the screen."""
    return {key: value for key in ("q", "district", "status", "sort") if (value := request.args.get(key))}


def choices() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [
        (table.RANKED, _("Được xét")),
        (table.OUT, _("Không xét")),
        (table.PROPOSED, _("Đã đưa vào đề nghị")),
    ]


def sorts() -> list[tuple[str, str]]:
    """The orders a phone offers."""
    return [("unit", _("Theo tên")), *((f"-{key}", label) for key, label in words.labels().items())]


def figures(rows: list[table.Row]) -> list[tuple[object, str]]:
    """The figures on top."""
    out = sum(row.line.is_out for row in rows)
    return [
        (len(rows), _("đơn vị")),
        (len(rows) - out, _("được xét")),
        (out, _("không xét")),
        (sum(row.line.place == 1 for row in rows), _("hạng nhất")),
    ]
