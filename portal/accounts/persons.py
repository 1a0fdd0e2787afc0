"""Persons by their identifier; a name that differs from the identifier's is refused, never replaced.

`unit` is where the account is to be: a person known in other catalogues alone is another office's, and not named.
None for the shell, which may read everything.
"""

from flask_babel import gettext as _
from sqlalchemy import Select, case, func, select

from portal.accounts.models import Account, Person
from portal.errors import DomainError
from portal.extensions import db
from portal.units.models import Unit
from portal.units.names import is_same_name
from portal.web.data import transactions


def person_of(full_name: str, identifier: str | None = None, unit: Unit | None = None) -> Person:
    """The person of that identifier, or a new one. Raises DomainError where it is another name's."""
    number = tidy_identifier(identifier)
    person = refuse_other_name(full_name, number, unit)
    if person is not None:
        return person
    person = Person(full_name=full_name, identifier=number or None)
    with transactions.unless_taken():
        db.session.add(person)
    # somebody else may have added the same one at this moment
    return person if person in db.session else db.session.scalars(person_query(number)).one()


def refuse_other_name(full_name: str, identifier: str | None, unit: Unit | None = None) -> Person | None:
    """The person of the identifier; None where there is none. Raises DomainError if the names differ."""
    number = tidy_identifier(identifier)
    person = db.session.scalar(person_query(number)) if number else None
    if person is not None and not is_same_name(person.full_name, full_name):
        known = "" if unit is not None and number in elsewhere(unit) else person.full_name
        raise DomainError(name_conflict(number, known, full_name), "identifier")
    return person


def names_by_identifier() -> dict[str, str]:
    """The name of every identifier."""
    query = select(Person.identifier, Person.full_name).where(Person.identifier.is_not(None))
    return {number: name for number, name in db.session.execute(query) if number}


def elsewhere(unit: Unit) -> frozenset[str]:
    """The identifiers of those who have accounts in other catalogues and none in a unit's own."""
    here = func.max(case((Unit.catalogue_id == unit.catalogue_id, 1), else_=0))
    query = select(Person.identifier).join(Account).join(Unit).where(Person.identifier.is_not(None))
    return frozenset(filter(None, db.session.scalars(query.group_by(Person.id).having(here == 0))))


def name_conflict(number: str, known: str, typed: str) -> str:
    """What is said of an identifier under two names; `known` is empty where it may not be told."""
    if not known:
        return _(
            "Số hiệu %(number)s đã ghi cho một người của cơ quan khác dùng chung hệ thống, tên khác với %(typed)s. "
            "Kiểm tra lại số hiệu; nếu là một người thì nhập họ tên đúng như cơ quan kia đã ghi.",
            number=number,
            typed=typed,
        )
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
