"""How far all rosters are, for districts, the veterans' office and the province; one desk's list to read; the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response, abort, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint
from portal.fieldwork.roster.board import board, board_table
from portal.fieldwork.roster.board.board import CROWDED, GAPS, NOT_HANDED_IN, TWO_PLACES, Sum, Wish
from portal.fieldwork.roster.shifts import coverage
from portal.fieldwork.scope import approved_rounds, load_named_round, load_round
from portal.fieldwork.today import agenda
from portal.surveys import page_context
from portal.surveys import queries as surveys
from portal.units import queries as units
from portal.web.data import clock
from portal.web.http.access import requires
from portal.web.media.downloads import describe_export, exports
from portal.web.media.sheets import send_table
from portal.web.ui.formats import clock_time
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Point, Round

LONGEST_SEARCH = 80


def load_point(slug: str, code: str) -> Point | None:
    """The point of a commune inside the reader's places."""
    survey = load_round(slug)
    return surveys.point_in(current_user.unit, survey, code) if survey else None


@blueprint.get("/rosters")
@blueprint.get("/rosters/<slug>")
@requires(Permission.ROSTER_VIEW, over=load_named_round)
def all_desks(slug: str | None = None) -> ResponseReturnValue:
    """The rosters of all desks of one's places."""
    survey = load_round(slug)
    if survey is None:
        return render("fieldwork/roster/no_round.html")
    plan = survey.plan_data
    lines = board.lines(survey, current_user.unit, plan)
    given = queries.hand_overs(survey)
    return render(
        "fieldwork/roster/board/board.html",
        survey=survey,
        rounds=approved_rounds(),
        total=Sum(tuple(lines)),
        table=board_table.table(lines, wish(), current_user.unit),
        wish=wish(),
        sorts=sorts(),
        statuses=statuses(),
        districts=[(one.code, one.title) for one in units.districts(current_user.unit)],
        due=plan.deadlines.rosters,
        late=board.late_shape(plan.deadlines.rosters),
        given=given[0] if given else None,
        now=clock_time(clock.now()),
        agenda=agenda,
        file_url=url_for(".board_file", slug=survey.slug, **kept_args()),
        **page_context.round_context(survey, plan),
    )


@blueprint.get("/rosters/<slug>/table.xlsx")
@requires(Permission.ROSTER_VIEW, over=load_named_round)
@exports("rosters.exported")
def board_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    survey = load_round(slug) or abort(404)
    made = board_table.table(board.lines(survey, current_user.unit), wish(), current_user.unit)
    describe_export(round=slug, rows=made.communes)
    return send_table(f"tinh-hinh-phan-cong-{slug}", _("Tình hình phân công"), made.header, made.values)


@blueprint.get("/rosters/<slug>/units/<code>")
@requires(Permission.ROSTER_VIEW, over=load_point)
def desk(slug: str, code: str) -> ResponseReturnValue:
    """One desk's roster, telephones included, for those who may see them."""
    _ = code
    survey: Round = load_round(slug) or abort(404)
    point: Point = g.subject
    plan = survey.plan_data
    shown: dict[str, Any] = {"survey": survey, "point": point, "agenda": agenda, "coverage": coverage}
    return render(
        "fieldwork/roster/board/desk.html",
        desk=queries.desks([point], queries.days_of(survey, plan), plan)[0],
        overlap_permissions=queries.overlap_permissions_of(point),
        due=plan.deadlines.rosters,
        late_shape=board.late_shape,
        late_in_words=board.late_in_words,
        **shown,
        **page_context.round_context(survey, plan),
    )


def wish() -> Wish:
    """What the reader wants to see of the table."""
    asked = request.args
    return Wish(
        asked.get("q", "")[:LONGEST_SEARCH], asked.get("district", ""), asked.get("status", ""), asked.get("sort", "")
    )


def statuses() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [
        (NOT_HANDED_IN, _("Chưa gửi")),
        (GAPS, _("Còn thiếu người")),
        (CROWDED, _("Nơi đông người dân")),
        (TWO_PLACES, _("Trực hai nơi")),
    ]


def sorts() -> list[tuple[str, str]]:
    """The orders a phone chooses from."""
    return [
        ("state", _("Chưa gửi trước")),
        ("-gaps", _("Thiếu nhiều trước")),
        ("helpers", _("Ít người trước")),
        ("unit", _("Theo tên")),
    ]


def kept_args() -> dict[str, Any]:
    """The query that decides which rows stand on the screen."""
    return {key: value for key in ("q", "district", "status", "sort") if (value := request.args.get(key))}
