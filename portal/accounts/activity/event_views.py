"""The record of events, for those who may read it, inside their own places."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from portal.accounts.activity.event_details import details, subject
from portal.accounts.activity.event_words import in_words
from portal.accounts.permissions import Permission, Role, role_title
from portal.audit import queries
from portal.audit.queries import Wish
from portal.extensions import db
from portal.units.models import Unit
from portal.web.http.access import requires
from portal.web.media.downloads import describe_export, exports
from portal.web.media.sheets import send_table
from portal.web.ui.formats import stamp
from portal.web.ui.fragments import render

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from flask import Response

    from portal.audit.queries import EventRow

blueprint = Blueprint("accounts_events", __name__)

LAST_PAGE = 100_000
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)


@blueprint.get("/audit")
@requires(Permission.AUDIT_VIEW)
def events() -> str:
    """A page of events, newest first."""
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    wish = wanted()
    rows, more = queries.page_of(queries.events(current_user.unit, wish), page)
    places = units_by_path(rows)
    context = {"events": rows, "more": more, "page": page, "wish": wish, "in_words": in_words, "details": details}
    context |= {"subject": lambda event: subject(event, places)}
    return render(
        "accounts/activity/events.html", "list", actions=queries.actions(), title=_("Nhật ký hệ thống"), **context
    )


@blueprint.get("/audit.xlsx")
@requires(Permission.AUDIT_VIEW)
@exports("audit.export")
def events_file() -> Response:
    """The same events as a file, the newest 20.000 of them; taking it is an event itself."""
    query = queries.event_rows(queries.events(current_user.unit, wanted()).limit(queries.MOST_IN_A_FILE))
    event_rows = db.session.execute(query).all()
    places = units_by_path(event_rows)
    rows = [row_of(event, places) for event in event_rows]
    describe_export(rows=len(rows))
    header = [_("Lúc"), _("Ai"), _("Vai trò"), _("Việc"), _("Đối tượng"), _("Chi tiết"), _("Mã tra cứu")]
    return send_table("nhat-ky-he-thong", _("Nhật ký hệ thống"), header, rows)


def wanted() -> Wish:
    """What the reader asks for; the administrator of accounts sees what they did themselves."""
    own = current_user.id if current_user.role == Role.ACCOUNT_ADMIN else None
    typed = request.args.get("q", "").strip()
    return Wish(request.args.get("action", ""), typed, day_in("first"), day_in("last"), own)


def day_in(name: str) -> date | None:
    """A day of the address; none for what is no day, or one that no clock here reaches."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if EARLIEST < day < LATEST else None


def units_by_path(events: Iterable[EventRow]) -> dict[str, str]:
    """The units that events happened in, by their path: one query."""
    paths = {event.unit_path for event in events if event.unit_path}
    query = select(Unit.path, Unit).where(Unit.catalogue_year == current_user.unit.catalogue_year, Unit.path.in_(paths))
    return {path: unit.capital for path, unit in db.session.execute(query)}


def row_of(event: EventRow, places: Mapping[str, str]) -> list[str]:
    """An event as a line of the file."""
    what, about = in_words(event.action), subject(event, places)
    return [
        stamp(event.at),
        event.username,
        role_title(event.role) if event.role else "",
        what,
        about,
        details(event, in_full=True),
        event.reference,
    ]
