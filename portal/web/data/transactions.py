"""One transaction a request: commit below 400, roll back from 400 up. No view commits."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Flask, Response, g, has_app_context, request
from flask_babel import gettext as _
from sqlalchemy import Connection, CursorResult, Engine, event
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as PlainSession
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.sql.dml import UpdateBase

from portal.errors import Conflict, DomainError
from portal.extensions import db
from portal.web.data import two_disks
from portal.web.data.databases import SAFE_METHODS

AnySession = PlainSession | scoped_session[Any]

T = TypeVar("T")
Asked = ParamSpec("Asked")
REFUSED_FROM = 400
UNIQUE_VIOLATION = "23505"
FOREIGN_KEY_VIOLATION, FOREIGN_KEY_VIOLATION_NAME = "23503", "SQLITE_CONSTRAINT_FOREIGNKEY"
UNIQUE_VIOLATION_NAMES = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})


def install(app: Flask) -> None:
    """Close the transaction after every request."""
    app.before_request(keep_reads)
    app.teardown_request(forget_reads)
    app.after_request(close_transaction)


def keep_reads() -> None:
    """Let `once_a_request` keep what it reads, where the method says that nothing is written."""
    if request.method in SAFE_METHODS:
        g.reads = {}


def forget_reads(_error: BaseException | None = None) -> None:
    """The next request reads anew, and so does whoever goes on without one."""
    g.pop("reads", None)


@event.listens_for(db.session, "after_rollback")
def forget_rows(_session: PlainSession) -> None:
    """What was read before a rollback are rows that would have to be loaded one by one."""
    if has_app_context():
        forget_reads()


def close_transaction(response: Response) -> Response:
    """Keep what a request did, or nothing of it; then hand over what waits for the commit."""
    if not db.session.registry.has():
        return response
    if response.status_code >= REFUSED_FROM:
        db.session.rollback()
        g.pop("after_commit", None)
        return response
    if request.method not in SAFE_METHODS:
        g.mark = two_disks.leave_mark(db.session)
        g.location = response.location or request.full_path
    # nobody reads these rows again: marking each of a board's thousands for loading anew is a tenth of its time
    db.session().expire_on_commit = False
    db.session.commit()
    for action in g.pop("after_commit", []):
        action()
    return response


def after_commit(action: Callable[[], object]) -> None:
    """Do `action` once the request's transaction is kept."""
    g.setdefault("after_commit", []).append(action)


def commit() -> None:
    """Keep what was done so far and do what waits for it: for commands and jobs, never for views."""
    db.session.commit()
    for action in g.pop("after_commit", []):
        action()


def read_only() -> None:
    """Give the write transaction back (nothing of it is kept): what follows in this request only reads.

    For slow work inside a POST: checking a password, rendering a form anew.
    """
    # asked for twice, it leaves alone what was read in between
    if g.get("read_only"):
        return
    db.session.rollback()
    g.read_only = True


def allow_writes() -> None:
    """End `read_only`: what follows in this request may write."""
    db.session.rollback()
    g.pop("reads", None)
    g.read_only = False


def once_a_request(read: Callable[Asked, T]) -> Callable[Asked, T]:
    """Have a page that only reads ask the same of the database once, however many of its parts ask.

    Where a request may write, and outside of requests, each call reads anew. Arguments are rows and plain values.
    """

    @wraps(read)
    def kept(*args: Asked.args, **kwargs: Asked.kwargs) -> T:
        reads: dict[Hashable, Any] | None = g.get("reads") if has_app_context() else None
        if reads is None:
            return read(*args, **kwargs)
        key = (read, args, *sorted(kwargs.items()))
        if key not in reads:
            reads[key] = read(*args, **kwargs)
        found: T = reads[key]
        return found

    return kept


def concurrent_change() -> Conflict:
    """What is said where nobody knows more."""
    return Conflict(_("Nội dung này vừa có người khác sửa, lần gửi này chưa được ghi. Đề nghị xem lại rồi làm lại."))


@contextmanager
def savepoint(conflict: Callable[[], DomainError] = concurrent_change) -> Iterator[None]:
    """Change or add rows in a savepoint. Raises what `conflict` makes where somebody did so with the same meanwhile."""
    try:
        with db.session.begin_nested():
            yield
    except StaleDataError as error:
        raise conflict() from error
    except IntegrityError as error:
        if not is_by_another(error):
            raise
        raise conflict() from error


@contextmanager
def unless_taken(refusal: DomainError | None = None) -> Iterator[None]:
    """Add rows in a savepoint. Where an equal row is there nothing is added, and `refusal` is raised if given."""
    # a look before it tells most people so kindly; of two who look at once the unique index alone knows
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        if refusal is not None and is_by_another(error):
            raise refusal from error
        if not is_unique_violation(error):
            raise


def add_or_find(row: T, find: Callable[[], T | None]) -> T:
    """Add a row in a savepoint, or give the equal one that was added meanwhile: a form sent twice is one row."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        known = find() if is_unique_violation(error) else None
        if known is None:
            raise
        return known
    return row


def is_unique_violation(error: IntegrityError) -> bool:
    """Whether a unique index spoke, not another constraint."""
    driver = error.orig
    unique = getattr(driver, "sqlstate", None) == UNIQUE_VIOLATION
    return unique or getattr(driver, "sqlite_errorname", "") in UNIQUE_VIOLATION_NAMES


def is_by_another(error: IntegrityError) -> bool:
    """Whether somebody else was first: took the key, or deleted the row that is referred to."""
    driver = error.orig
    names = getattr(driver, "sqlstate", None), getattr(driver, "sqlite_errorname", None)
    return is_unique_violation(error) or names in {(FOREIGN_KEY_VIOLATION, None), (None, FOREIGN_KEY_VIOLATION_NAME)}


def rows_changed(change: UpdateBase, session: AnySession = db.session) -> int:
    """Run an UPDATE or DELETE and count the rows that it met: 0 where its condition holds for none."""
    return cast("CursorResult[Any]", session.execute(change)).rowcount


def read_connection() -> Connection:
    """A connection of its own that only reads: it waits for no writer, and keeps none waiting."""
    return db.engine.connect().execution_options(sqlite_readonly=True)


def separate_session() -> PlainSession:
    """A session of its own, for what must outlive a refusal (a failed sign-in counted). Use as a context."""
    allow_writes()
    return PlainSession(write_engine(), expire_on_commit=False)


def write_engine() -> Engine:
    """The engine for a short write of its own, whatever the request's method."""
    return db.engine.execution_options(sqlite_write=True)
