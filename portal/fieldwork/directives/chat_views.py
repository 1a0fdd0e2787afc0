"""Who is in the round's chat group: the overview n/209, one unit's people, the link and its QR symbol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, flash, g, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.directives import board, operations, queries
from portal.fieldwork.directives.forms import ChatMemberForm
from portal.fieldwork.taskforce import queries as forces
from portal.fieldwork.today.preparing import (
    blueprint,
    district_choices,
    load_approved_round,
    load_unit,
    render_page,
)
from portal.surveys import queries as surveys
from portal.units.models import COMMUNE
from portal.web.http import bodies
from portal.web.http.access import reload, requires
from portal.web.media.downloads import exports
from portal.web.ui import qr
from portal.web.ui.listing import ListFilter, send_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from portal.fieldwork.directives.models import ChatMember
    from portal.surveys.models import Round
    from portal.units.models import Unit


@blueprint.get("/manage/rounds/<slug>/chat")
@requires(Permission.BOARD_VIEW, subject=load_approved_round)
def chat(round_: Round, slug: str) -> str:
    """Which districts and communes have their people in the group."""
    lines = queries.chat_lines(current_user.unit, round_)
    return render_page(
        "fieldwork/directives/chat.html",
        round_,
        slug=slug,
        rows=board.CHAT_LISTING.apply(lines, ListFilter.from_args(request.args)),
        communes=[line for line in lines if line.unit.level == COMMUNE],
        labels=list(queries.chat_labels().items()),
        districts=district_choices(),
        symbol=symbol_of(round_),
    )


@blueprint.get("/manage/rounds/<slug>/chat.xlsx")
@requires(Permission.BOARD_EXPORT, subject=load_approved_round)
@exports("chat.export")
def chat_file(round_: Round, slug: str) -> Response:
    """The rows on the screen as a file."""
    lines = queries.chat_lines(current_user.unit, round_)
    rows = board.CHAT_LISTING.apply(lines, ListFilter.from_args(request.args))
    return send_list(f"nhom-zalo-{slug}", _("Nhóm Zalo"), board.chat_columns(), rows, round=slug)


def symbol_of(round_: Round) -> qr.Symbol | None:
    """The QR symbol of the group's link, where the plan has a group."""
    group = round_.plan_data.chat
    return qr.symbol(group.link) if group else None


@blueprint.get("/manage/rounds/<slug>/chat/<code>")
@requires(Permission.DIRECTING_VIEW, subject=load_unit)
def chat_unit(unit: Unit, slug: str) -> str:
    """One unit's people in the group."""
    return unit_page(unit, slug, ChatMemberForm(formdata=None))


def unit_page(unit: Unit, slug: str, form: ChatMemberForm) -> str:
    """The page of a unit, with the form for one's own."""
    unit = reload(unit)
    return render_page(
        "fieldwork/directives/chat_unit.html",
        g.survey,
        slug=slug,
        code=unit.code,
        unit=unit,
        form=form,
        members=queries.chat_members(unit, g.survey),
        waiting=len(members_of_force(unit, g.survey)),
        symbol=symbol_of(g.survey),
        is_own=unit.id == current_user.unit_id,
    )


def members_of_force(unit: Unit, round_: Round) -> Sequence[tuple[str, str]]:
    """The members of a commune's task force, name and office."""
    point = surveys.point_in(unit, round_, unit.code) if unit.level == COMMUNE else None
    force = forces.force_of(point) if point else None
    return [(member.full_name, member.office) for member in force.members] if force else []


@blueprint.post("/manage/rounds/<slug>/chat/<code>")
@requires(Permission.DIRECTING_ENTER, subject=load_unit)
def name_member(unit: Unit, slug: str, code: str) -> ResponseReturnValue:
    """Name somebody for the group, or everybody of the task force; or say that all have joined."""
    if unit.id != current_user.unit_id:
        abort(403, _("Mỗi đơn vị tự cử người của mình."))
    if "take" in request.form:
        number = operations.add_chat_members(g.survey, members_of_force(unit, g.survey), by=current_user)
        flash(_("Đã thêm %(n)s người từ danh sách Tổ công tác.", n=number))
        return redirect(url_for(".chat_unit", slug=slug, code=code), 303)
    if "joined" in request.form:
        operations.mark_all_joined(g.survey, by=current_user)
        return redirect(url_for(".chat_unit", slug=slug, code=code), 303)
    form = ChatMemberForm()
    if form.submitted() and form.accepts(operations.add_chat_member, g.survey, by=current_user):
        flash(_("Đã thêm đồng chí %(name)s.", name=form.full_name.data))
        return redirect(url_for(".chat_unit", slug=slug, code=code), 303)
    return unit_page(unit, slug, form), form.status


def load_member(slug: str, member_id: int) -> ChatMember | None:
    """Somebody named by a unit inside the reader's places."""
    g.survey = load_approved_round(slug)
    return queries.chat_member_in(current_user.unit, g.survey, member_id) if g.survey else None


@blueprint.post("/manage/rounds/<slug>/chat/members/<int:member_id>")
@requires(Permission.DIRECTING_ENTER, subject=load_member)
def change_member(member: ChatMember, slug: str) -> ResponseReturnValue:
    """Joined, not joined, or off the list."""
    deed = bodies.single_choice("deed")
    if deed == "remove":
        operations.remove_chat_member(member, by=current_user)
        flash(_("Đã bỏ đồng chí %(name)s khỏi danh sách.", name=member.full_name))
    else:
        operations.set_joined(member, joined=deed == "joined", by=current_user)
    return redirect(url_for(".chat_unit", slug=slug, code=current_user.unit.code), 303)
