"""Reading papers, always inside a subtree of units."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, extract, select
from sqlalchemy.orm import contains_eager, joinedload

from portal.accounts.models import Account, Person
from portal.audit.models import Event
from portal.documents.lifecycle.requests import Request
from portal.documents.lifecycle.states import CHECKING, DOUBTFUL, TAKEN
from portal.documents.models import Document, SignedCopy
from portal.extensions import db
from portal.papers.letterhead import PROFILES
from portal.surveys.queries import rounds
from portal.units.models import COMMUNE, PROVINCE, Unit
from portal.units.queries import contains, within
from portal.web.data import transactions

KIND = "document"
DIVISIONS_OWN = "awards"  # the kind that a division writes to its own office
# Events whose authors count as makers of a paper and may not approve it.
CHANGES = (
    "documents.request",
    "documents.write",
    "documents.choose",
    "documents.particulars",
    "documents.refresh",
    "documents.explanations",
)


def documents(top: Unit) -> Select[Document]:
    """The papers of a subtree, the latest first."""
    return with_people().where(within(top)).order_by(Document.asked_at.desc(), Document.id)


@cache
def with_people() -> Select[Document]:
    """Papers with all that their pages name."""
    return (
        select(Document)
        .join(Document.unit)
        .options(
            contains_eager(Document.unit),
            joinedload(Document.round),
            joinedload(Document.job),
            joinedload(Document.about),
            joinedload(Document.asker),
            joinedload(Document.approver),
        )
    )


def document_in(top: Unit, document_id: str) -> Document | None:
    """One of these papers, as the database has it now."""
    document = db.session.scalar(document_statement(), {"id": document_id})
    return document if document is not None and contains(top, document.unit) else None


@cache
def document_statement() -> Select[Document]:
    """A paper by its id: each of its pages asks, so it is put together once."""
    # read anew, the reader's own unit would forget those above it, which the menu names
    above = contains_eager(Document.unit).joinedload(Unit.parent).joinedload(Unit.parent)
    # Jobs write in transactions of their own: a row that the session holds may be out of date.
    query = with_people().options(above).execution_options(populate_existing=True)
    return query.where(Document.id == bindparam("id"))


@transactions.once_a_request
def history(document: Document) -> Sequence[tuple[Event, str]]:
    """Who did what to a paper, from its making on, with their names."""
    query = select(Event, Person.full_name).where(Event.subject_kind == KIND, Event.subject_id == document.id)
    named = query.outerjoin(Account, Account.id == Event.account_id).outerjoin(Person, Person.id == Account.person_id)
    return [(event, name or event.username) for event, name in db.session.execute(named.order_by(Event.id))]


def writers(document: Document) -> Sequence[Account]:
    """The accounts that made or changed a paper, by the record of events (`CHANGES`)."""
    account_ids = select(Event.account_id).where(
        Event.subject_kind == KIND, Event.subject_id == document.id, Event.action.in_(CHANGES)
    )
    return db.session.scalars(select(Account).where(Account.id.in_(account_ids))).all()


def request_of(document: Document) -> Request:
    """What a paper was asked for; the day of a closing sheet and the directive of a press note stand in its figures."""
    day, directed_on = (
        date.fromisoformat(kept) if (kept := document.figures.get(name)) else None for name in ("day", "directed_on")
    )
    directive = document.figures.get("directive", "")
    year = document.unit.catalogue_id
    return Request(document.round, document.about, document.month, day, year, directive, directed_on)


def signers_of(document: Document) -> tuple[tuple[str, ...], ...]:
    """Capacities and offices that may sign, by the plan of its round or, where it has none, of the latest one."""
    round_ = document.round or db.session.scalars(rounds(document.unit)).first()
    if round_ is None:
        return ()
    heads, level = round_.plan_data.letterheads, document.unit.level
    if document.kind == DIVISIONS_OWN:
        deputy = "KT." if PROFILES[heads.province.profile].motto else "K/T"
        return (("TRƯỞNG PHÒNG",), (f"{deputy} TRƯỞNG PHÒNG", "PHÓ TRƯỞNG PHÒNG"))
    below = heads.commune if level == COMMUNE else heads.district or heads.commune
    return (heads.province if level == PROVINCE else below).signers


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
