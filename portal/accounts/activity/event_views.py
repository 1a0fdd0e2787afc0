"""The record of events, for those who may read it, inside their own places."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import Select, select

from portal.accounts.activity.event_words import details, in_words, subject
from portal.accounts.permissions import Permission, Role, role_titles
from portal.audit import queries
from portal.audit.models import Event
from portal.audit.queries import EventFilter, EventRow
from portal.extensions import db
from portal.units.models import Unit
from portal.web.http.views import asks_file, render, requires, with_file
from portal.web.media.sheets import exact_moment
from portal.web.ui.listing import Columns, send_list

blueprint = Blueprint("accounts_events", __name__)

LAST_PAGE = 100_000


@blueprint.get("/audit")
@with_file(blueprint, "/audit.xlsx", "audit.export")
@requires(Permission.AUDIT_VIEW)
def events() -> ResponseReturnValue:
    """A page of events, newest first; as a file the newest 20.000 of them, whose taking is an event itself."""
    event_filter = EventFilter.from_args(request.args)
    query = events_asked_for(event_filter)
    if asks_file():
        every = db.session.execute(queries.event_rows(query.limit(queries.MOST_IN_A_FILE))).all()
        return send_list("nhat-ky-he-thong", _("Nhật ký hệ thống"), columns(units_by_path(every)), every)
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    rows, more = queries.page_of(query, page)
    places = units_by_path(rows)
    context = {"events": rows, "more": more, "page": page, "list_filter": event_filter}
    context |= {"in_words": in_words, "details": details, "subject": lambda event: subject(event, places)}
    return render(
        "accounts/activity/events.html", "list", actions=queries.actions(), title=_("Nhật ký hệ thống"), **context
    )


def events_asked_for(event_filter: EventFilter) -> Select[Event]:
    """The events a filter leaves; the administrator of accounts sees what they did themselves."""
    own = current_user.id if current_user.role == Role.ACCOUNT_ADMIN else None
    return queries.events(current_user.unit, event_filter, only_by=own)


def units_by_path(events: Iterable[EventRow]) -> dict[str, str]:
    """The units that events happened in, by their path: one query."""
    paths = {event.unit_path for event in events if event.unit_path}
    query = select(Unit.path, Unit).where(Unit.catalogue_id == current_user.unit.catalogue_id, Unit.path.in_(paths))
    return {path: unit.capital for path, unit in db.session.execute(query)}


def columns(places: Mapping[str, str]) -> Columns[Any]:
    """The columns of the file."""
    titles = role_titles()  # once, not for every row of some ten thousand
    return [
        (_("Lúc"), lambda event: exact_moment(event.at)),
        (_("Ai"), lambda event: event.username),
        (_("Vai trò"), lambda event: titles.get(event.role, "")),
        (_("Việc"), lambda event: in_words(event.action)),
        (_("Đối tượng"), lambda event: subject(event, places)),
        (_("Chi tiết"), lambda event: details(event, in_full=True)),
        (_("Mã tra cứu"), lambda event: event.reference),
    ]
