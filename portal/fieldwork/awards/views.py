"""The ranking page, its file, the weights; all modules of this topic's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from portal.web.media.downloads import exports
from portal.web.ui.formats import clock_time
from portal.web.ui.fragments import render
from portal.web.ui.listing import ListFilter, send_list

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.fieldwork.awards.models import AwardWeights
    from portal.surveys.models import Round

__all__ = ["blueprint", "proposal_views"]


@blueprint.get("/awards")
@blueprint.get("/awards/<slug>")
@requires(Permission.AWARDS_VIEW, over=load_named_round)
def index(slug: str | None = None) -> ResponseReturnValue:
    """Every commune with its figures, score and place, who is out and why; the proposal on top."""
    round_ = load_round(slug)
    if round_ is None:
        return render("fieldwork/awards/none.html")
    plan, list_filter = round_.plan_data, ListFilter.from_args(request.args)
    ranking_state, proposal = queries.ranking_state(current_user.unit, round_, plan), queries.proposal_of(round_)
    rows = table.rows(ranking_state, {line.point_id for line in proposal.lines} if proposal else set())
    return render(
        "fieldwork/awards/index.html",
        survey=round_,
        plan=plan,
        ranking_state=ranking_state,
        proposal=proposal,
        rows=table.LISTING.apply(rows, list_filter),
        figures=figures(rows),
        criteria=ranking.CRITERIA,
        words=words,
        agenda=agenda,
        list_filter=list_filter,
        districts=units.district_choices(current_user.unit),
        choices=choices(),
        sorts=sorts(),
        now=clock_time(clock.now()),
        file_url=url_for(".index_file", slug=round_.slug, **list_filter.args),
        **page_context.round_context(round_, plan),
    )


@blueprint.get("/awards/<slug>/table.xlsx")
@requires(Permission.AWARDS_VIEW, over=load_named_round)
@exports("awards.exported")
def index_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    round_ = load_round(slug) or abort(404)
    proposal = queries.proposal_of(round_)
    rows = table.rows(
        queries.ranking_state(current_user.unit, round_, round_.plan_data),
        {line.point_id for line in proposal.lines} if proposal else set(),
    )
    shown_rows = table.LISTING.apply(rows, ListFilter.from_args(request.args))
    return send_list(f"thi-dua-{slug}", _("Thi đua, khen thưởng"), table.columns(), shown_rows, round=slug)


@blueprint.route("/awards/<slug>/weights", methods=["GET", "POST"])
@requires(Permission.AWARDS_PROPOSE, over=load_named_round)
def weights(slug: str) -> ResponseReturnValue:
    """Change the weights; every version stays on record."""
    round_ = load_round(slug) or abort(404)
    weights_row = queries.weights_in_force(round_)
    now = weights_row.weights if weights_row else ranking.DEFAULT_WEIGHTS
    form = WeightsForm(data={**now, "version": weights_row.version if weights_row else 0})
    if form.submitted() and form.accepts(save_weights, round_):
        flash(_("Đã thay trọng số; bảng xếp hạng tính lại theo trọng số mới."))
        return redirect(url_for(".index", slug=slug), 303)
    if request.method == "POST":
        transactions.read_only()
        round_ = load_round(slug) or abort(404)
    page = render(
        "fieldwork/awards/weights.html",
        survey=round_,
        form=form,
        criteria=ranking.CRITERIA,
        meanings=words.meanings(),
        versions=queries.weight_versions(round_),
        labels=words.labels(),
        agenda=agenda,
        **page_context.round_context(round_),
    )
    return page, form.status


def save_weights(round_: Round, reason: str, version: int, **typed: int) -> AwardWeights:
    """Called by the form once its input is valid."""
    return operations.set_weights(round_, weights=typed, reason=reason, version=version, by=current_user)


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
