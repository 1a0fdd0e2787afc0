"""The phones of all desks for districts and the province; the file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.permissions import Permission
from portal.ballots.desks import queries
from portal.fieldwork.desk_phones import board as phone_board
from portal.fieldwork.desk_phones.blueprint import blueprint
from portal.fieldwork.desk_phones.board import CLOSED, FAST, OPEN
from portal.fieldwork.scope import approved_rounds, load_named_round, load_round
from portal.surveys import page_context
from portal.units import queries as units
from portal.web.data import clock
from portal.web.http.access import requires
from portal.web.media.downloads import exports
from portal.web.ui.formats import clock_time
from portal.web.ui.fragments import render
from portal.web.ui.listing import DayFilter, send_list

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue


MOST_DAYS = 7


@blueprint.get("/desk-phones/all")
@blueprint.get("/desk-phones/all/<slug>")
@requires(Permission.DESKS_VIEW, over=load_named_round)
def board(slug: str | None = None) -> ResponseReturnValue:
    """Every phone of one's places on a day."""
    round_ = load_round(slug)
    if round_ is None:
        return render("fieldwork/roster/no_round.html")
    days = list(queries.days_with_phones(current_user.unit, round_))[:MOST_DAYS]
    day = day_asked(days)
    lines, list_filter = phone_board.lines(round_, current_user.unit, day), DayFilter.from_args(request.args)
    return render(
        "fieldwork/desk_phones/board.html",
        survey=round_,
        rounds=approved_rounds(),
        days=days,
        day=day,
        lines=lines,
        found=phone_board.LISTING.apply(lines, list_filter),
        list_filter=list_filter,
        statuses=statuses(),
        sorts=sorts(),
        districts=units.district_choices(current_user.unit),
        now=clock_time(clock.now()),
        file_url=url_for(".board_file", slug=round_.slug, **list_filter.args),
        **page_context.round_context(round_),
    )


@blueprint.get("/desk-phones/all/<slug>/table.xlsx")
@requires(Permission.DESKS_VIEW, over=load_named_round)
@exports("desks.exported")
def board_file(slug: str) -> Response:
    """The table as it stands on the screen."""
    round_ = load_round(slug) or abort(404)
    day = day_asked(queries.days_with_phones(current_user.unit, round_))
    lines = phone_board.lines(round_, current_user.unit, day)
    shown_lines = phone_board.LISTING.apply(lines, DayFilter.from_args(request.args))
    return send_list(f"may-tai-ban-{slug}", _("Máy hỗ trợ tại bàn"), phone_board.columns(day), shown_lines, round=slug)


def day_asked(days: Sequence[date]) -> date:
    """The day an address names, or the latest with phones."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return days[0] if days else clock.today()


def statuses() -> list[tuple[str, str]]:
    """What the table can be filtered by."""
    return [(OPEN, _("Đang dùng")), (CLOSED, _("Đã đóng, hết ngày")), (FAST, _("Có giờ từ 30 phiếu"))]


def sorts() -> list[tuple[str, str]]:
    """The orders a phone chooses from."""
    return [("-hour", _("Nhanh trước")), ("-total", _("Nhiều phiếu trước")), ("unit", _("Theo tên"))]
