"""Which of the portal's statements each test has it send, and the cheapest tests that together send each of them twice.

A statement that PostgreSQL has taken in two tests tells the same in the hundredth. `./test` runs everything on SQLite
and records it here; on PostgreSQL it runs the tests chosen here and whatever else may differ (`MAY_DIFFER`).
`./test --long` runs everything on both.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter, defaultdict
from functools import cache
from hashlib import blake2b
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.engine import Engine

from portal.config import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from types import FrameType

    import pytest

TIMES = 2
"""A statement's rows may be none in one test; the second seldom has none too."""
LIST = re.compile(r"\((\?|:\w+|%\(\w+\)s)(, (\?|:\w+|%\(\w+\)s))*\)")
"""The values of an IN or of a row: their number is no other statement."""
SAVEPOINT = re.compile(r"\bsa_savepoint_\d+")
"""They are numbered; the number is no other statement."""
PORTAL = tuple(f"{ROOT / folder}/" for folder in ("portal", "migrations", "templates"))
TESTS = f"{ROOT / 'tests'}/"
MAY_DIFFER = ("tests/faults/", "tests/ops/", "tests/web/data/", "tests/journeys/test_citizen.py")
"""Kills, backups, migrations and transactions, and the one way everybody goes."""
NAMES_A_DATABASE = re.compile(r"\b(postgresql|sqlite|threading|races|is_stale|locks)\b", re.IGNORECASE)
"""Tests of one database, of what two do at once, and of what the two databases do otherwise."""


class Record(NamedTuple):
    """What a test cost on SQLite, in seconds, the digests of the statements it sent, whether it is of no database."""

    seconds: float
    statements: frozenset[str]
    once: bool = False


class Recorder:
    """Hears every statement that the portal sends in this process, by whichever engine or thread.

    What a test itself asks or writes is left out: it tells nothing of the portal, and would have the test repeated.
    """

    current: Recorder | None = None
    """That of this process, if this run is recorded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sent: set[str] = set()
        self.known: set[str] = set()
        self.records: dict[str, tuple[float, list[str], bool]] = {}
        event.listen(Engine, "before_cursor_execute", self.hear)

    def hear(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        """Whether the portal sends it is looked at until it has; then it counts as its own wherever it comes from."""
        told = digest(statement)
        if told in self.known or is_portals_own(sys._getframe(1)):
            self.known.add(told)
            self.sent.add(told)

    def record(self, test: str, *, once: bool) -> Iterator[None]:
        """Keep what is sent until the generator is resumed as the test's own."""
        self.sent.clear()
        start = perf_counter()
        yield
        self.records[test] = (perf_counter() - start, sorted(self.sent), once)

    def write(self, process: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{process}.json").write_text(json.dumps(self.records), encoding="utf-8")


def is_portals_own(frame: FrameType | None) -> bool:
    """Whether the portal's code is nearer to a statement than a test's; also where neither is, in a thread."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file.startswith((TESTS, *PORTAL)):
            return not file.startswith(TESTS)
        frame = frame.f_back
    return True


@cache
def digest(statement: str) -> str:
    plain = SAVEPOINT.sub("sa_savepoint", LIST.sub("(?)", statement))
    return blake2b(plain.encode(), digest_size=8).hexdigest()


def read(folder: Path) -> dict[str, Record]:
    """What the processes of a run have written; empty where none ran."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return {
        test: Record(seconds, frozenset(sent), once)
        for records in found
        for test, (seconds, sent, once) in sorted(records.items())
    }


def choose(records: Mapping[str, Record], times: int = TIMES) -> set[str]:
    """Tests that send every statement at least `times` times, or as often as all tests do; the cheap and rich first.

    What those chosen later made needless goes out again, the dearest first: a quarter of the time.
    """
    worth = sorted(records, key=lambda test: (-len(records[test].statements) / (records[test].seconds + 0.05), test))
    told, chosen = Counter[str](), set()
    for test in worth:
        if any(told[statement] < times for statement in records[test].statements):
            chosen.add(test)
            told.update(records[test].statements)
    everywhere = Counter(statement for record in records.values() for statement in record.statements)
    for test in sorted(chosen, key=lambda test: (-records[test].seconds, test)):
        sent = records[test].statements
        if all(told[statement] > min(times, everywhere[statement]) for statement in sent):
            chosen.remove(test)  # those chosen after it have sent all that it sends, often enough
            told.subtract(sent)
    return chosen


@cache
def may_differ(path: Path) -> bool:
    """Whether a file's tests are about the database itself, or about two who write at once."""
    return bool(NAMES_A_DATABASE.search(path.read_text(encoding="utf-8")))


@cache
def read_and_chosen(folder: Path) -> tuple[dict[str, Record], set[str]]:
    """What the run on SQLite wrote, and the tests chosen by it."""
    records = read(folder)
    return records, choose(records)


@cache
def unread_files(folder: Path, root: Path) -> dict[Path, int]:
    """Files of which nothing would run on PostgreSQL, with how many tests each leaves to SQLite.

    To read a file and make its tests costs as much as many a test; a file of which nothing is recorded is read.
    """
    records, chosen = read_and_chosen(folder)
    tests = defaultdict[str, list[str]](list)
    for test in records:
        tests[test.partition("::")[0]].append(test)
    return {
        root / file: sum(not records[test].once for test in of_file)
        for file, of_file in tests.items()
        if all(records[test].once for test in of_file)
        or not (file.startswith(MAY_DIFFER) or chosen.intersection(of_file) or may_differ(root / file))
    }


def left_to_sqlite(items: Iterable[pytest.Item], folder: Path) -> list[pytest.Item]:
    """Those that tell nothing new on PostgreSQL after the run on SQLite; what is not recorded is not left out."""
    records, chosen = read_and_chosen(folder)
    return [
        item
        for item in items
        if item.nodeid in records
        and item.nodeid not in chosen
        and not item.nodeid.startswith(MAY_DIFFER)
        and not may_differ(item.path)
    ]
