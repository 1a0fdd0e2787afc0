"""Persons by their identifier; a name that differs from the identifier's is refused, never replaced."""

from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.accounts.models import Person
from portal.errors import DomainError
from portal.extensions import db
from portal.units.names import is_same_name
from portal.web.data import transactions


def person_of(full_name: str, identifier: str | None = None) -> Person:
    """The person of that identifier, or a new one. Raises DomainError where it is another name's."""
    number = tidy_identifier(identifier)
    person = refuse_other_name(full_name, number)
    if person is not None:
        return person
    person = Person(full_name=full_name, identifier=number or None)
    with transactions.unless_taken():
        db.session.add(person)
    # somebody else may have added the same one at this moment
    return person if person in db.session else db.session.scalars(person_query(number)).one()


def refuse_other_name(full_name: str, identifier: str | None) -> Person | None:
    """The person of the identifier; None where there is none. Raises DomainError if the names differ."""
    number = tidy_identifier(identifier)
    person = db.session.scalar(person_query(number)) if number else None
    if person is not None and not is_same_name(person.full_name, full_name):
        raise DomainError(name_conflict(number, person.full_name, full_name), "identifier")
    return person


def names_by_identifier() -> dict[str, str]:
    """The name of every identifier."""
    query = select(Person.identifier, Person.full_name).where(Person.identifier.is_not(None))
    return {number: name for number, name in db.session.execute(query) if number}


def name_conflict(number: str, known: str, typed: str) -> str:
    """What is said of an identifier under two names."""
    return _(
        "Số hiệu %(number)s đã ghi là của %(known)s, nay nhập cho %(typed)s. Kiểm tra lại số hiệu; "
        "nếu là một người thì nhập họ tên đúng như đã ghi, kể cả dấu.",
        number=number,
        known=known,
        typed=typed,
    )


def tidy_identifier(typed: str | None) -> str:
    """An identifier as it is kept: no spaces, in capitals; empty for none."""
    return "".join((typed or "").split()).upper()


def person_query(number: str) -> Select[Person]:
    """The person of an identifier, as a question."""
    return select(Person).where(Person.identifier == number)
