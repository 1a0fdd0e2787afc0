"""Reading papers, always inside a subtree of units."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Select, extract, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Account, Person
from portal.audit.models import Event
from portal.documents.lifecycle.requests import Request
from portal.documents.models import CHECKING, DOUBTFUL, TAKEN, Document, SignedCopy
from portal.extensions import db
from portal.units.queries import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.units.models import Unit

KIND = "document"
CHANGES = ("documents.request", "documents.write", "documents.particulars", "documents.refresh")
"""Events whose authors count as makers of a paper and may not approve it."""


def documents(top: Unit) -> Select[Document]:
    """The papers of a subtree, the latest first."""
    return (
        select(Document)
        .join(Document.unit)
        .where(within(top))
        .options(
            contains_eager(Document.unit),
            joinedload(Document.round),
            joinedload(Document.job),
            joinedload(Document.about),
            joinedload(Document.asker),
            joinedload(Document.approver),
        )
        .order_by(Document.asked_at.desc(), Document.id)
    )


def document_in(top: Unit, document_id: str) -> Document | None:
    """One of these papers, as the database has it now."""
    query = documents(top).where(Document.id == document_id).execution_options(populate_existing=True)
    return db.session.scalar(query)


def event_of(document: Document) -> Select[Event]:
    """What was done to a paper."""
    return select(Event).where(Event.subject_kind == KIND, Event.subject_id == document.id)


def history(document: Document) -> Sequence[tuple[Event, str]]:
    """Who did what to a paper, from its making on, with their names."""
    named = event_of(document).outerjoin(Account, Account.id == Event.account_id)
    query = named.outerjoin(Person, Person.id == Account.person_id).order_by(Event.id)
    rows = db.session.execute(query.add_columns(Person.full_name))
    return [(event, name or event.username) for event, name in rows]


def last_editor(document: Document) -> str | None:
    """Who worked on a paper last, from the record of events."""
    return next((name for _event, name in reversed(history(document))), None)


def writers(document: Document) -> Sequence[Account]:
    """The accounts that made or changed a paper, by the record of events (`CHANGES`)."""
    account_ids = select(Event.account_id).where(
        Event.subject_kind == KIND, Event.subject_id == document.id, Event.action.in_(CHANGES)
    )
    return db.session.scalars(select(Account).where(Account.id.in_(account_ids))).all()


def request_of(document: Document) -> Request:
    """What a paper was asked for; the day of a closing sheet stands in its figures."""
    day = document.figures.get("day")
    day_asked = date.fromisoformat(day) if day else None
    year = document.unit.catalogue_year
    return Request(round=document.round, unit=document.about, month=document.month, day=day_asked, catalogue=year)


def successor(document: Document) -> Document | None:
    """The paper that is to replace this one, or has."""
    return db.session.scalar(select(Document).where(Document.replaces_id == document.id))


def revision_of(document: Document) -> int:
    """Which in a row of papers that each replace the one before: 1 for a paper that replaces none."""
    number, before = 1, document.replaces_id
    while before is not None:
        number, before = number + 1, db.session.scalar(select(Document.replaces_id).where(Document.id == before))
    return number


def replaced_by(document: Document) -> Document | None:
    """The paper that this one replaces."""
    if document.replaces_id is None:
        return None
    query = select(Document).where(Document.id == document.replaces_id).options(joinedload(Document.unit))
    return db.session.scalar(query)


def with_number(document: Document, number: str, issued_on: date) -> Sequence[Document]:
    """Other papers of the same unit with a number of the same year."""
    query = select(Document).where(
        Document.id != document.id,
        Document.unit_id == document.unit_id,
        Document.number == number,
        extract("year", Document.issued_on) == issued_on.year,
    )
    return db.session.scalars(query).all()


def copies(document: Document) -> Sequence[SignedCopy]:
    """The signed copies that came back for a paper, the latest first."""
    query = select(SignedCopy).where(SignedCopy.document_id == document.id).order_by(SignedCopy.id.desc())
    loaded = query.options(joinedload(SignedCopy.job), joinedload(SignedCopy.sender), joinedload(SignedCopy.confirmer))
    return db.session.scalars(loaded.execution_options(populate_existing=True)).all()


def standing_copies(document: Document) -> Sequence[SignedCopy]:
    """Those that are checked, being checked or waiting for the clerk."""
    query = select(SignedCopy).where(
        SignedCopy.document_id == document.id, SignedCopy.state.in_((CHECKING, DOUBTFUL, TAKEN))
    )
    return db.session.scalars(query.order_by(SignedCopy.id.desc())).all()


def taken_copy(document: Document) -> SignedCopy | None:
    """The signed copy that counts: the latest one taken."""
    return next((copy for copy in standing_copies(document) if copy.state == TAKEN), None)


def copy_in(top: Unit, document_id: str, copy_id: int) -> SignedCopy | None:
    """A signed copy of a paper inside a subtree."""
    query = (
        select(SignedCopy)
        .join(SignedCopy.document)
        .join(Document.unit)
        .where(SignedCopy.id == copy_id, SignedCopy.document_id == document_id, within(top))
        .options(contains_eager(SignedCopy.document).contains_eager(Document.unit))
    )
    return db.session.scalar(query)
