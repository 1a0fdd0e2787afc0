"""Long work is a row: asked for in a request, done by the queue worker, its progress written as it goes."""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from flask import current_app, g
from flask.globals import app_ctx
from flask_babel import LazyString
from flask_babel import gettext as _
from sqlalchemy import JSON, String, Text, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal.errors import Conflict, DomainError
from portal.extensions import Hook, Model, UtcDateTime, db, queue
from portal.web.data import clock, garbage_collection, locks, transactions
from portal.web.data.files import StoredFile, store_file

Progress = Callable[[int, int], None]
Waits = Callable[[str], None]
Handler = Callable[["Job", Progress], "JobFile | StoredFile | None"]

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5
SILENT_AFTER = timedelta(seconds=40)
WRITE_EVERY_SECONDS = 0.3

FIRST, LAST = 10, 0
RETRY_SECONDS = 2


class JobFile(NamedTuple):
    """What a handler made: kept as a file once its work is over."""

    name: str
    mime: str
    content: bytes


class Job(Model):
    """One piece of work and how far it is."""

    __tablename__ = "job"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    args: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    status: Mapped[str] = mapped_column(String(10), default="pending")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    # Why it failed; while it runs, what it waits for.
    error: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    file_id: Mapped[str | None] = mapped_column(String(32))

    @property
    def state(self) -> str:
        """pending, running, done or failed; a worker that fell silent counts as failed."""
        if self.status == "running" and self.heartbeat_at and clock.now() - self.heartbeat_at > SILENT_AFTER:
            return "failed"
        return self.status

    @property
    def is_moving(self) -> bool:
        """Whether a page should look again soon."""
        return self.state in {"pending", "running"}


@dataclass(frozen=True)
class JobKind:
    """What does the jobs of one kind, and how a sentence calls it.

    `turn`: a worker does one of the kind at a time, so that its other threads stay free for the rest. A kind of low
    priority waits behind all others: there may be hundreds of them.
    """

    name: str
    title: LazyString
    run: Handler
    turn: threading.Lock | None
    low_priority: bool

    def __call__(self, job: Job, progress: Progress) -> JobFile | StoredFile | None:
        return self.run(job, progress)


kinds: Hook[JobKind] = Hook()


def kind_named(name: str | None) -> JobKind | None:
    """The kind of that name; None for one that no room knows."""
    return next((kind for kind in kinds if kind.name == name), None)


def handler(
    kind: str, title: LazyString, *, exclusive: bool = False, low_priority: bool = False
) -> Callable[[Handler], JobKind]:
    """Make a function what does the jobs of one kind: one at a time, behind all others if said.

    A handler begins reading only, so that slow work never keeps a ballot waiting; one that writes rows of its own
    calls `transactions.allow_writes()` first. What it returns is kept as the job's file.
    """
    return lambda run: JobKind(kind, title, run, threading.Lock() if exclusive else None, low_priority)


def start(kind: str, args: dict[str, Any], by: int | None = None, *, after: int = 0) -> Job:
    """Ask for work, at the earliest `after` so many seconds; handed to the queue once the transaction is kept."""
    job = Job(id=uuid.uuid4().hex, kind=kind, args=args, status="pending", asked_by=by, asked_at=clock.now())
    db.session.add(job)
    db.session.flush()
    enqueue_after_commit(job, after)
    return job


def start_once(kind: str, args: dict[str, Any], by: int | None = None) -> Job:
    """Ask for work, or take the same work that is under way already."""
    last = latest(kind, args)
    return last if last is not None and last.is_moving else start(kind, args, by)


def latest(kind: str, args: dict[str, Any]) -> Job | None:
    """The last job of a kind that was asked for with these arguments, whatever others it had."""
    asked = select(Job).where(Job.kind == kind)
    for name, value in args.items():
        kept = Job.args[name]
        asked = asked.where((kept.as_integer() if isinstance(value, int) else kept.as_string()) == value)
    return db.session.scalars(asked.order_by(Job.asked_at.desc()).limit(1)).first()


def retry(job: Job) -> Job:
    """Ask again for work that failed."""
    if job.state != "failed":
        raise Conflict(_("Việc này đang chạy hoặc đã xong, không cần làm lại."))
    job.status, job.done, job.error, job.heartbeat_at, job.asked_at = "pending", 0, "", None, clock.now()
    db.session.flush()
    enqueue_after_commit(job)
    return job


def enqueue_after_commit(job: Job, after: int = 0) -> None:
    """Give a job to the queue after the commit, to be done now or `after` so many seconds."""
    job_id, priority = job.id, priority_of(job.kind)
    if after:
        transactions.after_commit(lambda: queue.delay(job_id, after, priority=priority))
    else:
        transactions.after_commit(lambda: queue.enqueue(job_id, priority=priority))


def priority_of(kind: str) -> int:
    """Which of two waiting jobs is done first: the one with more, else the older."""
    found = kind_named(kind)
    return LAST if found and found.low_priority else FIRST


def requeue_waiting() -> None:
    """Give the queue again what has waited for a minute: a crash may have lost it."""
    waiting = select(Job.id, Job.kind).where(Job.status == "pending", Job.asked_at < clock.now() - timedelta(minutes=1))
    found = db.session.execute(waiting).all()
    db.session.rollback()
    for job_id, kind in found:
        queue.enqueue(job_id, priority=priority_of(kind))


def run(job_id: str) -> None:
    """Do one job; one whose kind is done alone is put off while another of the kind is at work."""
    transactions.read_only()
    kind = kind_named(db.session.scalar(select(Job.kind).where(Job.id == job_id)))
    db.session.rollback()
    if kind is None or kind.turn is None:
        perform(job_id)
    elif kind.turn.acquire(blocking=False):
        try:
            perform(job_id)
        finally:
            kind.turn.release()
    else:
        queue.delay(job_id, RETRY_SECONDS, priority=priority_of(kind.name))
    garbage_collection.free_cycles()


def perform(job_id: str) -> None:
    """Do one job, at most once at a time; what goes wrong is written on the row."""
    job = claim(job_id)  # two workers may have been handed one job
    if job is None:
        return
    try:
        with heartbeat(job_id), locks.announce_work(description(job), Path(current_app.config["INSTANCE"])):
            transactions.read_only()
            made = require_kind(job.kind)(db.session.get_one(Job, job_id), progress_reporter(job_id))
            finish(job_id, "done", file_id=store_result(made))
    except DomainError as error:
        db.session.rollback()
        finish(job_id, "failed", error=error.message)
    except Exception:
        log.exception("job_failed", extra={"job": job_id, "kind": job.kind})
        db.session.rollback()
        sentence = _("Có lỗi khi xử lý. Bấm “Thử lại”; nếu vẫn lỗi, báo quản trị mã %(id)s.", id=job_id[:8])
        finish(job_id, "failed", error=sentence)


def require_kind(name: str) -> JobKind:
    """The kind of that name. Raises LookupError: the row may be of another version."""
    kind = kind_named(name)
    if kind is None:
        raise LookupError(name)
    return kind


def description(job: Job) -> str:
    """How whoever has to wait for a job is told of it."""
    kind = kind_named(job.kind)
    return _("việc nền “%(kind)s” mã %(id)s đang chạy", kind=kind.title if kind else job.kind, id=job.id[:8])


def store_result(made: JobFile | StoredFile | None) -> str | None:
    """The id of the file a handler made, kept now if it is not yet."""
    if isinstance(made, JobFile):
        transactions.allow_writes()
        return str(store_file(*made).id)
    return str(made.id) if made else None


def claim(job_id: str) -> Job | None:
    """Mark a pending job as running; None when somebody else has it or it is done."""
    g.read_only = False
    mine = (
        update(Job)
        .where(Job.id == job_id, Job.status == "pending")
        .values(status="running", heartbeat_at=clock.now(), done=0)
    )
    claimed = transactions.rows_changed(mine)
    db.session.commit()
    return db.session.get(Job, job_id) if claimed else None


def finish(job_id: str, status: str, *, error: str = "", file_id: str | None = None) -> None:
    """Write how a job ended."""
    # what a handler only read is given back first, as SQLite cannot turn it into a write
    if g.get("read_only"):
        transactions.allow_writes()
    values = {"status": status, "error": error, "file_id": file_id, "finished_at": clock.now()}
    db.session.execute(update(Job).where(Job.id == job_id).values(**values))
    db.session.commit()


def progress_reporter(job_id: str) -> Progress:
    """A function that writes «done of total» on the row, at most three times a second."""
    last = 0.0

    def write(done: int, total: int) -> None:
        nonlocal last
        if done < total and time.monotonic() - last < WRITE_EVERY_SECONDS:
            return
        last = time.monotonic()
        write_heartbeat(job_id, done=done, total=total)

    return write


def waiting_reporter(job_id: str) -> Waits:
    """A function that writes on the row what the work waits for; an empty text once it goes on."""
    said = ""

    def write(why: str) -> None:
        nonlocal said
        if why != said:
            said = why
            write_heartbeat(job_id, error=why)

    return write


def write_heartbeat(job_id: str, **values: int | str) -> None:
    """Write progress and a sign of life in a short transaction of its own."""
    with transactions.write_engine().begin() as connection:
        connection.execute(update(Job).where(Job.id == job_id).values(heartbeat_at=clock.now(), **values))


@contextmanager
def heartbeat(job_id: str) -> Iterator[None]:
    """Give a sign of life every few seconds while the block runs."""
    over = threading.Event()
    app = app_ctx.app

    def beat() -> None:
        while not over.wait(HEARTBEAT_SECONDS):
            with app.app_context():
                write_heartbeat(job_id)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=HEARTBEAT_SECONDS)
