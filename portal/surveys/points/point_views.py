"""The points of a round: the list and its file, one point, its desk, who holds its chair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.surveys import operations, queries
from portal.surveys.blueprint import blueprint
from portal.surveys.forms import ChairForm, DeskForm
from portal.surveys.points import chairs, printing
from portal.surveys.points.point_list import columns, rows
from portal.surveys.rounds.round_views import load_round, release_transaction, show
from portal.units import queries as units
from portal.web.http.access import requires
from portal.web.media.downloads import exports
from portal.web.ui.listing import ListFilter, send_list

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

    from portal.surveys.models import ChairTenure, Point


def load_point(slug: str, code: str) -> Point | None:
    """The point an address names, inside the reader's places; its round comes along."""
    round_ = queries.round_in(current_user.unit, slug)
    if round_ is None:
        return None
    g.survey = round_
    return queries.point_in(current_user.unit, round_, code)


@blueprint.get("/manage/rounds/<slug>/points")
@requires(Permission.ROUNDS_VIEW, over=load_round)
def points(slug: str) -> str:
    """The points in the reader's places."""
    round_, list_filter = g.subject, ListFilter.from_args(request.args)
    districts = [(unit.code, unit.capital) for unit in units.districts(current_user.unit)]
    return show(
        "surveys/points/points.html",
        round_,
        "list",
        slug=slug,
        rows=rows(current_user.unit, round_, list_filter),
        sort=list_filter.sort,
        districts=districts if len(districts) > 1 else [],
        chairs=list(chairs.LABELS.items()),
    )


@blueprint.get("/manage/rounds/<slug>/points.xlsx")
@requires(Permission.ROUNDS_VIEW, over=load_round)
@exports("points.export")
def points_file(slug: str) -> Response:
    """The same rows as a file."""
    lines = rows(current_user.unit, g.subject, ListFilter.from_args(request.args))
    return send_list(f"diem-khao-sat-{slug}", _("Điểm khảo sát"), columns(), lines, round=slug)


@blueprint.get("/manage/rounds/<slug>/points/<code>")
@requires(Permission.ROUNDS_VIEW, over=load_point)
def point(slug: str, code: str) -> str:
    """One point: its code, its desk, who has held the chair, its poster."""
    return show_point("surveys/points/point.html", slug=slug, code=code)


def show_point(template: str, block: str | None = None, **values: Any) -> str:
    """Render a page of one point, read afresh."""
    release_transaction()
    point = load_point(values["slug"], values["code"]) or abort(404)
    if "form" in values:
        values["form"].version.data = point.version
    day = queries.reference_day(g.survey)
    facts = printing.facts_of_point(point)
    now = queries.tenure_on(point.tenures, day)
    return show(template, g.survey, block, point=point, facts=facts, tenure=now, day=day, chairs=chairs, **values)


@blueprint.route("/manage/rounds/<slug>/points/<code>/desk", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT, over=load_point)
def desk(slug: str, code: str) -> ResponseReturnValue:
    """What the desk is called, where it is, when it is open."""
    form = DeskForm(obj=g.subject)
    if form.submitted() and form.accepts(operations.set_desk, g.subject, by=current_user):
        flash(_("Đã lưu thông tin bàn tiếp nhận."), "ok")
        return redirect(url_for(".point", slug=slug, code=code), 303)
    return show_point("surveys/points/desk.html", slug=slug, code=code, form=form), form.status


@blueprint.route("/manage/rounds/<slug>/points/<code>/chair", methods=["GET", "POST"])
@requires(Permission.ROUNDS_EDIT, over=load_point)
def chair(slug: str, code: str) -> ResponseReturnValue:
    """Who holds the chair from a day on."""
    form = ChairForm(version=g.subject.version)
    if form.submitted() and form.accepts(record_tenure, g.subject):
        flash(_("Đã lưu chức danh Chủ tịch UBND."), "ok")
        return redirect(url_for(".point", slug=slug, code=code), 303)
    return show_point("surveys/points/chair.html", slug=slug, code=code, form=form), form.status


def record_tenure(
    point: Point, *, version: str, standing: str, holder: str, from_day: date, until_day: date | None
) -> ChairTenure:
    """The action behind the form."""
    return operations.set_chair(
        point,
        status=standing,
        holder=holder,
        from_day=from_day,
        until_day=until_day,
        by=current_user,
        version=version,
    )
