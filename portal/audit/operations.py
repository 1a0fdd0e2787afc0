"""Writing events; nothing here changes one."""

from typing import Any, Protocol

from flask import g, has_app_context

from portal.audit.models import Event
from portal.extensions import db
from portal.web.data import clock, transactions

Subject = tuple[str, object]


class HasUnitPath(Protocol):
    """A unit; its table stands in a room above."""

    @property
    def catalogue_id(self) -> int: ...
    @property
    def path(self) -> str: ...


class HasAccount(Protocol):
    """Who acts: an account, whose table stands in a room above."""

    id: Any
    username: Any
    role: Any
    unit: Any


def new_event(
    action: str,
    *,
    by: HasAccount | None,
    subject: Subject = ("", ""),
    unit: HasUnitPath | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """An event that is not kept yet. It happened in `unit`, else in the unit of whoever acts."""
    place = unit if unit is not None else (by.unit if by else None)
    return Event(
        at=clock.now(),
        account_id=by.id if by else None,
        username=by.username if by else "",
        role=str(by.role) if by else "",
        catalogue_id=place.catalogue_id if place is not None else None,
        unit_path=place.path if place is not None else "",
        action=action,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        detail=detail or {},
        reference=g.get("reference", "") if has_app_context() else "",  # commands and jobs have none
    )


def record(
    action: str,
    *,
    by: HasAccount | None,
    subject: Subject = ("", ""),
    unit: HasUnitPath | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """Add an event to the request's transaction: kept if what it tells of is kept."""
    event = new_event(action, by=by, subject=subject, unit=unit, detail=detail)
    db.session.add(event)
    db.session.flush()
    return event


def record_separately(action: str, *, by: HasAccount | None, detail: dict[str, Any] | None = None) -> None:
    """Keep an event that outlives the refusal of the request it tells of; what the request did is given back."""
    event = new_event(action, by=by, detail=detail)  # before the account's transaction ends with the request's
    with transactions.separate_session() as session, session.begin():
        session.add(event)
