"""Rows with a version: changed only by whoever looked at the version that stands."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from flask_babel import gettext as _

from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.web.data import clock, transactions
from portal.web.ui.formats import clock_time


class Named(Protocol):
    """Whoever changed a row."""

    @property
    def full_name(self) -> str: ...


class Entered(Protocol):
    """A row that knows who entered it last, and when."""

    @property
    def enterer(self) -> Named: ...
    @property
    def entered_at(self) -> datetime: ...
    @property
    def version(self) -> int: ...


EnteredT = TypeVar("EnteredT", bound=Entered)


class StaleRow(Conflict):
    """Somebody changed a row after it was looked at: says who and when."""

    def __init__(self, name: str, at: datetime) -> None:
        sentence = _(
            "Nội dung này vừa được đồng chí %(name)s sửa lúc %(time)s. Đề nghị xem phần khác nhau trước khi lưu.",
            name=name,
            time=clock_time(at),
        )
        super().__init__(sentence)


def stale(row: Entered) -> StaleRow:
    """What is said of a row as it stands in the database now."""
    db.session.refresh(row)
    db.session.refresh(row, ["enterer"])  # some rows load it only where it is asked for
    return StaleRow(row.enterer.full_name, row.entered_at)


def refuse_stale(row: Entered, version: int) -> None:
    """Raises StaleRow unless the row stands at the version that was looked at."""
    if row.version != version:
        raise stale(row)


def update(row: object, conflict: Callable[[], DomainError], /, **values: object) -> None:
    """Change a row in a savepoint. Raises what `conflict` makes where somebody changed it first."""
    with transactions.savepoint(conflict):
        for name, value in values.items():
            setattr(row, name, value)


def update_entered(row: Entered, /, **values: object) -> None:
    """The same, with a StaleRow for the conflict."""
    update(row, partial(stale, row), **values)


def add_entered(row: EnteredT, find: Callable[[], EnteredT | None]) -> EnteredT:
    """Add a row that stands once. Raises StaleRow where somebody's came first, as `find` reads it."""
    known = transactions.add_or_find(row, find)
    if known is not row:
        raise stale(known)
    return row


def change_entered(row: Entered, /, *, by: int, **values: object) -> dict[str, object]:
    """Change what was entered. Returns the old values; empty, and nothing is done, where all stand so already."""
    old = {name: getattr(row, name) for name in values}
    if old == values:
        return {}
    update_entered(row, **values, entered_by=by, entered_at=clock.now())
    return old
