"""The record of events, for those who may read it, inside their own places."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.event_words import in_words
from portal.accounts.permissions import Permission, Role
from portal.audit import queries
from portal.web.access import requires
from portal.web.fragments import render

blueprint = Blueprint("accounts_events", __name__)

LAST_PAGE = 100_000


@blueprint.get("/audit")
@requires(Permission.AUDIT_VIEW)
def events() -> str:
    """A page of events, newest first."""
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    action, typed = request.args.get("action", ""), request.args.get("q", "").strip()
    own = current_user.id if current_user.role == Role.ACCOUNT_ADMIN else None
    found = queries.events(current_user.unit, action=action, username=typed, only_by=own)
    rows, more = queries.page_of(found, page)
    context = {"events": rows, "more": more, "page": page, "action": action, "typed": typed, "in_words": in_words}
    return render("audit/events.html", "list", actions=queries.actions(), title=_("Nhật ký hệ thống"), **context)
