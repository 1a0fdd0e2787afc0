"""How far all rosters are, for districts, the veterans' office and the province; one desk's list; overlap permissions.

Importing the other view modules registers their pages on the blueprint.
"""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.errors import DomainError
from portal.extensions import db
from portal.fieldwork.roster import queries
from portal.fieldwork.roster.blueprint import blueprint, page
from portal.fieldwork.roster.board import board
from portal.fieldwork.roster.forms import OverlapDecisionForm
from portal.fieldwork.roster.handover import handover_views
from portal.fieldwork.roster.imports import import_views
from portal.fieldwork.roster.lists import paper_views
from portal.fieldwork.roster.models import OverlapPermission
from portal.fieldwork.roster.shifts import overlap_permission, own_views
from portal.fieldwork.round_lists import list_page, round_list
from portal.fieldwork.scope import load_point, load_round
from portal.fieldwork.today import agenda
from portal.surveys.models import Point, Round
from portal.units.folding import part_of
from portal.web.http.views import asks_file, describe_export, reload, requires
from portal.web.media.sheets import send_table
from portal.web.ui.listing import ListFilter

__all__ = ["blueprint", "handover_views", "import_views", "own_views", "paper_views"]


@round_list(
    blueprint,
    "/rosters",
    Permission.ROSTER_VIEW,
    "rosters.exported",
    endpoint="board_file",
    none="fieldwork/roster/no_round.html",
)
def all_desks(round_: Round) -> ResponseReturnValue:
    """The rosters of all desks of one's places."""
    lines, list_filter = board.lines(round_, current_user.unit), ListFilter.from_args(request.args)
    table = board.table(lines, list_filter, current_user.unit)
    if asks_file():
        name, title = f"tinh-hinh-phan-cong-{round_.slug}", _("Tình hình phân công")
        describe_export(round=round_.slug, rows=table.communes)
        return send_table(name, title, table.header, table.values)
    return list_page(
        "fieldwork/roster/board/board.html",
        round_,
        list_filter,
        due=round_.plan_data.deadlines.rosters,
        late_shape=board.late_shape,
        agenda=agenda,
        total=board.Sum(tuple(lines)),
        table=table,
        part=part_of(table.rows, lambda row: row.line and row.line.unit),
        sorts=[
            ("state", _("Chưa gửi trước")),
            ("-gaps", _("Thiếu nhiều trước")),
            ("helpers", _("Ít người trước")),
            ("unit", _("Theo tên")),
        ],
        statuses=[
            (board.NOT_HANDED_IN, _("Chưa gửi")),
            (board.GAPS, _("Còn thiếu người")),
            (board.CROWDED, _("Nơi đông người dân")),
            (board.TWO_PLACES, _("Trực tại hai điểm")),
        ],
        given=next(iter(queries.hand_overs(round_)), None),
    )


@blueprint.get("/rosters/<slug>/units/<code>")
@requires(Permission.ROSTER_VIEW, subject=load_point)
def desk(point: Point) -> ResponseReturnValue:
    """One desk's roster, telephones included, for those who may see them."""
    round_ = point.round
    return page(
        "board/desk.html",
        round_,
        point=point,
        desk=queries.desk(point, round_),
        overlap_permissions=queries.overlap_permissions_of(point),
        late_in_words=board.late_in_words,
    )


@blueprint.get("/rosters/<slug>/double-duties")
@requires(Permission.ROSTER_VIEW, subject=load_round)
def double_duties(round_: Round) -> ResponseReturnValue:
    """The overlap permissions: undecided first, then decided ones with their reasons."""
    permissions = db.session.scalars(queries.overlap_permissions(current_user.unit, round_)).all()
    return page(
        "shifts/overlap_permissions.html",
        round_,
        waiting=[permission for permission in permissions if permission.waits],
        decided=[permission for permission in permissions if not permission.waits],
    )


def load_overlap_permission(slug: str, number: int) -> OverlapPermission | None:
    """The overlap permission named by the address, within the reader's subtree."""
    round_ = load_round(slug)
    return queries.overlap_permission_in(current_user.unit, round_, number) if round_ else None


@blueprint.route("/rosters/<slug>/double-duties/<int:number>", methods=["GET", "POST"])
@requires(Permission.ROSTER_OVERRIDE, subject=load_overlap_permission)
def decide_double_duty(permission: OverlapPermission, slug: str) -> ResponseReturnValue:
    """Grant or refuse an overlap permission; the reason is kept."""
    form = OverlapDecisionForm()
    if form.submitted() and form.accepts(save_decision, permission):
        flash(_("Đã ghi quyết định về đề nghị trực tại hai điểm."))
        return redirect(url_for(".double_duties", slug=slug), 303)
    permission = reload(permission)
    return page(
        "shifts/decide_overlap_permission.html", permission.point.round, one=permission, form=form, slug=slug
    ), form.status


def save_decision(permission: OverlapPermission, verdict: str, reply: str) -> OverlapPermission:
    """Called by the form once its input is valid."""
    if not reply:
        raise DomainError(_("Đề nghị ghi rõ lý do."), "reply")
    return overlap_permission.decide(permission, accepted=verdict == "allow", reply=reply, by=current_user)
