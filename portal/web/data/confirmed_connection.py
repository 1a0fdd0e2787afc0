"""PostgreSQL's connection as `two_disks` wants it: a commit that the standby has not confirmed is an error.

Loaded where two disks are promised alone: SQLite needs no psycopg.
"""

import logging
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from flask import has_request_context
from psycopg.errors import Diagnostic
from psycopg.pq import TransactionStatus
from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError, OperationalError

from portal.web.data.fencing import STANDING, Mark, Refusal, Timelines, refusal

log = logging.getLogger(__name__)
T = TypeVar("T")
Steps = Generator[Any, Any, T]

LOOK_SECONDS = 2.0  # for so long what a connection was told of its server is believed
RECONNECT_SECONDS = 5.0  # the least age of a connection that is given up for a server's fault
PROBE_SECONDS = 2.0  # between two tries while the standby is away
CANCEL_SECONDS = 2.0  # for a server to break a wait off, before its connection is given up
SAID_SECONDS = 600.0
# A wait for the standby that was broken off, by a cancelled statement or by the end of its process; in any language.
BROKEN_OFF = frozenset({"01000", "57P01"})
AWAY = Refusal("standby does not answer", bars_jobs=False)

LOOK = f"SELECT {STANDING}, (SELECT system_identifier::text FROM pg_control_system())"  # noqa: S608 - our own words
# Write-ahead log without a row: the commit after it waits for the standby, and so for all that was written before.
LEAVE_MARK = f"SELECT {STANDING}, pg_logical_emit_message(true, 'ydan', '')::text, pg_current_xact_id()::text"
HAS_WRITTEN = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
# A server that is gone without a word is noticed within seconds, not after TCP's quarter of an hour.
GONE_UNNOTICED = {"connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}


class NotTaken(psycopg.OperationalError):
    """Refused before the commit: nothing of it was kept."""

    is_uncertain = False


class NotConfirmed(psycopg.OperationalError):
    """Nobody knows whether two servers have it: to send the same again is safe, and tells."""

    is_uncertain = True
    is_done_here = True


class StillAway(NotConfirmed):
    """As before the standby is away, and this try left nothing; an earlier one of the same may have."""

    is_done_here = False


class TwoDisks:
    """What one process knows of its servers. `seconds`: the longest that somebody waits for the standby."""

    def __init__(self, folder: Path, seconds: float) -> None:
        self.seconds = seconds
        self.timelines = Timelines(folder / "timelines.json")
        self.refreshed_at = float("-inf")
        self.is_away, self.next_probe = False, 0.0
        self.said: dict[str, float] = {}
        self.state, self.state_until = "", 0.0

    def judge(self, system: str, names: str, commit: str, timeline: str) -> Refusal | None:
        """Whether a server may be written to, by what it says of itself; said in the log where it may not."""
        if time.monotonic() - self.refreshed_at > LOOK_SECONDS:
            self.refresh()
        number = int(timeline, 16)
        found = refusal(names, commit, number, self.timelines.newest(system, number))
        if found is not None:
            self.say(found)
        return found

    def refresh(self) -> None:
        """Learn which timelines the other processes of this node have seen."""
        self.timelines.refresh()
        self.refreshed_at = time.monotonic()

    def say(self, found: Refusal) -> None:
        """Tell the log, not more than once in ten minutes."""
        if time.monotonic() - self.said.get(found.reason, float("-inf")) > SAID_SECONDS:
            self.said[found.reason] = time.monotonic()
            log.error("two_disks_refused", extra={"why": found.reason})

    def note_away(self) -> None:
        """The standby did not confirm in time: for some seconds nobody else is kept waiting for it."""
        self.is_away, self.next_probe = True, time.monotonic() + PROBE_SECONDS
        self.say(AWAY)

    def note_back(self) -> None:
        """The standby confirms."""
        if self.is_away:
            self.is_away = False
            self.said.pop(AWAY.reason, None)
            log.warning("standby_answers_again")

    def probe_is_due(self) -> bool:
        """Whether it is whoever asks that tries the standby now; for the others it stays away meanwhile."""
        if not self.is_away or time.monotonic() < self.next_probe:
            return False
        self.next_probe = time.monotonic() + self.seconds + PROBE_SECONDS
        return True


class ConfirmedConnection(psycopg.Connection[Any]):
    """A connection whose commits are successes only where the standby has confirmed them."""

    known: TwoDisks
    system = ""
    refused: Refusal | None = None
    connected_at = looked_at = float("-inf")
    is_awaited = False
    promises_nothing = False
    is_doubted = False
    is_slow = False
    deadline: float | None = None

    def hear(self, notice: Diagnostic) -> None:
        """Take note of a wait for the standby that was broken off: PostgreSQL calls it a success all the same."""
        if notice.severity_nonlocalized == "WARNING" and notice.sqlstate in BROKEN_OFF:
            self.is_doubted = True

    def look(self) -> None:
        """Ask the server what it is."""
        rows = self.execute(LOOK).fetchall()
        super().commit()  # with a rollback psycopg would forget what statements the server has prepared
        self.known.refresh()
        [(*standing, self.system)] = rows
        self.judge(*standing)

    def judge(self, names: str, commit: str, timeline: str) -> None:
        """Remember whether this server may be written to, by what it said a moment ago."""
        self.refused = self.known.judge(self.system, names, commit, timeline)
        self.looked_at = time.monotonic()

    def barred(self, *, awaited: bool) -> Refusal | None:
        """Why nothing may be committed now. Jobs and commands promise nobody anything: they wait for the standby."""
        if self.refused is not None and (awaited or self.refused.bars_jobs):
            return self.refused
        return AWAY if awaited and self.known.is_away else None

    def commit(self) -> None:
        """Commit. Raises NotTaken where nothing was written by it, NotConfirmed where nobody knows.

        Nobody knows either while the standby is away, though this very commit is not done: an earlier one of the same
        form may have been.
        """
        awaited = not self.promises_nothing and (self.is_awaited or has_request_context())
        self.is_awaited = self.promises_nothing = False
        bar = self.barred(awaited=awaited)
        if bar is not None and self.execute(HAS_WRITTEN).fetchall() == [(True,)]:
            self.rollback()
            if bar is not AWAY:
                raise NotTaken(bar.reason)
            if self.known.probe_is_due():
                self.probe()
            raise StillAway(bar.reason)
        self.commit_within(self.known.seconds if awaited else None)

    def commit_within(self, seconds: float | None) -> None:
        """Commit and wait for the standby so long, None: as long as it takes. Raises NotConfirmed."""
        self.is_doubted = self.is_slow = False
        self.deadline = None if seconds is None else time.monotonic() + seconds
        try:
            super().commit()
        except psycopg.OperationalError as error:
            if error.sqlstate and not self.closed:
                raise  # the server's own no
            self.close()
            raise NotConfirmed("the connection broke in a commit") from error
        finally:
            self.deadline = None
        if self.is_doubted:
            self.known.note_away()
            raise NotConfirmed(AWAY.reason)
        if self.is_slow:
            self.ask_whether_it_waited()

    def ask_whether_it_waited(self) -> None:
        """After a long commit: whoever empties synchronous_standby_names ends all waits, and no warning tells."""
        try:
            self.look()
        except psycopg.Error as error:
            raise NotConfirmed("the server left after a commit") from error
        if self.refused is not None:
            raise NotConfirmed(self.refused.reason)

    def wait(self, gen: Steps[T], *args: Any, **kwargs: Any) -> T:
        """Wait for the server; in a commit that somebody waits for, no longer than until its deadline."""
        return super().wait(gen if self.deadline is None else self.in_time(gen, self.deadline), *args, **kwargs)

    def in_time(self, steps: Steps[T], deadline: float) -> Steps[T]:
        """Go the steps of a commit; after the deadline have the server break its wait off, then leave it.

        No setting of PostgreSQL does that: statement_timeout and transaction_timeout end before the wait begins.
        """
        ready, is_cancelled = None, False
        while True:
            try:
                needed = steps.send(ready)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # a generator's end is untyped
            ready = yield needed
            self.is_slow = self.is_slow or not ready
            if ready or time.monotonic() < deadline:
                continue
            if is_cancelled:
                self.known.note_away()
                raise NotConfirmed("the server answers no more")
            is_cancelled, deadline = True, time.monotonic() + CANCEL_SECONDS
            with suppress(psycopg.Error):
                self.cancel_safe(timeout=CANCEL_SECONDS)

    def probe(self) -> bool:
        """Whether the standby confirms now, tried outside of any other work."""
        self.deadline = time.monotonic() + self.known.seconds
        try:
            self.ask_for_mark()
            self.commit_within(self.known.seconds)
        except psycopg.Error:
            if self.info.transaction_status == TransactionStatus.ACTIVE:
                self.close()  # given up in the middle of a question
            self.known.note_away()
            return False
        finally:
            self.deadline = None
        self.known.note_back()
        return True

    def require_fit(self) -> None:
        """Somebody waits for what is written from here to the commit. Raises NotTaken while that is in vain."""
        if self.refused is not None:
            self.look()  # it may be mended by now
        self.is_awaited = True
        bar = self.barred(awaited=True)
        if bar is None or (bar is AWAY and self.known.probe_is_due() and self.probe()):
            return
        raise NotTaken(bar.reason)

    def ask_for_mark(self) -> Mark:
        """Write the message of no content that makes a commit wait. Returns the name of its transaction."""
        [(names, commit, timeline, _place, number)] = self.execute(LEAVE_MARK).fetchall()
        self.judge(names, commit, timeline)
        return Mark(self.system, timeline, number)

    def state_of(self, mark: Mark) -> str | None:
        """What `two_disks.state_of` says."""
        with as_toolkit_error():
            [(_names, _commit, timeline)] = self.execute(f"SELECT {STANDING}").fetchall()
            if (mark.system, mark.timeline) != (self.system, timeline):
                return None
            [(state,)] = self.execute("SELECT pg_xact_status(%s::xid8)", (mark.number,)).fetchall()
            return None if state is None else str(state)

    def expect(self) -> None:
        """What `two_disks.expect` says."""
        with as_toolkit_error():
            try:
                self.require_fit()
            except NotTaken as error:
                raise NotConfirmed(str(error)) from error

    def stop_if_refused(self, names: str, commit: str, timeline: str) -> None:
        """What `two_disks.judge` says."""
        self.judge(names, commit, timeline)
        if self.refused is not None:
            with as_toolkit_error():
                raise NotTaken(self.refused.reason)

    def confirm(self) -> None:
        """What `two_disks.confirm` says."""
        with as_toolkit_error():
            self.rollback()
            try:
                self.require_fit()
                self.ask_for_mark()
                self.commit()
            except NotTaken as error:
                raise NotConfirmed(str(error)) from error

    def leave_mark(self) -> Mark:
        """What `two_disks.leave_mark` says. Raises OperationalError of NotTaken on a server that takes none."""
        with as_toolkit_error():
            if self.refused is not None and self.refused.bars_jobs:
                raise NotTaken(self.refused.reason)
            return self.ask_for_mark()

    def promise_nothing(self) -> None:
        """What `two_disks.promise_nothing` says."""
        self.promises_nothing = True
        with as_toolkit_error():
            self.execute("SET LOCAL synchronous_commit = local")


def confirm_commits(engine: Engine, known: TwoDisks) -> None:
    """Make an engine's connections confirmed ones, and look at their servers every few seconds."""

    @event.listens_for(engine, "do_connect")
    def connect(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> ConfirmedConnection:
        patience = {**GONE_UNNOTICED, "tcp_user_timeout": int(1000 * (known.seconds + CANCEL_SECONDS))}
        made = ConfirmedConnection.connect(*args, **{**patience, **options})
        made.known, made.connected_at = known, time.monotonic()
        made.add_notice_handler(made.hear)
        made.look()
        return made

    @event.listens_for(engine, "checkout")
    def look(made: ConfirmedConnection, _record: object, _proxy: object) -> None:
        made.is_awaited = made.promises_nothing = False
        # what was refused may be mended by now
        if made.refused is not None or time.monotonic() - made.looked_at > LOOK_SECONDS:
            try:
                made.look()
            except psycopg.Error as error:
                if made.closed:
                    raise DisconnectionError("the server left") from error  # another is made, perhaps to another server
        is_old = time.monotonic() - made.connected_at > RECONNECT_SECONDS
        if is_old and made.refused is not None and made.refused.bars_jobs:
            raise DisconnectionError(made.refused.reason)  # the same address may lead to the new primary by now


@contextmanager
def as_toolkit_error() -> Iterator[None]:
    """Raise what the driver says as SQLAlchemy would."""
    try:
        yield
    except psycopg.Error as error:
        raise OperationalError("COMMIT", None, error) from error
