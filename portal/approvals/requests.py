"""A table of requests as its room declares it, and its steps: ask, decide, withdraw."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, update

from portal.approvals.models import Asked
from portal.approvals.second_person import Human, Signatory, refuse_same_person
from portal.errors import Conflict, Refused
from portal.extensions import db
from portal.web.data import clock, transactions

Row = TypeVar("Row", bound=Asked)
LONGEST_REASON = 1000


@dataclass(frozen=True)
class Requests(Generic[Row]):
    """A table of requests, and what its room says to the asker who decides and to whoever comes after a decision."""

    table: type[Row]
    same_person: object
    decided: object

    def ask(self, row: Row, *, by: Signatory, taken: Conflict) -> Row:
        """Write a request down. Raises `taken` where the table's unique index has an equal one that waits."""
        row.asked_by, row.asked_at = by.id, clock.now()
        with transactions.unless_taken(taken):
            db.session.add(row)
        return row

    def refuse_same_person(self, row: Row, by: Signatory, *others: Human | Signatory) -> None:
        """Raise Refused where the asker, or one of the others whom the request concerns, would decide."""
        refuse_same_person(by, row.asker, *others, sentence=self.same_person)

    def decide(self, row: Row, *others: Human | Signatory, by: Signatory, accepted: bool, **values: object) -> None:
        """Write a decision. Raises Refused where the asker or one of the others decides, Conflict where it is late."""
        self.refuse_same_person(row, by, *others)
        self.record(row, by=by, accepted=accepted, **values)

    def withdraw(self, row: Row, *, by: Signatory) -> None:
        """Take a request back, noted as turned down. Raises Refused unless this account asked for it."""
        if row.asked_by != by.id:
            raise Refused(_("Chỉ người đề nghị mới rút được đề nghị của mình."))
        self.record(row, by=by, accepted=False, note=_("Người đề nghị rút lại."))

    def record(self, row: Row, *, by: Signatory, **values: object) -> None:
        """Write a decision in one conditional update. Raises Conflict where it is decided already."""
        values |= {"decided_by": by.id, "decided_at": clock.now()}
        write_once(row, self.table.decided_at.is_(None), Conflict(str(self.decided)), **values)


def write_once(row: Asked, where: ColumnElement[bool], refusal: Conflict | Refused, **values: object) -> None:
    """Change a row for which a condition still holds; raise `refusal` where it does not.

    The condition stands in the statement that writes: of two who decide at once the database lets one through.
    """
    table = type(row)
    change = update(table).where(table.id == row.id, where).values(**values)
    if not transactions.rows_changed(change.execution_options(synchronize_session=False)):
        raise refusal
    db.session.refresh(row, list(values))
