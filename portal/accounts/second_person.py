"""Four eyes: who counts as a second person, and a decision that is written once. Every room asks here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from portal.accounts.models import Account
from portal.errors import Conflict, Refused
from portal.extensions import db
from portal.web.data import transactions

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from portal.accounts.models import Person


def refuse_same_person(by: Account, *others: Account | Person | None, sentence: str) -> None:
    """Raise Refused with `sentence` where `by` is, under whichever account, one of the others; None is skipped."""
    persons = (other.person if isinstance(other, Account) else other for other in others if other is not None)
    if any(by.person.is_same_as(person) for person in persons):
        raise Refused(sentence)


def decide_once(row: Any, waits: ColumnElement[bool], *, sentence: str, **values: object) -> None:  # noqa: ANN401 - any table's
    """Write a decision on a row that still waits. Raises Conflict with `sentence` where it is decided already.

    The condition stands in the statement that writes: of two who decide at once the database lets one through.
    """
    table = type(row)
    mine = update(table).where(table.id == row.id, waits).values(**values)
    if not transactions.rows_changed(mine.execution_options(synchronize_session=False)):
        raise Conflict(sentence)
    db.session.refresh(row, list(values))
