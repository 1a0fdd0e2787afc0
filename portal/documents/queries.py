"""Reading papers, always inside a subtree of units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Account, Person
from portal.audit.models import Event
from portal.documents.models import Document
from portal.extensions import db
from portal.surveys.models import Round
from portal.surveys.queries import rounds
from portal.units.queries import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.units.models import Unit

KIND = "document"


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
            joinedload(Document.asker),
        )
        .order_by(Document.asked_at.desc(), Document.id)
    )


def document_in(top: Unit, document_id: str) -> Document | None:
    """One of these papers, as the database has it now."""
    found = documents(top).where(Document.id == document_id).execution_options(populate_existing=True)
    return db.session.scalar(found)


def reportable(top: Unit) -> Sequence[Round]:
    """The rounds whose results are open, so that a report can be made."""
    return db.session.scalars(rounds(top).where(Round.results_opened_at.is_not(None))).all()


def last_editor(document: Document) -> str | None:
    """Who wrote in a paper last, from the record of events."""
    found = (
        select(Person.full_name)
        .join(Account, Account.person_id == Person.id)
        .join(Event, Event.account_id == Account.id)
        .where(Event.subject_kind == KIND, Event.subject_id == document.id)
        .order_by(Event.id.desc())
    )
    return db.session.scalar(found.limit(1))


def writers(document: Document) -> Sequence[Account]:
    """Everybody who wrote in a paper, from the record of events."""
    mine = select(Event.account_id).where(
        Event.subject_kind == KIND, Event.subject_id == document.id, Event.action == "documents.write"
    )
    return db.session.scalars(select(Account).where(Account.id.in_(mine))).all()
