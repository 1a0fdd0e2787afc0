"""Who is in the round's chat group: the overview n/209, one unit's people, the link and its QR symbol."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.fieldwork.directives import board, operations, queries
from portal.fieldwork.directives.forms import ChatMemberForm
from portal.fieldwork.directives.models import ChatMember
from portal.fieldwork.scope import load_round
from portal.fieldwork.taskforce import queries as forces
from portal.fieldwork.today.preparing import blueprint, district_choices, render_page
from portal.surveys import queries as surveys
from portal.surveys.models import Round
from portal.units import queries as units
from portal.units.folding import part_of
from portal.units.models import COMMUNE, Unit
from portal.web.http import bodies
from portal.web.http.views import asks_file, reload, requires, with_file
from portal.web.ui import qr
from portal.web.ui.listing import ListFilter, send_list


@blueprint.get("/manage/rounds/<slug>/chat")
@with_file(blueprint, "/manage/rounds/<slug>/chat.xlsx", "chat.export", Permission.BOARD_EXPORT)
@requires(Permission.BOARD_VIEW, subject=load_round)
def chat(round_: Round, slug: str) -> ResponseReturnValue:
    """Which districts and communes have their people in the group."""
    lines = queries.chat_lines(current_user.unit, round_)
    rows = board.CHAT_LISTING.apply(lines, ListFilter.from_args(request.args))
    if asks_file():
        return send_list(f"nhom-zalo-{slug}", _("%(Chat)s"), board.chat_columns(), rows, round=slug)
    return render_page(
        "fieldwork/directives/chat.html",
        round_,
        slug=slug,
        part=part_of(rows, lambda row: row.unit),
        communes=[line for line in lines if line.unit.level == COMMUNE],
        labels=list(queries.chat_labels().items()),
        districts=district_choices(),
        symbol=symbol_of(round_),
    )


def symbol_of(round_: Round) -> qr.Symbol | None:
    """The QR symbol of the group's link, where the plan has a group."""
    group = round_.plan_data.chat
    return qr.symbol(group.link) if group else None


class ChatUnit(NamedTuple):
    """A unit of any level inside the reader's places, and the round whose group it names people for."""

    unit: Unit
    round: Round


def load_chat_unit(slug: str, code: str) -> ChatUnit | None:
    round_, unit = load_round(slug), units.in_scope(current_user.unit, code)
    return ChatUnit(unit, round_) if round_ and unit else None


@blueprint.get("/manage/rounds/<slug>/chat/<code>")
@requires(Permission.DIRECTING_VIEW, subject=load_chat_unit)
def chat_unit(place: ChatUnit, slug: str) -> str:
    """One unit's people in the group."""
    return unit_page(place, slug, ChatMemberForm(formdata=None))


def unit_page(place: ChatUnit, slug: str, form: ChatMemberForm) -> str:
    """The page of a unit, with the form for one's own."""
    unit, round_ = reload(place)
    return render_page(
        "fieldwork/directives/chat_unit.html",
        round_,
        slug=slug,
        code=unit.code,
        unit=unit,
        form=form,
        members=queries.chat_members(unit, round_),
        waiting=len(members_of_force(unit, round_)),
        symbol=symbol_of(round_),
        is_own=unit.id == current_user.unit_id,
    )


def members_of_force(unit: Unit, round_: Round) -> Sequence[tuple[str, str]]:
    """The members of a commune's task force, name and office."""
    # a district has no task force
    point = surveys.point_in(unit, round_, unit.code) if unit.level == COMMUNE else None
    force = forces.force_of(point) if point else None
    return [(member.full_name, member.office) for member in force.members] if force else []


@blueprint.post("/manage/rounds/<slug>/chat/<code>")
@requires(Permission.DIRECTING_ENTER, subject=load_chat_unit)
def name_member(place: ChatUnit, slug: str, code: str) -> ResponseReturnValue:
    """Name a person for the group, or all of the task force; or say that all have joined."""
    unit, round_ = place
    if unit.id != current_user.unit_id:
        abort(403, _("Mỗi đơn vị tự cử người của mình."))
    form = ChatMemberForm()
    if "take" in request.form:
        number = operations.add_chat_members(round_, members_of_force(unit, round_), by=current_user)
        flash(_("Đã thêm %(n)s người từ danh sách %(Task_force)s.", n=number))
    elif "joined" in request.form:
        operations.mark_all_joined(round_, by=current_user)
    elif form.submitted() and form.accepts(operations.add_chat_member, round_, by=current_user):
        flash(_("Đã thêm đồng chí %(name)s.", name=form.full_name.data))
    else:
        return unit_page(place, slug, form), form.status
    return redirect(url_for(".chat_unit", slug=slug, code=code), 303)


def load_member(slug: str, member_id: int) -> ChatMember | None:
    """A person named by a unit inside the reader's places."""
    round_ = load_round(slug)
    return queries.chat_member_in(current_user.unit, round_, member_id) if round_ else None


@blueprint.post("/manage/rounds/<slug>/chat/members/<int:member_id>")
@requires(Permission.DIRECTING_ENTER, subject=load_member)
def change_member(member: ChatMember, slug: str) -> ResponseReturnValue:
    """Joined, not joined, or off the list."""
    name = member.full_name  # the row may be gone when it is told
    action = bodies.single_choice("deed")
    if action == "remove":
        operations.remove_chat_member(member, by=current_user)
        flash(_("Đã bỏ đồng chí %(name)s khỏi danh sách.", name=name))
    else:
        operations.set_joined(member, joined=action == "joined", by=current_user)
    return redirect(url_for(".chat_unit", slug=slug, code=current_user.unit.code), 303)
