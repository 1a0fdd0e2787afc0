"""The pages of a desk's phones: the lead's own, with today's code; the board of districts and the province."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots.desks import operations, queries
from portal.ballots.desks.models import MOST_PHONES, DeskPhone
from portal.errors import DomainError
from portal.fieldwork import own_round
from portal.fieldwork.desk_phones import board as phone_board
from portal.fieldwork.own_round import of_own_round, own_point, with_own_point
from portal.fieldwork.round_lists import list_page, round_list
from portal.surveys import page_context
from portal.surveys.models import Point, Round
from portal.surveys.points import codes
from portal.web.data import clock, transactions
from portal.web.http.views import asks_file, render, requires
from portal.web.ui.formats import iso_day
from portal.web.ui.forms import PortalForm
from portal.web.ui.listing import DayFilter, send_list

blueprint = Blueprint("desk_phones", __name__)
MOST_DAYS = 7


@blueprint.get("/desk-phones")
@requires(Permission.DESKS_ENROL)
@with_own_point()
def mine(point: Point) -> ResponseReturnValue:
    """The phones of one's own desk today."""
    return render(
        "fieldwork/desk_phones/mine.html",
        point=point,
        day=clock.today(),
        phones=queries.phones_of(point, clock.today()),
        most=MOST_PHONES,
        refused=refusal(point.round),
        has_code=queries.has_code(point, clock.today()),
        address=desk_address(),
        **page_context.round_context(point.round),
    )


def refusal(round_: Round) -> str:
    """Why there is no code today; empty where there may be one."""
    try:
        operations.refuse_other_days(round_)
    except DomainError as error:
        return error.message
    return ""


def desk_address() -> str:
    """Where a phone is enrolled, as people type it."""
    return str(current_app.config["BASE_URL"]).split("://", 1)[1] + "/desk"


@blueprint.post("/desk-phones/code")
@requires(Permission.DESKS_ENROL)
@of_own_round
def code() -> ResponseReturnValue:
    """Make today's code, keep that, then show it: it stands on this page and nowhere else."""
    point = own_point()
    try:
        desk_code = operations.make_code(point, by=current_user)
    except DomainError as error:
        flash(error.message, "error")
        return redirect(url_for(".mine"), 303)
    transactions.commit()  # kept before it is shown: it is shown once
    point = own_point()
    shown: dict[str, Any] = {"where": point.unit.title, "code": codes.pretty(desk_code), "most": MOST_PHONES}
    shown |= {"address": desk_address(), "day": clock.today()}
    return render("fieldwork/desk_phones/code.html", **shown, **page_context.round_context(point.round))


def load_phone(phone_id: int) -> DeskPhone | None:
    return own_round.about(queries.phone_in(current_user.unit, phone_id))


@blueprint.route("/desk-phones/<int:phone_id>/closing", methods=["GET", "POST"])
@requires(Permission.DESKS_CLOSE, subject=load_phone)
def close(phone: DeskPhone, phone_id: int) -> ResponseReturnValue:
    """Close a phone: asked on GET, done on POST."""
    form, back = PortalForm(), back_of(phone)
    if form.submitted():
        operations.close(phone, by=current_user)
        flash(_("Đã đóng máy số %(n)s của %(unit)s.", n=phone.number, unit=phone.point.unit.title))
        return redirect(back, 303)
    if phone.closed_at is not None or phone.day != clock.today():
        flash(_("Máy này đã đóng hoặc đã hết ngày."))
        return redirect(back, 303)
    shown: dict[str, Any] = {"phone": phone, "phone_id": phone_id, "form": form, "back": back}
    return render(
        "fieldwork/desk_phones/close.html", **shown, **page_context.round_context(phone.point.round)
    ), form.status


def back_of(phone: DeskPhone) -> str:
    """The page the reader came from: the lead's own, or the board."""
    if current_user.is_of_commune:
        return url_for(".mine")
    return url_for(".board", slug=phone.point.round.slug, day=phone.day.isoformat())


@round_list(
    blueprint, "/desk-phones/all", Permission.DESKS_VIEW, "desks.exported", none="fieldwork/roster/no_round.html"
)
def board(round_: Round) -> ResponseReturnValue:
    """Every phone of one's places on a day."""
    days = list(queries.days_with_phones(current_user.unit, round_))[:MOST_DAYS]
    day, list_filter = day_asked(days), DayFilter.from_args(request.args)
    lines = phone_board.lines(round_, current_user.unit, day)
    found = phone_board.LISTING.apply(lines, list_filter)
    if asks_file():
        name, title = f"may-tai-ban-{round_.slug}", _("Máy hỗ trợ tại bàn")
        return send_list(name, title, phone_board.columns(day), found, round=round_.slug)
    return list_page(
        "fieldwork/desk_phones/board.html",
        round_,
        list_filter,
        days=days,
        day=day,
        lines=lines,
        found=found,
        statuses=[
            (phone_board.OPEN, _("Đang dùng")),
            (phone_board.CLOSED, _("Đã đóng, hết ngày")),
            (phone_board.FAST, _("Có giờ từ 30 phiếu")),
        ],
        sorts=[("-hour", _("Nhanh trước")), ("-total", _("Nhiều phiếu trước")), ("unit", _("Theo tên"))],
    )


def day_asked(days: Sequence[date]) -> date:
    """The day an address names, or the latest with phones."""
    return iso_day(request.args.get("day", "")) or next(iter(days), clock.today())
