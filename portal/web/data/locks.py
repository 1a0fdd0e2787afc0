"""One lock helper for both databases: writers of one machine queue; a job of one kind runs alone."""

import fcntl
import os
import threading
import uuid
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from sqlalchemy import text

from portal.extensions import db

WAIT_SECONDS = 20
WORK = ".work"
# The files of the work that whoever asks is at itself.
_own_work: ContextVar[frozenset[str]] = ContextVar("own_work", default=frozenset())


class FileLock:
    """A lock over the threads of a process and the processes of a machine. Not re-entrant."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.threads = threading.Lock()
        self.descriptor: int | None = None
        self.pid = 0

    def acquire(self, *, wait: bool = True) -> bool:
        """Take the lock; True when taken. Raises TimeoutError when this process holds it for too long."""
        if not self.threads.acquire(timeout=WAIT_SECONDS if wait else 0):
            if not wait:
                return False
            message = "the write lock was not freed in time"
            raise TimeoutError(message)
        try:
            fcntl.flock(self.file(), fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            self.threads.release()
            return False
        except BaseException:
            self.threads.release()
            raise
        return True

    def file(self) -> int:
        """The descriptor of this process's own open file."""
        if self.descriptor is None or self.pid != os.getpid():
            self.descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            self.pid = os.getpid()
        return self.descriptor

    def release(self) -> None:
        """Let the next one in."""
        fcntl.flock(self.file(), fcntl.LOCK_UN)
        self.threads.release()


@contextmanager
def exclusive(name: str, folder: Path) -> Iterator[bool]:
    """Yield True in the one holder of `name`, False in everyone else meanwhile."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect() as connection:
            key = zlib.crc32(name.encode())
            got = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
            connection.commit()
            try:
                yield got
            finally:
                if got:
                    connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
                    connection.commit()
        return
    with hold_file(folder / f"{name}.lock") as got:
        yield got


@contextmanager
def hold_file(file: Path) -> Iterator[bool]:
    """Yield whether whoever asks alone holds a file, which is taken away afterwards."""
    kept = locked_descriptor(file)
    try:
        yield kept is not None
    finally:
        if kept is not None:
            file.unlink(missing_ok=True)
            os.close(kept)


def locked_descriptor(file: Path) -> int | None:
    """The descriptor of a file that is locked and still in its place, which its holder takes away; None if held."""
    while True:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        try:
            # whoever held it may have taken the file away between our opening and locking
            if os.path.samestat(os.fstat(descriptor), file.stat()):
                return descriptor
        except FileNotFoundError:
            pass
        os.close(descriptor)


@contextmanager
def announce_work(words: str, folder: Path) -> Iterator[None]:
    """Say that long work is under way, by a locked file that holds its words: others may have to wait for it."""
    file = folder / f"{uuid.uuid4().hex}{WORK}"
    fresh = file.with_suffix(".new")
    with fresh.open("x", encoding="utf-8") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.write(words)
        kept.flush()
        fresh.rename(file)
        token = _own_work.set(_own_work.get() | {file.name})
        try:
            yield
        finally:
            _own_work.reset(token)
            file.unlink(missing_ok=True)


def announced_work(folder: Path) -> list[str]:
    """The words of the work that others are at on this machine; what a killed process left is cleared away."""
    files = sorted(file for file in folder.glob(f"*{WORK}") if file.name not in _own_work.get())
    return [words for file in files if (words := work_description(file))]


def work_description(file: Path) -> str:
    """What a file of work says; empty where nobody is at it any more."""
    try:
        with file.open(encoding="utf-8") as kept:
            try:
                fcntl.flock(kept, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return kept.read()
            file.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
    return ""
