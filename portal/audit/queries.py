"""Reading events inside a subtree of units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Select, select

from portal.audit.models import Event
from portal.extensions import db
from portal.web.data import clock
from portal.web.ui.listing import ListFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.audit.operations import HasUnitPath

PAGE_SIZE = 50
MOST_IN_A_FILE = 20_000
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class EventFilter(ListFilter):
    """Which events: of a name to sign in with (`typed`), of a kind, of some local days (both included)."""

    action: str = ""
    first: str = ""
    last: str = ""

    @property
    def first_day(self) -> date | None:
        return day_in(self.first)

    @property
    def last_day(self) -> date | None:
        return day_in(self.last)


def day_in(value: str) -> date | None:
    """A day of an address; None for what is no day, or one that no clock here reaches."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day if EARLIEST < day < LATEST else None


def events(top: HasUnitPath, event_filter: EventFilter, *, only_by: int | None = None) -> Select[Event]:
    """The events of a subtree (`top` has catalogue_year and path), newest first; `only_by` is an account's id."""
    query = select(Event).where(
        Event.catalogue_year == top.catalogue_year, Event.unit_path.startswith(top.path, autoescape=True)
    )
    if event_filter.action:
        query = query.where(Event.action == event_filter.action)
    if event_filter.typed:
        query = query.where(Event.username == event_filter.typed.lower())
    if only_by is not None:
        query = query.where(Event.account_id == only_by)
    if (first_day := event_filter.first_day) is not None:
        query = query.where(Event.at >= clock.start_of(first_day))
    if (last_day := event_filter.last_day) is not None:
        query = query.where(Event.at < clock.end_of(last_day))
    return query.order_by(Event.id.desc())


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
