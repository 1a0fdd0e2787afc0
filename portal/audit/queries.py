"""Reading events inside a subtree of units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Select, select

from portal.audit.models import Event
from portal.extensions import db
from portal.web.data import clock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from portal.audit.operations import HasUnitPath

PAGE_SIZE = 50
MOST_IN_A_FILE = 20_000


@dataclass(frozen=True)
class Wish:
    """Which events: of a kind, of a person, of some local days (both included)."""

    action: str = ""
    username: str = ""
    first: date | None = None
    last: date | None = None
    only_by: int | None = None


def events(top: HasUnitPath, wish: Wish) -> Select[Event]:
    """The events of a subtree (`top` has catalogue_year and path), newest first."""
    found = select(Event).where(
        Event.catalogue_year == top.catalogue_year, Event.unit_path.startswith(top.path, autoescape=True)
    )
    if wish.action:
        found = found.where(Event.action == wish.action)
    if wish.username:
        found = found.where(Event.username == wish.username.lower())
    if wish.only_by is not None:
        found = found.where(Event.account_id == wish.only_by)
    if wish.first is not None:
        found = found.where(Event.at >= clock.start_of(wish.first))
    if wish.last is not None:
        found = found.where(Event.at < clock.end_of(wish.last))
    return found.order_by(Event.id.desc())


class EventRow(Protocol):
    """What is told of an event: of a whole row, or of the plain columns that a long list reads."""

    at: Any
    username: Any
    role: Any
    unit_path: Any
    action: Any
    subject_kind: Any
    subject_id: Any
    detail: Any
    reference: Any


def event_rows(found: Select[Event]) -> Select[Any]:
    """The same events as rows of their columns: a file of them needs no object that follows each."""
    return found.with_only_columns(
        Event.at,
        Event.username,
        Event.role,
        Event.unit_path,
        Event.action,
        Event.subject_kind,
        Event.subject_id,
        Event.detail,
        Event.reference,
    )


def page_of(found: Select[Event], page: int) -> tuple[Sequence[Event], bool]:
    """One page, and whether there is another."""
    rows = db.session.scalars(found.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def actions() -> Sequence[str]:
    """Every kind of event there is, for the filter."""
    return db.session.scalars(select(Event.action).distinct().order_by(Event.action)).all()
