"""The public leaves as a file beside the database, `log/<round>.leaves` of the instance folder: it can only grow.

A line a leaf, all of one length, so that a range of leaves is a range of bytes. The file is a copy: where it is gone,
cut short or of another log, it is made anew from the database.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from flask import current_app
from sqlalchemy import Engine

from portal.extensions import db
from portal.sealing.log import checkpoints, log
from portal.sealing.log.checkpoints import Checkpoint
from portal.surveys.models import Round
from portal.web.data import durable, locks

LINE = len("B ") + 64 + len("\n")
CHUNK, BLOCK = 2000, 1 << 16
LARGEST_PACKED = 32 << 20  # bytes of a log up to which the whole of it is kept packed too
READABLE = 0o644  # what is in it is public


def path(slug: str) -> Path:
    """The file of a round."""
    return checkpoints.note_path(slug).with_suffix(".leaves")


def blocks(round_: Round, start: int, stop: int) -> Iterator[bytes]:
    """The lines of a range: from the file, or from the database while another process brings the file up to date."""
    file = updated_file(round_, stop)
    return from_database(round_.id, start, stop) if file is None else read_part(file, start * LINE, stop * LINE)


def packed(round_: Round, head: Checkpoint) -> tuple[int, Iterator[bytes]] | None:
    """All leaves of a checkpoint as gzip, made once a root, and their size; None where they are too many.

    None also where another process is at it, or has just made those of a later root and deleted these.
    """
    file = updated_file(round_, head.size)
    if file is None or head.size * LINE > LARGEST_PACKED:
        return None
    # named by the root: whoever asks for an older checkpoint's leaves is never given another's
    target = file.with_name(f"{file.name}-{head.root.hex()[:32]}.gz")
    if not target.exists():
        draft = durable.temporary_path(target)
        with gzip.GzipFile(draft, "wb", 6, mtime=0) as out:  # no moment in it: the same leaves are the same bytes
            out.writelines(read_part(file, 0, head.size * LINE))
        draft.replace(target)
        for older in set(file.parent.glob(f"{file.name}-*.gz")) - {target}:
            older.unlink(missing_ok=True)
    try:
        size = target.stat().st_size
        return size, read_part(target, 0, size)
    except FileNotFoundError:
        return None


def updated_file(round_: Round, size: int) -> Path | None:
    """The file, holding at least the first so many leaves; None while another process writes to it."""
    file = path(round_.slug)
    # the last line alone is compared: a file only ever grew line by line from one log
    if line_count(file) >= size and belongs_to(file, round_.id, size):
        return file
    with locks.exclusive(f"leaves-{round_.slug}", Path(current_app.config["INSTANCE"])) as got:
        if not got:
            return None
        have = line_count(file)
        if not belongs_to(file, round_.id, min(have, size)):
            file.unlink(missing_ok=True)  # whoever still reads it keeps what is open
            have = 0
        append(file, have, from_database(round_.id, have, size))
    return file


def line_count(file: Path) -> int:
    """How many whole lines a file has; none where there is no file."""
    return file.stat().st_size // LINE if file.exists() else 0


def belongs_to(file: Path, round_id: int, size: int) -> bool:
    """Whether the last of the first so many lines is this log's: a log put back or begun anew has others."""
    if not size:
        return True
    last = b"".join(read_part(file, (size - 1) * LINE, size * LINE))
    return last == b"".join(from_database(round_id, size - 1, size))


def append(file: Path, have: int, new: Iterator[bytes]) -> None:
    """Write lines behind those that are there, over what a crash left of a line, and bring them to the disk."""
    file.parent.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, READABLE)
    with os.fdopen(descriptor, "r+b") as out:
        out.seek(have * LINE)
        out.truncate()
        out.writelines(new)
        out.flush()
        os.fsync(out.fileno())


def read_part(file: Path, start: int, stop: int) -> Iterator[bytes]:
    """The bytes of a file from one place up to another. Raises FileNotFoundError at once, not at the first byte."""
    # no generator itself: the file is open before the caller answers, and may be replaced from then on
    opened = file.open("rb")
    opened.seek(start)
    return read_out(opened, stop - start)


def read_out(opened: BinaryIO, left: int) -> Iterator[bytes]:
    """So many bytes of an open file, which is closed."""
    with opened:
        while left > 0 and (block := opened.read(min(BLOCK, left))):
            left -= len(block)
            yield block


def from_database(round_id: int, start: int, stop: int) -> Iterator[bytes]:
    """The lines of a range, from the database."""
    # the engine is looked up here, while there is an application: the lines are read after the request is over
    return lines(db.engine, round_id, start, stop)


def lines(engine: Engine, round_id: int, start: int, stop: int) -> Iterator[bytes]:
    """The lines of a range, read some thousands at a time, each time anew: no reader keeps a transaction open."""
    for first in range(start, stop, CHUNK):
        with engine.connect().execution_options(sqlite_readonly=True) as connection:
            leaves = list(log.leaves_between(connection, round_id, first, min(first + CHUNK, stop)))
        yield "".join(f"{kind} {entry.hex()}\n" for _number, kind, entry in leaves).encode()


def forget(slug: str) -> None:
    """Forget a simulated round that begins anew."""
    main = path(slug)
    for file in (main, *main.parent.glob(f"{main.name}-*.gz")):
        file.unlink(missing_ok=True)
