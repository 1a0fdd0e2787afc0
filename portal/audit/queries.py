"""Reading events inside a subtree of units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from portal.audit.models import Event
from portal.audit.operations import HasUnitPath
from portal.extensions import db
from portal.web.data import clock
from portal.web.ui.formats import typed_day
from portal.web.ui.listing import ListFilter

PAGE_SIZE = 30
MOST_IN_A_FILE = 20_000
# Between these a local day still begins and ends at moments that UTC has.
EARLIEST, LATEST = date(1900, 1, 1), date(9000, 1, 1)

# Kinds of events after which every figure is what it was.
CHANGE_NOTHING = ("access.", "accounts.", "audit.", "backup.", "demo.", "documents.", "photo.", "reminders.hours")
TAKEN = ("board.export", "incidents.export", "points.print", "results.export", "roster.printed", "taskforce.print")

# An event whole, or as the plain columns that a long list reads.
EventRow = Event | Row[Any]


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
    day = typed_day(value)
    return day if day and EARLIEST < day < LATEST else None


def events(top: HasUnitPath, event_filter: EventFilter, *, only_by: int | None = None) -> Select[Event]:
    """The events of a subtree (`top` has catalogue_id and path), newest first; `only_by` is an account's id."""
    query = select(Event).where(
        Event.catalogue_id == top.catalogue_id, Event.unit_path.startswith(top.path, autoescape=True)
    )
    if event_filter.action:
        query = query.where(Event.action == event_filter.action)
    if event_filter.typed:
        # Names to sign in with are kept in lower case.
        query = query.where(Event.username == event_filter.typed.lower())
    if only_by is not None:
        query = query.where(Event.account_id == only_by)
    if (first_day := event_filter.first_day) is not None:
        query = query.where(Event.at >= clock.start_of(first_day))
    if (last_day := event_filter.last_day) is not None:
        query = query.where(Event.at < clock.end_of(last_day))
    return query.order_by(Event.id.desc())


def event_rows(found: Select[Event]) -> Select[Any]:
    """The same events as rows of their columns."""
    return found.with_only_columns(*Event.__table__.columns)  # a file of 20.000 needs no object that follows each


def page_of(found: Select[Event], page: int) -> tuple[Sequence[Event], bool]:
    """One page, and whether there is another."""
    # One more than a page holds tells whether there is another.
    rows = db.session.scalars(found.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE + 1)).all()
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def last_change(until: datetime) -> datetime | None:
    """When something was last entered or decided; reading, files taken out, accounts and papers change no figure."""
    silent = or_(*(Event.action.startswith(area, autoescape=True) for area in CHANGE_NOTHING), Event.action.in_(TAKEN))
    return db.session.scalar(select(func.max(Event.at)).where(Event.at <= until, ~silent))


def actions() -> Sequence[str]:
    """Every kind of event there is, for the filter."""
    return db.session.scalars(select(Event.action).distinct().order_by(Event.action)).all()
