"""Writing events; nothing here changes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from flask import g, has_app_context

from portal.audit.models import Event
from portal.extensions import db
from portal.web.data import clock, transactions

if TYPE_CHECKING:
    from portal.web.data.transactions import AnySession


class HasAccount(Protocol):
    """Who acts: an account, or its plain values."""

    id: Any
    username: Any
    role: Any
    unit: Any


class HasUnitPath(Protocol):
    """A unit: its row, or its plain values."""

    @property
    def catalogue_year(self) -> int: ...
    @property
    def path(self) -> str: ...


@dataclass(frozen=True)
class UnitPath:
    """A unit's plain values."""

    catalogue_year: int
    path: str


@dataclass(frozen=True)
class Actor:
    """An account's plain values, which outlive the end of the transaction they were read in."""

    id: int
    username: str
    role: str
    unit: UnitPath

    @classmethod
    def of(cls, by: HasAccount) -> Actor:
        """The plain values of an account."""
        return cls(by.id, by.username, str(by.role), UnitPath(by.unit.catalogue_year, by.unit.path))


def record(
    action: str,
    *,
    by: HasAccount | None,
    subject: tuple[str, object] = ("", ""),
    unit: HasUnitPath | None = None,
    detail: dict[str, Any] | None = None,
) -> Event:
    """Add an event to the request's transaction: kept if what it tells of is kept."""
    return add(db.session, action, by=by, subject=subject, unit=unit, detail=detail)


def record_separately(action: str, *, by: HasAccount | None, detail: dict[str, Any] | None = None) -> None:
    """Add an event that outlives the refusal of the request it tells of."""
    who = Actor.of(by) if by else None
    with transactions.separate_session() as session, session.begin():
        add(session, action, by=who, subject=("", ""), unit=None, detail=detail)


def add(
    session: AnySession,
    action: str,
    *,
    by: HasAccount | Actor | None,
    subject: tuple[str, object],
    unit: HasUnitPath | None,
    detail: dict[str, Any] | None,
) -> Event:
    """Fill and add one row."""
    place = unit if unit is not None else (by.unit if by else None)
    event = Event(
        at=clock.now(),
        account_id=by.id if by else None,
        username=by.username if by else "",
        role=str(by.role) if by else "",
        catalogue_year=place.catalogue_year if place is not None else None,
        unit_path=place.path if place is not None else "",
        action=action,
        subject_kind=subject[0],
        subject_id=str(subject[1]),
        detail=detail or {},
        reference=g.get("reference", "") if has_app_context() else "",
    )
    session.add(event)
    session.flush()
    return event
