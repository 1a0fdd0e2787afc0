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
from portal.fieldwork.roster.board.board import CROWDED, GAPS, NOT_HANDED_IN, TWO_PLACES, Sum
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
from portal.web.ui.listing import ListFilter

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.surveys.models import Point, Round


def load_point(slug: str, code: str) -> Point | None:
    """The point of a commune inside the reader's places."""
    round_ = load_round(slug)
    return surveys.point_in(current_user.unit, round_, code) if round_ else None


@blueprint.get("/rosters")
@blueprint.get("/rosters/<slug>")
@requires(Permission.ROSTER_VIEW, over=load_named_round)
def all_desks(slug: str | None = None) -> ResponseReturnValue:
    """The rosters of all desks of one's places."""
    round_ = load_round(slug)
    if round_ is None:
        return render("fieldwork/roster/no_round.html")
    plan = round_.plan_data
    lines = board.lines(round_, current_user.unit, plan)
    list_filter = ListFilter.from_args(request.args)
    handovers = queries.hand_overs(round_)
    return render(
        "fieldwork/roster/board/board.html",
        survey=round_,
        rounds=approved_rounds(),
        total=Sum(tuple(lines)),
        table=board_table.table(lines, list_filter, current_user.unit),
        list_filter=list_filter,
        sorts=sorts(),
        statuses=statuses(),
        districts=units.district_choices(current_user.unit),
        due=plan.deadlines.rosters,
        late=board.late_shape(plan.deadlines.rosters),
        given=handovers[0] if handovers else None,
        now=clock_time(clock.now()),
        agenda=agenda,
        file_url=url_for(".board_file", slug=round_.slug, **list_filter.args),
        **page_context.round_context(round_, plan),
    )


@blueprint.get("/rosters/<slug>/table.xlsx")
@requires(Permission.ROSTER_VIEW, over=load_named_round)
@exports("rosters.exported")
def board_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    round_ = load_round(slug) or abort(404)
    list_filter = ListFilter.from_args(request.args)
    file_table = board_table.table(board.lines(round_, current_user.unit), list_filter, current_user.unit)
    describe_export(round=slug, rows=file_table.communes)
    return send_table(f"tinh-hinh-phan-cong-{slug}", _("Tình hình phân công"), file_table.header, file_table.values)


@blueprint.get("/rosters/<slug>/units/<code>")
@requires(Permission.ROSTER_VIEW, over=load_point)
def desk(slug: str, code: str) -> ResponseReturnValue:
    """One desk's roster, telephones included, for those who may see them."""
    _ = code
    round_: Round = load_round(slug) or abort(404)
    point: Point = g.subject
    plan = round_.plan_data
    context: dict[str, Any] = {"survey": round_, "point": point, "agenda": agenda, "coverage": coverage}
    return render(
        "fieldwork/roster/board/desk.html",
        desk=queries.desks([point], queries.days_of(round_, plan), plan)[0],
        overlap_permissions=queries.overlap_permissions_of(point),
        due=plan.deadlines.rosters,
        late_shape=board.late_shape,
        late_in_words=board.late_in_words,
        **context,
        **page_context.round_context(round_, plan),
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
