"""Reading events inside a subtree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, select

from portal.audit.models import Event
from portal.extensions import db

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE_SIZE = 50


def events(top: Any, *, action: str = "", username: str = "", only_by: int | None = None) -> Select[Event]:  # noqa: ANN401
    """The events of a subtree (`top` has catalogue_year and path), newest first."""
    found = select(Event).where(
        Event.catalogue_year == top.catalogue_year, Event.unit_path.startswith(top.path, autoescape=True)
    )
    if action:
        found = found.where(Event.action == action)
    if username:
        found = found.where(Event.username == username.lower())
    if only_by is not None:
        found = found.where(Event.account_id == only_by)
    return found.order_by(Event.id.desc())


def page_of(found: Select[Event], page: int) -> tuple[Sequence[Event], bool]:
    """One page, and whether there is another."""
    rows = db.session.scalars(found.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def actions() -> Sequence[str]:
    """Every kind of event there is, for the filter."""
    return db.session.scalars(select(Event.action).distinct().order_by(Event.action)).all()
